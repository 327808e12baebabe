// Errors against the noise-free label in the records of runs.
import Foundation
import SyntheticData
import Testing
import Training

@testable import Experiments

@Suite struct ExcessErrorTests {
  private func plan() throws -> Plan { try Plan(tinyExperiment(), at: .quick) }

  /// All runs of a study's first cell.
  private func cell(_ plan: Plan) throws -> [RunRecord] {
    let rates = Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
    let runs = try plan.study(rates: rates).filter {
      $0.key.replicate == 0 && $0.key.correlation == 0.5
    }
    return try Cell(spec: try #require(runs.first).run.cell, runs: runs.map(\.run))
      .train(on: testPlatform) { _ in }
  }

  @Test func studiesMeasureThemOfEveryModelAndOfItsBaseline() throws {
    let records = try cell(plan())
    let baseline = try #require(records.first { $0.spec.subject == $0.spec.baseline })
    for record in records {
      #expect(record.scores.count == 2)
      for (task, score) in record.scores.enumerated() {
        let excess = try #require(score.meanExcessError)
        let floor = try #require(record.card?.noiseFloors?[task])
        // 60 test samples: noise moves the difference by a part of either.
        #expect(excess > 0)
        #expect(
          abs(score.meanSquaredError - excess - floor) < floor + (floor * excess).squareRoot())
      }
      #expect(
        record.baselineScores.map(\.meanExcessError) == baseline.scores.map(\.meanExcessError))
    }
  }

  @Test func tuningHasNone() throws {
    let plan = try plan()
    let run = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first)
    let record = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    #expect(record.scores.count == 2)
    #expect(record.scores.allSatisfy { $0.meanExcessError == nil })
    #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains("xcess"))
  }

  /// A record of a build that did not measure them is still read.
  @Test func aScoreWithoutOneIsRead() throws {
    let text = #"{"meanSquaredError":0.25,"pairedZ":1.5}"#
    let score = try JSONDecoder().decode(TaskScore.self, from: Data(text.utf8))
    #expect(score == TaskScore(meanSquaredError: 0.25, pairedZ: 1.5))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(score), as: UTF8.self) == text)
  }
}

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
    let runs = try plan.study(rates: plan.equalRates()).filter {
      $0.key.draw == 0 && $0.key.correlation == 0.5
    }
    return try Cell(spec: try #require(runs.first).run.cell, runs: runs.map(\.run))
      .train(on: testPlatform) { _ in }
  }

  @Test func studiesMeasureThemOfEveryModel() throws {
    for record in try cell(plan()) {
      #expect(record.scores.count == 2)
      for (task, score) in record.scores.enumerated() {
        let excess = try #require(score.meanExcessError)
        let floor = try #require(record.card?.noiseFloors?[task])
        // 60 test samples: noise moves the difference by a part of either.
        #expect(excess > 0)
        #expect(
          abs(score.meanSquaredError - excess - floor) < floor + (floor * excess).squareRoot())
      }
    }
  }

  /// On validation samples; a rate is chosen without them.
  @Test func trialsMeasureThemToo() throws {
    let plan = try plan()
    let planned = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first)
    let run = planned.run
    let record = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    #expect(record.scores.count == 2)
    let trial = Trial(planned, record)
    for (task, excess) in trial.excessErrors.enumerated() {
      let error = trial.validationNMSE[task] * record.labelVariances[task]
      let found = try #require(excess)
      #expect(found > 0 && abs(error - found - 0.01) < 0.01 + (0.01 * found).squareRoot())
    }
    var other = record
    for task in other.scores.indices { other.scores[task].meanExcessError = nil }
    #expect(TuningChoice.score([Trial(planned, other)]) == TuningChoice.score([trial]))
    #expect(Trial(planned, other).excessErrors == [nil, nil])
  }

  @Test func aScoreWithoutOneIsRead() throws {
    let text = #"{"meanSquaredError":0.25}"#
    let score = try JSONDecoder().decode(TaskScore.self, from: Data(text.utf8))
    #expect(score == TaskScore(meanSquaredError: 0.25))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(score), as: UTF8.self) == text)
  }
}

import Experiments
import Fixtures
import Foundation
import ModelZoo
import Records
import Statistics
import Testing

@testable import Analysis

/// Kinds of models at equal size: two sizes of each, whose errors follow a known curve.
struct MatchedSizeTests {
  private static let models = [
    ModelChoice(
      name: "small-single", role: .baseline, kind: .singleTask, levels: 0, towerWidths: [4]),
    ModelChoice(
      name: "large-single", role: .control, kind: .singleTask, levels: 0, towerWidths: [16]),
    ModelChoice(
      name: "small", kind: .mmoe, levels: 1, sharedExperts: 3, levelWidths: [[4]], towerWidths: [4]),
    ModelChoice(
      name: "large", kind: .mmoe, levels: 1, sharedExperts: 3, levelWidths: [[16]], towerWidths: [4]
    ),
    ModelChoice(
      name: "wide", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1,
      levelWidths: [[300]],
      towerWidths: [4]),
    ModelChoice(
      name: "wider", kind: .cgc, levels: 1, taskExperts: [1, 1], sharedExperts: 1,
      levelWidths: [[400]], towerWidths: [4]),
  ]

  /// Log errors fall by .5 per unit of ln(parameters), and are lower by `lead` in MMoE.
  private func study(lead: Double, noise: Double = 0.02) throws -> ExperimentRecords {
    var file = try MadeUpStudy().file("sizes")
    file.experiment.models = Self.models
    file.experiment.settings = [Setting(name: "-", gateBias: true)]
    file.presentation.models = [:]
    file.presentation.report = ReportDeclarations()
    let plan = try Plan(file.experiment, at: .quick)
    var metrics: [MetricRecord] = []
    for (index, variant) in plan.variants.enumerated() {
      let spec = try variant.choice.spec(plan.scale, taskCount: 2, in: variant.setting)
      let count = try Model(spec, batchCapacity: 1).parameterCount
      for draw in 0..<8 {
        let wobble = noise * sin(Double(7 * draw + 5 * index))
        let log =
          -0.5 * Foundation.log(Double(count)) + wobble
          - (variant.choice.kind == .mmoe ? lead : 0)
        metrics += runs(variant.choice.name, draw, [[log, log]]).map { record in
          var record = record
          record.parameterCount = count
          return record
        }
      }
    }
    return try records(metrics, of: file)
  }

  private func matched(_ records: ExperimentRecords, over rival: String = "single-task") throws
    -> Claim
  {
    try claim(MatchedSize.self, ["kind": "mmoe", "overKind": .text(rival)], about: records)
  }

  /// The larger of two networks on one curve is no better at equal size.
  @Test func sizeAloneIsNoLead() throws {
    let records = try study(lead: 0)
    let claim = try matched(records)
    #expect(claim.finding == .unsupported && abs(claim.measured ?? 1) < 0.03 && claim.count == 8)
    let rows = try #require(SizeTable(records, published: PublishedValues())).rows
    #expect(rows.first { $0.model == "large" }?.mean ?? 0 > 0.3, "although it gains by its size")
  }

  @Test func aLeadAtEqualSizeIsFound() throws {
    let claim = try matched(study(lead: 0.3))
    #expect(claim.finding == .supported && abs((claim.measured ?? 0) - 0.3) < 0.03)
    #expect(try matched(study(lead: -0.3)).finding == .unsupported)
    #expect(try matched(study(lead: 0.05, noise: 0.6)).finding == .inconclusive)
  }

  /// Nothing is said of sizes that only one of two kinds has.
  @Test func kindsWithoutACommonSizeAreNotCompared() throws {
    let claim = try matched(study(lead: 0.3), over: "cgc")
    #expect(claim.finding == .inconclusive && claim.measured == nil)
    #expect(claim.detail == "The two have no size in common.")
  }

  @Test func aKindNeedsTwoModels() throws {
    let experiment = try study(lead: 0).plan.experiment
    let error = #expect(throws: ExperimentFileError.self) {
      try family(MatchedSize.self, ["kind": "ple", "overKind": "mmoe"], of: experiment)
    }
    #expect(
      error?.description.hasSuffix(
        "has ple as kind, but must have a kind of which there are two models or more: "
          + "single-task or mmoe or cgc") == true)
    #expect(throws: ExperimentFileError.self) {
      try family(MatchedSize.self, ["kind": "mmoe", "overKind": "mmoe"], of: experiment)
    }
  }

  /// By hand: between 0 and 4 the first falls from 4 to 0, the second is 1 up to 2 and 3 from there at 4.
  @Test func theMeanDifferenceOfTwoLines() throws {
    let first = try #require(PiecewiseLine([(0, 4), (4, 0)]))
    let second = try #require(PiecewiseLine([(4, 3), (-2, 1), (2, 1)]))
    #expect(first(1) == 3 && second(3) == 2 && second(-5) == 1 && second(9) == 3)
    // Over 0…2: 3 to 1, mean 2; over 2…4: 1 to −3, mean −1.
    #expect(first.meanDifference(from: second) == 0.5)
    let apart = try #require(PiecewiseLine([(5, 0), (6, 0)]))
    #expect(first.meanDifference(from: apart) == nil)
    #expect(PiecewiseLine([(1, 0)]) == nil && PiecewiseLine([(1, 0), (1, 2)]) == nil)
  }
}

import Experiments
import Fixtures
import Foundation
import ModelZoo
import Records
import Testing
import Training

@testable import Analysis

/// What departures cost, on runs whose errors are known.
struct CostOfDepartureTests {
  private let settings = [
    Setting(name: "frozen", gateBias: true, departures: [.frozenGates]),
    Setting(name: "other", gateBias: true, schedule: .linear),
    Setting(
      name: "masked", gateBias: true, schedule: .linear, departures: [.softmaxThenMask],
      departsFrom: "other"),
  ]

  /// PLE leads MMoE by .2. Frozen gates cost MMoE .1 and PLE `cost`; beside `other`, in which all errors are higher by 1,
  /// masking costs PLE .03.
  private func records(cost: Double) throws -> ExperimentRecords {
    var metrics: [MetricRecord] = []
    for draw in 0..<8 {
      let wobble = 0.002 * sin(Double(5 * draw))
      func add(_ model: String, _ log: Double, _ setting: String, _ sign: Double = 1) {
        let value = log + sign * wobble
        metrics += runs(model, draw, [[value, value]], setting: setting)
      }
      add("single-task", 0, "-")
      add("mmoe", -0.1, "-", -1)
      add("ple", -0.3, "-", 0.5)
      add("mmoe", 0, "frozen")
      add("ple", -0.3 + cost, "frozen", -1)
      add("single-task", 1, "other")
      add("mmoe", 0.9, "other")
      add("ple", 0.7, "other", -1)
      add("ple", 0.73, "masked")
    }
    return try study(metrics, settings: settings) { _ in }
  }

  private func claims(_ setting: String, _ model: String, _ cost: Double = 0.5) throws -> Claim {
    try claim(
      CostOfDeparture.self, ["setting": .text(setting), "subject": .text(model)],
      about: records(cost: cost))
  }

  @Test func aCostIsFoundOrNotOrNegligible() throws {
    let dear = try claims("frozen", "ple")
    #expect(dear.finding == .supported && abs((dear.measured ?? 0) - 0.5) < 0.01)
    #expect(dear.count == 8)
    #expect(dear.statement == "PLE has higher errors with a departure than without it (frozen)")
    #expect(dear.detail.hasSuffix("parameters are trained."))
    #expect(try claims("frozen", "ple", -0.2).finding == .unsupported)
    #expect(try claims("frozen", "ple", 0.03).finding == .negligible)
  }

  /// Data of a setting are compared with data of its own kind: .03, not 1.03.
  @Test func aCostIsThatBesideTheSettingDepartedFrom() throws {
    let claim = try claims("masked", "ple")
    #expect(abs((claim.measured ?? 0) - 0.03) < 0.01 && claim.finding == .negligible)
    #expect(claim.rule.contains("(setting other)") && claim.detail.isEmpty)
  }

  @Test func theTableSaysWhichLeadsChange() throws {
    func rows(_ cost: Double) throws -> [DepartureTable.Row] {
      try #require(DepartureTable(records(cost: cost), published: PublishedValues())).rows
    }
    func lead(_ rows: [DepartureTable.Row], _ setting: String) throws -> DepartureTable.Row {
      try #require(
        rows.first { $0.model == "ple" && $0.setting == setting && $0.rival == "mmoe" })
    }
    let (lost, kept) = (try rows(0.5), try rows(0.1))
    // -.3 + .5 against 0.
    #expect(abs((try lead(lost, "frozen").mean ?? 0) + 0.2) < 0.01)
    #expect(abs((try lead(lost, "frozen").without ?? 0) - 0.2) < 0.01)
    #expect(try lead(lost, "frozen").changes == true && lead(kept, "frozen").changes == false)
    #expect(
      try lead(lost, "frozen").findingWithout == "seen"
        && lead(lost, "frozen").finding == "not seen")
    #expect(abs((try lead(lost, "masked").mean ?? 0) - 0.17) < 0.01, "MMoE as in other")
    let frozen = try #require(
      lost.first { $0.model == "ple" && $0.setting == "frozen" && $0.rival == nil })
    #expect(frozen.trainedParameterCount < frozen.parameterCount && frozen.changes == nil)
    #expect(lost.allSatisfy { $0.setting != "other" && $0.setting != "-" }, "nothing departs there")
  }

  @Test func aModelThatASettingDoesNotChangeHasNoCostThere() throws {
    let experiment = try records(cost: 0).plan.experiment
    for (setting, model) in [("masked", "mmoe"), ("frozen", "single-task"), ("-", "ple")] {
      #expect(throws: ExperimentFileError.self) {
        try family(
          CostOfDeparture.self, ["setting": .text(setting), "subject": .text(model)],
          of: experiment)
      }
    }
  }
}

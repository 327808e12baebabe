import Experiments
import Fixtures
import Formats
import Foundation
import Randomness
import Records
import Statistics
import SyntheticData
import Testing
import Training

@testable import Analysis

/// Overfitting and leads by the share of labels, on runs whose errors are known.
struct SparseTargetTests {
  private static func labels(_ share: Double) -> GeneratorSpec {
    var data = TinyStudy.experiment.data
    data.labels?.labelShares = [1, share]
    return data
  }

  /// Log test errors of task 2 without a mark; `lost` of PLE's and CGC's lead of .3 is gone with few labels, where they have
  /// fitted their training samples by `fitted` more than MMoE. Other weights lower PLE's error by `helped`.
  private func records(
    lost: Double = 0, fitted: Double = 0, helped: Double = 0, spread: Double = 0.02, draws: Int = 12
  ) throws -> ExperimentRecords {
    var metrics: [MetricRecord] = []
    var own: [TrainingErrorRecord] = []
    for draw in 0..<draws {
      func add(_ model: String, _ setting: String, _ log: Double, training: Double) {
        let wobble =
          spread * sin(Double(7 * draw + 3 * model.count) + Double(setting.count))
        let rows = runs(model, draw, [[0, log + wobble]], setting: setting).map { row in
          var row = row
          row.mse = row.excessError
          return row
        }
        metrics += rows
        own += rows.map { row in
          var record = TrainingErrorRecord()
          record.run = row.run
          record.task = row.task
          record.labels = row.task == "task2" && setting != "-" ? 5 : 480
          record.mse = exp(row.task == "task1" ? 0 : training)
          record.excessError = record.mse.map { $0 / 2 }
          return record
        }
      }
      for (setting, level) in [("-", 0.0), ("sparse", 1)] {
        let isSparse = setting == "sparse"
        add("single-task", setting, level, training: level - 1)
        add("mmoe", setting, level - 0.1, training: level - 1.1)
        for model in ["cgc", "ple"] {
          let log = level - 0.4 + (isSparse ? lost : 0)
          add(model, setting, log, training: log - 1 - (isSparse ? fitted : 0))
        }
      }
      for model in ["mmoe", "cgc", "ple"] {
        add(model, "weighted", 1 - helped, training: 0)
      }
    }
    var made = MadeUpStudy()
    made.correlations = ["0.50"]
    made.models = ["single-task", "mmoe", "cgc", "ple"]
    var file = try made.file("made-up")
    file.experiment.measures = Measures(trainingErrors: true)
    file.experiment.data = Self.labels(1)
    file.experiment.settings = [
      .standard, Setting(name: "sparse", gateBias: true, data: Self.labels(0.01)),
      Setting(
        name: "weighted", gateBias: true, data: Self.labels(0.01),
        taskWeights: [TaskWeight(), TaskWeight(initial: 10)], departsFrom: "sparse"),
    ]
    return try Fixtures.records(metrics, of: file) { $0.trainingErrors = own }
  }

  private let pair: [String: Declaration.Value] = [
    "subject": "ple", "over": "mmoe", "setting": "sparse", "task": "2",
  ]

  @Test func aLostLeadIsFoundOrNotOrOpen() throws {
    let lost = try claim(LeadLost.self, pair, about: records(lost: 0.5))
    #expect(lost.finding == .supported && abs((lost.measured ?? 0) - 0.5) < 0.03)
    #expect(lost.count == 12 && lost.statement == "PLE loses lead over MMoE on task 2 (sparse)")
    #expect(lost.detail.hasPrefix("The lead was 0.3") && lost.detail.hasSuffix(" and is -0.200."))
    #expect(try claim(LeadLost.self, pair, about: records(lost: -0.3)).finding == .unsupported)
    #expect(try claim(LeadLost.self, pair, about: records(lost: 0)).finding == .unsupported)
    #expect(
      try claim(LeadLost.self, pair, about: records(lost: 0.1, spread: 0.5)).finding
        == .inconclusive)
    // Task 1 has not changed.
    var other = pair
    other["task"] = "1"
    let first = try claim(LeadLost.self, other, about: records(lost: 0.5))
    #expect(first.measured == nil && first.finding == .inconclusive, "equal values say nothing")
    // The mean over tasks has half of it.
    other["task"] = nil
    #expect(
      abs((try claim(LeadLost.self, other, about: records(lost: 0.5)).measured ?? 0) - 0.25) < 0.02)
  }

  @Test func overfittingIsComparedWithTheRivals() throws {
    let more = try claim(OverfitsMore.self, pair, about: records(fitted: 0.4))
    #expect(more.finding == .supported && abs((more.measured ?? 0) - 0.4) < 0.03)
    #expect(more.detail.hasPrefix("ln(test MSE / training MSE): 1.40 against 1.0"))
    #expect(
      try claim(OverfitsMore.self, pair, about: records(fitted: -0.4)).finding == .unsupported)
    var usual = pair
    usual["setting"] = nil
    #expect(
      abs((try claim(OverfitsMore.self, usual, about: records(fitted: 0.4)).measured ?? 1)) < 0.03)
  }

  @Test func bothAreNeededOfAllModels() throws {
    var arguments = pair
    arguments["subject"] = ["cgc", "ple"]
    func finding(_ records: ExperimentRecords) throws -> Finding {
      try claim(OverfitsSparseTargets.self, arguments, about: records).finding
    }
    let both = try claim(
      OverfitsSparseTargets.self, arguments, about: records(lost: 0.5, fitted: 0.4))
    #expect(both.finding == .supported && both.detail.hasPrefix("4 of 4 parts hold"))
    #expect(try finding(records(lost: 0.5, fitted: 0)) == .unsupported)
    #expect(try finding(records(lost: -0.2, fitted: 0.4)) == .unsupported)
    #expect(try finding(records(lost: 0.5, fitted: 0.1, spread: 0.5)) == .inconclusive)
  }

  @Test func aSettingHelpsBesideTheOneThatItDepartsFrom() throws {
    let claims = try claims(
      SettingHelps.self, ["subject": ["mmoe", "ple"], "setting": "weighted", "task": "2"],
      about: records(helped: 0.5))
    // From .9 and .6 to .5.
    #expect(claims.map(\.finding) == [.supported, .supported])
    #expect(
      abs((claims[0].measured ?? 0) - 0.4) < 0.03 && abs((claims[1].measured ?? 0) - 0.1) < 0.03)
    #expect(claims[1].rule.contains("in the setting sparse minus"))
  }

  @Test func theTablesHaveSharesErrorsAndLeads() throws {
    let records = try records(lost: 0.5, fitted: 0.4)
    let fitted = try #require(FittedTable(records, published: PublishedValues()))
    func row(_ model: String, _ setting: String, _ quantity: String) throws -> FittedTable.Row {
      try #require(
        fitted.rows.first {
          $0.arm == Arm(model: model, setting: setting) && $0.quantity == quantity
            && $0.task == "task2"
        })
    }
    let gap = try row("ple", "sparse", "gap")
    #expect(gap.labelShare == 0.01 && gap.labels == 5 && gap.differsInSharesAlone)
    #expect(abs((gap.mean ?? 0) - 1.4) < 0.02 && gap.interval != nil && gap.count == 12)
    #expect(try row("ple", "-", "gap").labelShare == 1)
    #expect(try !row("ple", "weighted", "gap").differsInSharesAlone)
    let (own, excess) = (
      try row("mmoe", "sparse", "training"), try row("mmoe", "sparse", "training_excess")
    )
    #expect(abs((own.mean ?? 0) - (excess.mean ?? 0) - log(2)) < 1e-9)
    let leads = try #require(LeadTable(records, published: PublishedValues()))
    #expect(Set(leads.rows.map(\.model)) == ["cgc", "ple"])
    #expect(Set(leads.rows.map(\.rival)) == ["single-task", "mmoe"])
    let lead = try #require(
      leads.rows.first {
        $0.model == "cgc" && $0.rival == "mmoe" && $0.setting == "sparse" && $0.task == "task2"
      })
    #expect(abs((lead.mean ?? 0) + 0.2) < 0.03 && lead.labelShare == 0.01)
    // Single-task networks have no joint loss: with other weights their errors are those without.
    let weighted = try #require(
      leads.rows.first {
        $0.model == "cgc" && $0.rival == "single-task" && $0.setting == "weighted"
          && $0.task == "task2"
      })
    #expect(abs(weighted.mean ?? 1) < 0.03)
    let gains = records.sweep.gains(
      Arm(model: "ple", setting: "weighted"), "0.50", task: 1, .logExcess
    ).present
    #expect(abs(gains.reduce(0, +) / Double(gains.count)) < 0.03, "and so are they in gains.csv")
  }

  @Test func whatIsMissingIsRefused() throws {
    let experiment = try records().plan.experiment
    var without = experiment
    without.measures = nil
    #expect(throws: ExperimentFileError.self) { try family(OverfitsMore.self, pair, of: without) }
    for (name, value) in [("setting", "-"), ("task", "3"), ("setting", "nosuch")] {
      var other = pair
      other[name] = .text(value)
      #expect(throws: ExperimentFileError.self) {
        try family(LeadLost.self, other, of: experiment)
      }
    }
    // Other weights do not change single-task networks.
    #expect(throws: ExperimentFileError.self) {
      try family(
        SettingHelps.self, ["subject": ["single-task"], "setting": "weighted"], of: experiment)
    }
  }

  /// How often the rule for both parts of two models errs, at the size of the quick study, with spreads like a pilot's.
  @Test func theRuleHoldsItsLevel() {
    var generator = PhiloxGenerator(RandomStream(seed: 19).stream("sparse targets"))
    func normal() -> Double {
      let first = Double(generator.next() >> 11) / 9_007_199_254_740_992
      let second = Double(generator.next() >> 11) / 9_007_199_254_740_992
      return (-2 * log(1 - first)).squareRoot() * cos(2 * Double.pi * second)
    }
    func rates(_ means: [Double]) -> (supported: Double, unsupported: Double) {
      var (supported, unsupported) = (0.0, 0.0)
      let studies = 1000
      for _ in 0..<studies {
        // Draws are shared: half of a part's variance is common to all.
        let common = (0..<12).map { _ in normal() }
        let parts = means.map { mean in
          IntersectionUnion.Part(
            name: "", values: common.map { mean + 0.2 * ($0 + normal()) / 2.0.squareRoot() },
            margin: Metric.margin)
        }
        switch IntersectionUnion.finding(parts) {
        case .supported: supported += 1
        case .unsupported: unsupported += 1
        default: break
        }
      }
      return (supported / Double(studies), unsupported / Double(studies))
    }
    // One part without an effect, the others large: at most 5% are seen, but for chance.
    #expect(rates([0, 1, 1, 1]).supported < 0.075)
    // All parts at the margin: at most 5% are not seen.
    #expect(rates([0.05, 0.05, 0.05, 0.05]).unsupported < 0.075)
    // It can come out either way.
    #expect(rates([0.4, 0.4, 0.4, 0.4]).supported > 0.95)
    #expect(rates([0.4, 0.4, -0.3, 0.4]).unsupported > 0.95)
  }
}

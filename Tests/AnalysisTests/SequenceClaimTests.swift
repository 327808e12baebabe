import Experiments
import Fixtures
import Foundation
import Records
import Testing

@testable import Analysis

/// The rules of the claims about sequences, on made-up records that must give each verdict.
struct SequenceClaimTests {
  // MARK: Best on both tasks

  private func best(_ change: (inout MadeUpSequences) -> Void = { _ in }) throws -> Claim? {
    var made = MadeUpSequences()
    change(&made)
    return try made.claims().family("best-on-both-tasks").first
  }

  @Test func moseIsBestOnBothTasks() throws {
    let claim = try best()
    #expect(claim?.finding == .reproduced)
    #expect(claim?.rule.contains("in 14 parts") == true)
    #expect(claim?.detail.hasPrefix("In NMSE 14 of 14 parts pass and none is reversed") == true)
    #expect(claim?.source == "MoSE section 5.1.2, Figure 6")
  }

  @Test func oneSignificantReverseContradicts() throws {
    let claim = try best { $0.ratios["multi-head"] = [1, 0.85] }
    #expect(claim?.finding == .contradicted)
    let detail = try #require(claim?.detail)
    #expect(detail.contains("13 of 14 parts pass and one is reversed (multi-head on task 2)"))
  }

  @Test func anEqualAlternativeLeavesItOpen() throws {
    let claim = try best { $0.ratios["shared-bottom"] = [0.88, 1.1] }
    #expect(claim?.finding == .inconclusive)
  }

  @Test func anAdvantageInOneMetricAloneIsMetricDependent() throws {
    // What MoSE loses where labels vary much weighs in MSE, and not in NMSE.
    let claim = try best { made in
      made.variance = { $0 % 2 == 0 ? 0.1 : 10 }
      made.rawPenalty = { $0 % 2 == 0 ? 0 : 5 }
    }
    #expect(claim?.finding == .metricDependent)
  }

  /// A p of .03 is a reverse alone, and none among fourteen.
  @Test func reversesAreCorrectedForTheirNumber() {
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0)
    }
    let weak = part(-0.00045, 0.001)
    let others = (0..<13).map { _ in part(0, 0.01) }
    #expect(IntersectionUnion.finding([weak]) == .contradicted)
    #expect(
      IntersectionUnion.finding([weak] + others) == .inconclusive)
  }

  @Test func modelsBeyondThePaperHaveRowsOfTheirOwn() throws {
    var made = MadeUpSequences()
    made.ratios["ple"] = [0.8, 0.8]
    let claims = try made.claims().family("best-on-both-tasks").dropFirst()
    #expect(claims.map(\.source) == Array(repeating: "beyond the paper", count: 3))
    #expect(claims.map(\.finding) == [.reproduced, .reproduced, .contradicted])
    #expect(claims.last?.statement == "MoSE is better than PLE on both tasks")
  }

  @Test func alternativesAreNamedByTheirTitles() throws {
    let claim = try best { $0.models = ["single-task", "fc-mmoe", "mose"] }
    #expect(
      claim?.statement
        == "MoSE is best on both tasks: against MMoE (fully connected) and single-task")
    #expect(claim?.rule.contains("in 4 parts") == true)
    #expect(try best { $0.models = ["single-task", "multi-head"] } == nil)
  }

  // MARK: By how much

  @Test func theDistancesAreThoseOfThePaper() throws {
    let claims = try MadeUpSequences().claims().family("error-ratio")
    #expect(
      claims.map(\.statement) == [
        "MoSE's error on task 1 is 10.4% below multi-head's",
        "MoSE's error on task 1 is 2.2% below shared bottom's",
        "MoSE's error on task 2 is 3.2% below multi-head's",
      ])
    // In the unit of what was measured.
    #expect(claims.map(\.published) == ["0.104", "0.022", "0.032"])
    // .88 of single-task against 1.1 of it.
    #expect(abs((claims[0].measured ?? 0) - 0.2) < 0.01)
  }

  @Test func theBoundsOfADistanceAreTheOnesThatDecide() throws {
    var made = MadeUpSequences()
    made.spread = 0.3
    let records = try made.records()
    let ratio = try family(
      ErrorRatio.self, ["subject": "mose", "over": "multi-head", "task": "1"],
      of: records.plan.experiment)
    let results = try #require(try results(of: records).experiments.first)
    let measurement = try #require(ratio.measurement(results))
    let claim = try #require(try made.claims().family("error-ratio").first)
    let estimate = try #require(measurement.estimate)
    #expect(claim.lower == 1 - exp(estimate.upper))
    #expect(claim.upper == 1 - exp(estimate.lower))
    #expect(claim.detail.contains("would be one of those expected of one further run"))
    #expect(claim.detail.contains("the test has little power"))
    made.spread = 0.001
    let sharp = try #require(try made.claims().family("error-ratio").first)
    #expect(!sharp.detail.contains("little power"))
  }

  @Test func aDistanceIsConsistentOrNotOrOpen() {
    func finding(_ mean: Double, _ spread: Double) -> Finding {
      ErrorRatio.finding(values(mean: log(mean), spread: spread), published: 0.896)
    }
    #expect(finding(0.9, 0.05) == .consistent)
    #expect(finding(0.7, 0.05) == .inconsistent)
    // One more run could be as published, but MoSE is shown to be the worse.
    #expect(finding(1.1, 0.15) == .inconsistent)
    #expect(finding(1, 0.2) == .inconclusive)
    #expect(ErrorRatio.finding([log(0.9)], published: 0.896) == .inconclusive)
  }

  @Test func publishedErrorsAreCounted() throws {
    var made = MadeUpSequences()
    let published = try PublishedValues(folder: Repository.published)
    let models = try made.records().models
    for name in MadeUpSequences.alternatives + ["mose"] {
      let model = try #require(models[name])
      made.ratios[name] = try (0..<2).map { task in
        let own = try #require(published.sequenceError(model.published, task: task))
        return try own / #require(published.sequenceError("sequential-multi-model", task: task))
      }
    }
    let claims = try made.claims().family("published-errors")
    #expect(claims.map(\.finding) == [.descriptive])
    #expect(claims[0].statement.hasSuffix("in 14 of 14 cells"))
    #expect(claims[0].detail.contains("not comparable"))
    made.ratios["fc-mmoe"] = [9, 9]
    let changed = try made.claims().family("published-errors")
    #expect(changed[0].statement.hasSuffix("in 12 of 14 cells"))
  }

  // MARK: The seesaw on sequences

  @Test func theSeesawOfSequencesHasRowsOfItsOwn() throws {
    let claims = try claims(
      of: MadeUpSequences.sweep { made in
        made.replicates = 40
        made.seesawRates = ["placebo": 0.2, "shared-bottom": 0.9, "stepwise": 1]
      })
    #expect(claims.allSatisfy { $0.statement.contains("sequences") || $0.source == "this study" })
    #expect(!claims.contains { $0.source.hasPrefix("PLE") })
    #expect(claims.family("seesaw-beyond-placebo").map(\.finding) == [.reproduced])
    #expect(claims.family("placebo-seesaw").map(\.finding) == [.reproduced])
    let models = claims.family("seesaw-rate")
    #expect(models[0].statement == "Shared bottom shows the seesaw (sequences)")
    #expect(models[0].finding == .reproduced)
    #expect(models[0].source == "this study, after PLE section 5.2")
  }

  /// The memoryless model differs from single-task in more than sharing.
  @Test func theMemorylessModelMakesNoSeesawOfSharing() throws {
    let records = try MadeUpSequences.sweep { made in
      made.replicates = 40
      made.seesawRates = ["stepwise": 1]
    }
    let claim = try #require(try claims(of: records).family("seesaw-beyond-placebo").first)
    #expect(claim.finding != .reproduced)
    #expect(!claim.detail.contains("Stepwise"))
  }

  @Test func thePaperHasNoSizeOfAGainOnSequences() throws {
    let claims = try claims(of: MadeUpSequences.sweep { $0.gainSpread = 0.0005 })
      .family("gain-over")
    #expect(claims.map(\.statement) == ["PLE gains more than MMoE on average (sequences)"])
    #expect(claims.map(\.published) == [""])
    #expect(claims.map(\.finding) == [.reproduced])
  }

  @Test func theMemorylessModelIsBesideTheLSTMs() throws {
    let expected = try control()
    #expect(expected.map(\.finding) == [.descriptive])
    #expect(abs((expected[0].measured ?? 0) - 0.004) < 0.001)
    #expect(expected[0].detail.contains("No LSTM is shown to be better"))
    // With the interval of every LSTM; the placebo and dense models are none.
    #expect(expected[0].detail.contains("single-task +0.00977 ["))
    #expect(expected[0].detail.components(separatedBy: " [").count == 1 + 6)
    #expect(!expected[0].detail.contains("placebo"))
    #expect(expected[0].rule.contains("not corrected for its being the lowest of 6"))
    let surprising = try control { $0.gains["ple"] = [0.05, 0.05] }
    #expect(
      surprising[0].detail.contains(
        "Better all the same (95% interval, not corrected for the number of LSTMs): PLE."))
    #expect(try control { $0.models = ["single-task", "ple"] }.isEmpty)
  }

  private func control(
    _ change: (inout MadeUpStudy) -> Void = { _ in }
  ) throws -> [Claim] {
    try claims(of: MadeUpSequences.sweep(change)).family("no-better-than-control")
  }
}

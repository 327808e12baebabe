import Experiments
import Fixtures
import Foundation
import Records
import Statistics
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
    #expect(claim?.finding == .supported)
    #expect(claim?.rule.contains("in 14 parts") == true)
    #expect(
      claim?.detail.hasPrefix(
        "14 of 14 comparisons are won, each by its own bound, and none is reversed.") == true)
    #expect(claim?.source == "MoSE section 5.1.2, Figure 6")
  }

  @Test func oneSignificantReverseContradicts() throws {
    let claim = try best { $0.ratios["multi-head"] = [1, 0.85] }
    #expect(claim?.finding == .unsupported)
    let detail = try #require(claim?.detail)
    #expect(
      detail.contains(
        "13 of 14 comparisons are won, each by its own bound, and one is reversed (multi-head on task 2)"
      ))
  }

  @Test func anEqualAlternativeIsNotBeaten() throws {
    let claim = try best { $0.ratios["shared-bottom"] = [0.88, 1.1] }
    #expect(claim?.finding == .unsupported && (claim?.upper ?? 1) < 0.05)
    #expect(claim?.detail.hasSuffix("The weakest is shared bottom on task 1.") == true)
    let open = try best {
      $0.ratios["shared-bottom"] = [0.88, 1.1]
      $0.spread = 0.5
    }
    #expect(open?.finding == .inconclusive && open?.isDecidedByItsBounds() == true)
  }

  /// One draw on which MoSE is far worse: its errors weigh in a mean of errors, and count once among logarithms.
  @Test func aDrawOfLargeErrorsIsOneDraw() throws {
    let claim = try best { $0.variance = { $0 == 0 ? 1000 : 1 } }
    #expect(claim?.finding == .supported && claim?.count == 20)
  }

  /// Inputs so noisy that the mode does not tell the label are other data, with claims of their own.
  @Test func noisyInputsHaveAClaimOfTheirOwn() throws {
    var made = MadeUpSequences()
    let claims = try made.claims().family("best-on-both-tasks")
    #expect(claims[1].statement.hasPrefix("MoSE is best on both tasks (noisy inputs): against "))
    #expect(claims[1].id.hasSuffix("/noisy-inputs") && !claims[1].isPrimary && claims[0].isPrimary)
    made.hasNoisyInputs = false
    #expect(try made.claims().family("best-on-both-tasks").count == 4)
  }

  /// A p of .03 is a reverse alone, and none among fourteen.
  @Test func reversesAreCorrectedForTheirNumber() {
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0)
    }
    let weak = part(-0.00045, 0.001)
    let others = (0..<13).map { _ in part(0, 0.01) }
    #expect(IntersectionUnion.finding([weak]) == .unsupported)
    #expect(
      IntersectionUnion.finding([weak] + others) == .inconclusive)
  }

  @Test func modelsBeyondThePaperHaveRowsOfTheirOwn() throws {
    var made = MadeUpSequences()
    made.ratios["ple"] = [0.8, 0.8]
    let claims = try made.claims().family("best-on-both-tasks").dropFirst()
    #expect(
      claims.map(\.source) == ["MoSE section 5.1.2"]
        + Array(repeating: "beyond the paper", count: 3))
    #expect(claims.map(\.finding) == [.supported, .supported, .supported, .unsupported])
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
        (made.trainings, made.trainingSpread) = (4, 0.03)
        made.seesaws[Arm(model: "shared-bottom")] = 0.4
      })
    #expect(!claims.contains { $0.source.hasPrefix("PLE") } && !claims.contains(where: \.isPrimary))
    let models = claims.family("lasting-seesaw")
    #expect(models.map(\.id).first == "sequential-seesaw/lasting-seesaw/shared-bottom/-")
    #expect(models.map(\.finding) == [.supported] + Array(repeating: .unsupported, count: 4))
    #expect(claims.family("controls-hold").map(\.finding) == [.supported, .supported])
    // Alternating seesaws favour no task on average, of which a mean over 16 draws is an uncertain measure.
    #expect(claims.family("no-task-favoured").map(\.finding) == [.inconclusive])
    #expect(claims.family("single-runs").count == 1)
  }

  /// The memoryless model differs from single-task in more than sharing.
  @Test func theMemorylessModelMakesNoSeesawOfSharing() throws {
    let records = try MadeUpSequences.sweep { made in
      (made.trainings, made.trainingSpread) = (4, 0.03)
      made.gains["stepwise"] = [0, 0]
      made.seesaws[Arm(model: "stepwise")] = 0.4
    }
    let claims = try claims(of: records)
    #expect(claims.family("lasting-seesaw").allSatisfy { $0.finding == .unsupported })
    #expect(!claims.family("lasting-seesaw").contains { $0.statement.hasPrefix("Stepwise") })
    #expect(claims.family("single-runs")[0].statement.contains("Single runs show a seesaw in 0%"))
    let table = try #require(SeesawTable(records, published: PublishedValues()))
    #expect(table.overall(Arm(model: "stepwise"))?.recurrence?.outcome == .seen)
  }

  @Test func thePaperHasNoSizeOfAGainOnSequences() throws {
    let claims = try claims(of: MadeUpSequences.sweep()).family("gain-over")
    #expect(
      claims.map(\.statement) == [
        "PLE has a gain over single-task (sequences)", "PLE is better than MMoE (sequences)",
      ])
    #expect(claims.map(\.published) == ["", ""])
    #expect(claims.map(\.finding) == [.supported, .supported])
  }

  @Test func theMemorylessModelIsBesideTheLSTMs() throws {
    let expected = try control()
    #expect(expected.map(\.finding) == [.descriptive])
    // The control gains .5, PLE .3.
    #expect(abs((expected[0].measured ?? 0) - 0.2) < 0.04)
    #expect(expected[0].detail.contains("No LSTM is shown to be better"))
    // With the interval of every LSTM; the placebo and dense models are none.
    #expect(expected[0].detail.contains("single-task +0."))
    #expect(expected[0].detail.components(separatedBy: " [").count == 1 + 6)
    #expect(!expected[0].detail.contains("placebo"))
    #expect(expected[0].rule.contains("not corrected for its being the lowest of 6"))
    let surprising = try control { $0.gains["ple"] = [0.9, 0.9] }
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

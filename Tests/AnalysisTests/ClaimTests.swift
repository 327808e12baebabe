import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Analysis

/// The claims about gains and gates on made-up records that must give each finding.
struct ClaimTests {
  /// The claims that the experiment of this name declares about a made-up study.
  private func declared(_ made: MadeUpStudy, _ name: String = "seesaw") throws -> [Claim] {
    try Fixtures.claims(of: made.records(name))
  }

  private func made(_ change: (inout MadeUpStudy) -> Void = { _ in }) throws -> ExperimentRecords {
    var study = MadeUpStudy()
    change(&study)
    return try study.records("made-up")
  }

  // MARK: Gains

  private func over(
    _ rival: String = "mmoe", _ change: (inout MadeUpStudy) -> Void = { _ in }
  ) throws -> Claim {
    try claim(GainOver.self, ["subject": "ple", "over": .text(rival)], about: made(change))
  }

  @Test func oneModelIsBetterThanAnotherOrNotOrHardlyOrItIsOpen() throws {
    let better = try over()
    #expect(better.finding == .supported && abs((better.measured ?? 0) - 0.2) < 0.05)
    #expect(better.statement == "PLE is better than MMoE" && better.count == 16)
    let worse = try over { $0.gains["ple"] = [0, 0] }
    #expect(worse.finding == .unsupported && (worse.measured ?? 0) < 0)
    let hardly = try over {
      $0.gains["ple"] = [0.12, 0.12]
      ($0.drawSpread, $0.trainingSpread) = (0.01, 0.02)
    }
    #expect(hardly.finding == .negligible && abs((hardly.measured ?? 0) - 0.02) < 0.01)
    let open = try over {
      $0.seed = 7
      $0.gains["ple"] = [0.1, 0.1]
      ($0.drawSpread, $0.trainingSpread) = (0.6, 0.6)
    }
    #expect(open.finding == .inconclusive)
    for claim in [better, worse, hardly, open] { #expect(claim.isDecidedByItsBounds()) }
  }

  /// The baseline's error is measured by all trainings of its network, as every gain is.
  @Test func aGainOverSingleTaskIsOverAllItsTrainings() throws {
    let records = try made { $0.gains["ple"] = [0.2, 0.2] }
    let claim = try claim(
      GainOver.self, ["subject": "ple", "over": "single-task"], about: records)
    #expect(claim.finding == .supported)
    #expect(claim.statement == "PLE has a gain over single-task")
    let gain = try #require(
      GainTable(records, published: PublishedValues())?
        .row(Arm(model: "ple"), "average", "mean", .logExcess))
    #expect(abs((claim.measured ?? 0) - (gain.mean ?? 1)) < 1e-12)
  }

  /// A ranking that changes with the learning rate is none.
  @Test func severalSettingsMustAllAgree() throws {
    var study = try MadeUpStudy().adapted(to: "learning-rates")
    let arguments: [String: Declaration.Value] = [
      "subject": "ple", "over": "mmoe", "settings": ["rate-001", "rate-003", "rate-01"],
    ]
    let all = try claim(GainOver.self, arguments, about: study.records("learning-rates"))
    #expect(all.finding == .supported && all.id == "ple/mmoe/rate-001/rate-003/rate-01")
    #expect(all.detail.hasPrefix("It holds in 3 of 3 settings; the weakest is rate-"))
    study.settingGains[Arm(model: "ple", setting: "rate-003")] = [-0.4, -0.4]
    let records = try study.records("learning-rates")
    let one = try claim(GainOver.self, arguments, about: records)
    #expect(one.finding == .unsupported && (one.upper ?? 0) < -0.1)
    #expect(one.detail == "It holds in 2 of 3 settings; the weakest is rate-003.")
    let own = try claim(GainOver.self, ["subject": "ple", "over": "mmoe"], about: records)
    #expect(own.finding == .supported, "each at its own rate")
  }

  @Test func oneModelIsTheBestOfTheZooOrNotOrItIsOpen() throws {
    func best(_ change: (inout MadeUpStudy) -> Void = { _ in }) throws -> Claim {
      try claim(BestOfAll.self, ["subject": "ple"], about: made(change))
    }
    let first = try best()
    #expect(first.finding == .supported && first.statement == "PLE is the best of the zoo")
    #expect(
      first.detail == "It is better than 5 of 5 rivals, each by its own bound; the nearest is CGC.")
    #expect(first.rule.contains("against 5 rivals"), "single-task is one, the placebo none")
    let second = try best { $0.gains["cgc"] = [0.5, 0.5] }
    #expect(second.finding == .unsupported && (second.upper ?? 1) < 0)
    #expect(
      second.detail.hasSuffix(
        "rivals, each by its own bound; the nearest is CGC. It is not better by .05 than CGC."))
    #expect(second.detail.hasPrefix("It is better than 4 of 5"))
    let open = try best {
      $0.gains["cgc"] = [0.28, 0.28]
      $0.seed = 7
      ($0.drawSpread, $0.trainingSpread) = (0.6, 0.2)
    }
    #expect(open.finding == .inconclusive)
    // A model that does not gain is not the best, whatever the others do.
    let loser = try best { study in
      study.gains = study.gains.mapValues { _ in [-0.5, -0.5] }
      study.gains["ple"] = [-0.2, -0.2]
    }
    #expect(loser.finding == .unsupported)
    #expect(
      loser.detail.contains("4 of 5 rivals, each by its own bound; the nearest is single-task."))
    for claim in [first, second, open, loser] { #expect(claim.isDecidedByItsBounds()) }
  }

  @Test func aSettingCostsErrorOrNot() throws {
    func cost(_ size: Double, spread: Double = 0.1) throws -> Claim {
      var study = try MadeUpStudy().adapted(to: "learning-rates")
      study.trainingSpread = spread
      for model in study.models {
        study.settingGains[Arm(model: model, setting: "constant")] = [-size, -size]
      }
      return try claim(
        CostOfSetting.self, ["setting": "constant"], about: study.records("learning-rates"))
    }
    let dear = try cost(0.25)
    #expect(dear.finding == .supported && abs((dear.measured ?? 0) - 0.25) < 0.03)
    #expect(dear.statement == "Errors are higher (constant) than in the default setting")
    #expect(dear.detail.hasPrefix("By model: single-task +0.2"))
    #expect(try cost(-0.1).finding == .unsupported)
    #expect(try cost(0.02, spread: 0.01).finding == .negligible)
    #expect(try cost(0.02, spread: 1).finding == .inconclusive)
    var study = try MadeUpStudy().adapted(to: "learning-rates")
    study.settings = []
    let records = try study.records("learning-rates")
    #expect(throws: ExperimentFileError.self) {
      try claims(CostOfSetting.self, ["setting": "constant"], about: records)
    }
    #expect(throws: ExperimentFileError.self) {
      try claims(CostOfSetting.self, ["setting": "-"], about: records)
    }
  }

  @Test func pleIsBestAtEveryCorrelationOrNot() throws {
    func best(_ change: (inout MadeUpStudy) -> Void) throws -> Claim {
      try claim(
        BestAtEveryCorrelation.self,
        ["subject": "ple", "over": ["single-task", "shared-bottom", "mmoe"]], about: made(change))
    }
    let first = try best { $0.gains["ple"] = [0.5, 0.5] }
    #expect(first.finding == .supported && first.detail.hasPrefix("15 of 15 cells are won"))
    #expect(try best { $0.gains["ple"] = [0.05, 0.05] }.finding == .unsupported)
    let open = try best {
      $0.seed = 7
      $0.gains["ple"] = [0.2, 0.2]
      $0.drawSpread = 0.6
    }
    #expect(open.finding == .inconclusive)
  }

  @Test func firstPlacesAreCounted() throws {
    var study = MadeUpStudy()
    study.gains["ple"] = [0.6, -0.5]
    let claims = try declared(study)
    let places = try #require(claims.family("first-places").first)
    #expect(places.statement.hasPrefix("PLE is first in 5 of 10 task cells, against "))
    #expect(places.finding == .descriptive && places.published == "10 of 10")
    #expect(claims.family("gain-over").map(\.source).contains("beyond the paper"))
  }

  @Test func rivalsAreNamedByTheirTitles() throws {
    var study = MadeUpStudy()
    study.models = ["single-task", "mmoe", "ple"]
    let statements = try declared(study).map(\.statement)
    #expect(
      statements.contains("PLE is best at every correlation: against single-task and MMoE"))
    #expect(
      statements.contains("PLE is first in 10 of 10 task cells, against single-task and MMoE"))
  }

  @Test func cellsWithoutValuesAreNotWon() throws {
    var study = MadeUpStudy()
    study.draws = 4
    study.gains["ple"] = [0.6, 0.6]
    study.diverging = study.correlations.dropFirst().flatMap { correlation in
      (0..<4).map { ("mmoe", correlation, "00\($0)") }
    }
    let places = try #require(try declared(study).family("first-places").first)
    #expect(places.statement.hasPrefix("PLE is first in 2 of 2 task cells, against "))
    #expect(places.count == 2)
  }

  /// PLE's gains over MMoE's, draw by draw.
  private func ratio(ple: [Double], mmoe: [Double]) throws -> Claim {
    let records = try made()
    return try family(
      GainRatio.self, ["subject": "ple", "over": "mmoe", "ratio": "1.872"],
      of: records.plan.experiment
    ).claim(ple, over: mmoe, records.models)
  }

  @Test func theRatioIsConsistentOrNotOrUndefined() throws {
    let mmoe = values(mean: 0.01, spread: 0.002)
    let noise = (0..<20).map { 0.0003 * Double($0 % 3 - 1) }
    func ple(_ ratio: Double) -> [Double] { zip(mmoe, noise).map { $0 * ratio + $1 } }
    #expect(try ratio(ple: ple(1.872), mmoe: mmoe).finding == .consistent)
    let triple = try ratio(ple: ple(3), mmoe: mmoe)
    #expect(triple.finding == .inconsistent)
    #expect(abs((triple.measured ?? 0) - 3) < 0.05)
    let nothing = try ratio(ple: mmoe, mmoe: values(mean: 0.0001, spread: 0.01))
    #expect(nothing.finding == .undefined)
    #expect(nothing.measured == nil)
  }

  /// Twice the loss of a model that loses is no gain above its gain.
  @Test func thereIsNoRatioToAGainThatIsALoss() throws {
    let mmoe = values(mean: -0.01, spread: 0.002)
    let ratio = try ratio(ple: mmoe.map { $0 * 1.872 }, mmoe: mmoe)
    #expect(ratio.finding == .inconsistent)
    #expect(ratio.measured == nil)
    #expect(ratio.detail.hasPrefix("MMoE itself loses"))
  }

  // MARK: Gates

  private func gates(
    _ family: String, _ change: (inout MadeUpStudy) -> Void = { _ in }
  ) throws -> Claim? {
    var study = MadeUpStudy()
    change(&study)
    return try declared(study, "expert-utilization").family(family).first
  }

  /// The published contrast is .32, a quarter of it .08.
  @Test func tasksDifferInCGCBeyondWhatBothModelsShowOrNot() throws {
    let differ = try gates("task-differences")
    #expect(differ?.finding == .supported && differ?.published == "0.32")
    #expect(differ?.rule.contains("the upper bound < 0.08, a quarter") == true)
    // .3 − .02 in CGC and nothing in MMoE.
    #expect(abs((differ?.measured ?? 0) - 0.28) < 0.02)
    // No less different where the tasks are the same function: not because the tasks differ.
    let always = try gates("task-differences") { $0.cgcDifferenceAtOne = 0.3 }
    #expect(always?.finding == .unsupported)
    // MMoE's tasks come to differ as much.
    let both = try gates("task-differences") { $0.mmoeDifference = 0.28 }
    #expect(both?.finding == .unsupported && abs(both?.measured ?? 1) < 0.03)
    #expect(both?.detail.contains("CGC +0.2") == true && both?.detail.contains("MMoE +0.2") == true)
    // Alike in CGC too.
    let neither = try gates("task-differences") { $0.cgcDifference = 0.02 }
    #expect(neither?.finding == .unsupported)
    func finding(_ mean: Double, _ spread: Double) -> Finding {
      let estimate = Estimate(values(mean: mean, spread: spread))
      return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.08)
    }
    #expect(finding(0.05, 0.5) == .inconclusive && finding(0.03, 0.01) == .negligible)
  }

  /// MMoE's differences where tasks are the same are taken off as CGC's are.
  @Test func theControlAtOneIsOfBothModels() throws {
    let claim = try gates("task-differences") {
      $0.mmoeDifference = 0.28
      $0.mmoeDifferenceAtOne = 0.28
    }
    #expect(claim?.finding == .supported && abs((claim?.measured ?? 0) - 0.28) < 0.02)
  }

  @Test func sharedExpertsWeighMoreOrNot() throws {
    #expect(try gates("shared-mass")?.finding == .supported)
    #expect(try gates("shared-mass")?.published == "0.230")
    // More weight, but less of what reaches the tower.
    let less = try gates("shared-mass") { $0.pleContribution = -0.5 }
    #expect(less?.finding == .unsupported)
    #expect(try gates("shared-mass") { $0.pleSharedMass = 0.2 }?.finding == .unsupported)
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0.0575)
    }
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(0.05, 0.3)]) == .inconclusive)
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(-0.2, 0.01)]) == .unsupported)
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(0.03, 0.01)]) == .negligible)
  }

  // MARK: Absence

  @Test func anExperimentThatDeclaresNoClaimHasNone() throws {
    #expect(try declared(MadeUpStudy(), "other").isEmpty)
    let seesaw = try declared(MadeUpStudy())
    #expect(seesaw.first?.statement == "PLE has a gain over single-task")
    #expect(!seesaw.contains { $0.id.contains("lasting-seesaw") })
  }

  /// Data without p have no correlation to name, and no p at which both tasks are the same.
  @Test func claimsAboutDataWithoutACorrelationHaveNoP() throws {
    var study = MadeUpStudy()
    study.correlations = [NumberFormat.noCorrelation]
    let all = try ["seesaw", "expert-utilization", "never-zero"].flatMap { try declared(study, $0) }
    #expect(all.contains { $0.statement == "No gate of MMoE excludes an expert" })
    #expect(all.contains { $0.statement.hasPrefix("PLE is best at every correlation") })
    for claim in all {
      for text in [claim.statement, claim.rule, claim.detail] {
        #expect(!text.contains("p = -"), "\(text)")
      }
    }
  }

  /// With p = 1 alone there is nothing to compare it with.
  @Test func withoutTasksThatDifferThereIsNoDifferenceOfDifferences() throws {
    var study = MadeUpStudy()
    study.correlations = ["1.00"]
    #expect(try declared(study, "expert-utilization").family("task-differences").isEmpty)
  }

  // MARK: Primary claims

  /// A question makes a claim a primary one; what limits it stands beside it.
  @Test func eightClaimsOfTheProjectArePrimaryAtEitherScale() throws {
    let files = try ExperimentFile.readAll(folder: Repository.folder + "/experiments")
    for scale in ScaleName.allCases {
      let primary = files.filter { $0.experiment.scale(scale) != nil }
        .flatMap { $0.presentation.report.claims }.filter { $0.arguments["question"] != nil }
      #expect(primary.count == 8, "\(scale)")
    }
    let claims = try declared(MadeUpStudy())
    let questions = claims.filter(\.isPrimary).map(\.question)
    #expect(
      questions == [
        "Does PLE gain over single-task models?", "Is PLE better than MMoE?",
        "Is PLE the best of the zoo?",
      ])
    let better = try #require(claims.first { $0.id == "seesaw/gain-over/ple/mmoe" })
    #expect(better.beside.count == 2 && better.unit == "difference")
  }

  // MARK: The table

  @Test func theTableHasAClaimPerRowInTheWordsOfItsScale() throws {
    let claims = try declared(MadeUpStudy())
    for scale in ScaleName.allCases {
      let table = ClaimTable.table(claims, scale)
      #expect(table.columns == ClaimTable.description.header(taskCount: 0))
      #expect(table.rows.map { $0[0] } == claims.map(\.id))
      let gain = try #require(table.rows.first { $0[0] == "seesaw/gain-over/ple/mmoe" })
      #expect(gain[1] == "PLE is better than MMoE")
      #expect(gain[2] == "PLE section 5.2, Figure 7" && gain[3] == "0.00205 in MSE")
      #expect(gain[4] == "yes" && gain.last == (scale == .paper ? "supported" : "seen"))
      #expect(table.rows.contains { $0[0].contains("first-places") && $0[4] == "no" })
    }
  }
}

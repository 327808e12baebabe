import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Analysis

/// Every claim's rule on made-up records that must give each of its verdicts.
struct ClaimTests {
  /// The claims that the experiment of this name declares about a made-up study.
  private func claims(_ made: MadeUpStudy, _ name: String = "seesaw") throws -> [Claim] {
    try Fixtures.claims(of: made.records(name))
  }

  // MARK: The seesaw

  private func phenomenon(_ differences: [[Double]]) -> Finding {
    SeesawBeyondPlacebo.finding(differences.map { RateExcess(differences: $0) })
  }

  @Test func theSeesawIsAPhenomenonOrNoise() {
    let none = values(mean: 0, spread: 0.02, count: 100)
    #expect(phenomenon([none, values(mean: 0.4, spread: 0.2)]) == .reproduced)
    #expect(phenomenon([none, none]) == .contradicted)
    #expect(phenomenon([none, values(mean: 0, spread: 0.4)]) == .inconclusive)
    #expect(phenomenon([none, values(mean: 0.02, spread: 0.01, count: 100)]) == .negligible)
  }

  /// What is printed is one model's, whichever model has the largest mean.
  @Test func theExcessPrintedIsOneModels() throws {
    let clear = values(mean: 0.1, spread: 0.05)
    let wide = values(mean: 0.2, spread: 1)
    let records = try MadeUpStudy().records()
    let claim = try family(SeesawBeyondPlacebo.self, of: records.plan.experiment).claim(
      [
        (Arm(model: "mmoe"), RateExcess(differences: wide)),
        (Arm(model: "cgc"), RateExcess(differences: clear)),
      ], records.models)
    #expect(abs((claim.measured ?? 0) - 0.1) < 1e-12)
    #expect(claim.upper == RateExcess(differences: clear).upperBound())
    #expect(claim.rule.contains("printed for the model with the highest lower bound"))
    #expect(
      claim.detail.contains("CGC has the highest lower bound, MMoE the highest upper bound, +60%"))
  }

  @Test func retrainingAloneMakesSeesawsOrNot() {
    #expect(PlaceboSeesaw.finding(count: 30, runs: 100) == .reproduced)
    #expect(PlaceboSeesaw.finding(count: 0, runs: 100) == .contradicted)
    #expect(PlaceboSeesaw.finding(count: 0, runs: 20) == .inconclusive)
    #expect(PlaceboSeesaw.finding(count: 10, runs: 1000) == .negligible)
    #expect(PlaceboSeesaw.finding(count: 0, runs: 0) == .inconclusive)
  }

  @Test func modelsShowTheSeesawOrNot() {
    func findings(_ differences: [[Double]]) -> [Finding] {
      let excesses = differences.map { RateExcess(differences: $0) }
      let lower = SeesawBeyondPlacebo.lowerBounds(excesses)
      return zip(lower, excesses).map {
        SeesawRate.finding(lower: $0, upper: $1.upperBound())
      }
    }
    let none = values(mean: 0, spread: 0.02, count: 100)
    #expect(
      findings([values(mean: 0.4, spread: 0.2), none]) == [.reproduced, .contradicted])
    #expect(findings([values(mean: 0.02, spread: 0.3)]) == [.inconclusive])
    #expect(findings([values(mean: 0.02, spread: 0.01, count: 100)]) == [.negligible])
    // p of about .03: reproduced alone, and beside a clear case, but not beside an unclear one.
    let weak = values(mean: 0.09, spread: 0.2)
    #expect(findings([weak]) == [.reproduced])
    #expect(findings([weak, values(mean: 0.4, spread: 0.2)]) == [.reproduced, .reproduced])
    #expect(findings([weak, values(mean: 0, spread: 0.4)])[0] == .inconclusive)
  }

  @Test func pleIsFreeOfTheSeesawOrNot() {
    #expect(NoSeesaw.finding(lower: 0, upper: 0.05, excessUpper: -0.1) == .reproduced)
    #expect(NoSeesaw.finding(lower: 0, upper: 0.05, excessUpper: 0.01) == .inconclusive)
    #expect(NoSeesaw.finding(lower: 0, upper: 0.05, excessUpper: nil) == .inconclusive)
    #expect(NoSeesaw.finding(lower: 0.05, upper: 0.2, excessUpper: -0.1) == .inconclusive)
    #expect(NoSeesaw.finding(lower: 0.2, upper: 0.4, excessUpper: -0.1) == .contradicted)
  }

  @Test func seesawRatesComeFromTheRecords() throws {
    var made = MadeUpStudy()
    made.replicates = 40
    made.seesawRates = [
      "placebo": 0.2, "shared-bottom": 0.9, "mmoe": 0.2, "ml-mmoe": 0.2, "cgc": 0.2, "ple": 0,
    ]
    let claims = try claims(made)
    let rates = claims.family("seesaw-rate")
    #expect(
      rates.map(\.statement).prefix(2) == [
        "Shared bottom shows the seesaw", "MMoE shows the seesaw",
      ])
    #expect(rates[0].finding == .reproduced && rates[1].finding != .reproduced)
    #expect(claims.family("no-seesaw").map(\.finding) == [.reproduced])
    #expect(claims.family("seesaw-beyond-placebo").map(\.finding) == [.reproduced])
    #expect(claims.family("placebo-seesaw").map(\.finding) == [.reproduced])
  }

  // MARK: Gains

  @Test func pleIsBestOrNot() throws {
    func finding(_ ple: [Double], spread: Double = 0.0005) throws -> Claim? {
      var made = MadeUpStudy()
      made.gains["ple"] = ple
      made.gainSpread = spread
      return try claims(made).family("best-at-every-correlation").first
    }
    let best = try finding([0.006, 0.006])
    #expect(best?.finding == .reproduced)
    #expect(best?.detail.hasPrefix("15 of 15 cells are won") == true)
    #expect(try finding([0.001, 0.001])?.finding == .contradicted)
    #expect(try finding([0.0022, 0.0022], spread: 0.01)?.finding == .inconclusive)
  }

  @Test func bestInOneMetricAloneIsMetricDependent() {
    func part(_ mean: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: 0.0001), margin: 0.0002)
    }
    #expect(BestAtEveryCorrelation.finding(nmse: [part(0.002)], raw: [part(0.002)]) == .reproduced)
    #expect(
      BestAtEveryCorrelation.finding(nmse: [part(0.002)], raw: [part(-0.002)]) == .metricDependent)
    #expect(
      BestAtEveryCorrelation.finding(nmse: [part(0.0001)], raw: [part(0.0001)]) == .negligible)
  }

  @Test func firstPlacesAreCounted() throws {
    var made = MadeUpStudy()
    made.gainSpread = 0.0001
    made.gains["ple"] = [0.006, 0.001]
    let claims = try claims(made)
    let places = try #require(claims.family("first-places").first)
    #expect(places.statement.hasPrefix("PLE is first in 5 of 10 task cells, against "))
    #expect(places.finding == .descriptive && places.published == "10 of 10")
    let best = claims.family("best-at-every-correlation")
    #expect(best.count == 3)
    #expect(best[1...].allSatisfy { $0.source == "beyond the paper" })
  }

  @Test func rivalsAreNamedByTheirTitles() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "mmoe", "ple"]
    let claims = try claims(made)
    #expect(
      claims.prefix(2).map(\.statement) == [
        "PLE is best at every correlation: against single-task and MMoE",
        "PLE is first in 10 of 10 task cells, against single-task and MMoE",
      ])
  }

  @Test func cellsWithoutValuesAreNotWon() throws {
    var made = MadeUpStudy()
    made.replicates = 4
    made.diverging = made.correlations.dropFirst().flatMap { correlation in
      (0..<4).map { ("mmoe", correlation, "00\($0)") }
    }
    let places = try #require(
      try claims(made).first { $0.finding == .descriptive })
    #expect(places.statement.hasPrefix("PLE is first in 2 of 2 task cells, against "))
    #expect(places.count == 2)
  }

  @Test func theDirectionOfTheAverageGain() {
    func direction(raw: (Double, Double), nmse: (Double, Double)) -> Finding {
      GainOver.finding(
        raw: Estimate(values(mean: raw.0, spread: raw.1)),
        nmse: Estimate(values(mean: nmse.0, spread: nmse.1)))
    }
    #expect(direction(raw: (0.01, 0.001), nmse: (0.01, 0.001)) == .reproduced)
    #expect(direction(raw: (-0.01, 0.001), nmse: (-0.01, 0.001)) == .contradicted)
    #expect(direction(raw: (0.0002, 0.0001), nmse: (0.0001, 0.00005)) == .negligible)
    #expect(direction(raw: (0, 0.01), nmse: (0, 0.01)) == .inconclusive)
    #expect(direction(raw: (0.01, 0.001), nmse: (0, 0.01)) == .metricDependent)
  }

  /// PLE's gains over MMoE's, replicate by replicate.
  private func ratio(ple: [Double], mmoe: [Double]) throws -> Claim {
    let records = try MadeUpStudy().records()
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

  // MARK: The fixed draw

  @Test func aPersistentSeesawIsSeenOrNot() {
    func finding(_ first: (Double, Double), _ second: (Double, Double)) -> Finding {
      LastingSeesaw.finding(
        [values(mean: first.0, spread: first.1), values(mean: second.0, spread: second.1)],
        margin: 0.0002)
    }
    #expect(finding((0.01, 0.001), (-0.01, 0.001)) == .reproduced)
    #expect(finding((0.01, 0.001), (0.01, 0.001)) == .contradicted)
    #expect(finding((-0.01, 0.001), (-0.01, 0.001)) == .contradicted)
    #expect(finding((0.01, 0.001), (0, 0.01)) == .inconclusive)
    #expect(finding((0.01, 0.001), (-0.0001, 0.0001)) == .negligible)
  }

  @Test func theFixedDrawHasARowPerModel() throws {
    var made = MadeUpStudy()
    made.correlations = ["0.50"]
    made.gains["cgc"] = [0.01, -0.01]
    let claims = try claims(made, "seesaw-fixed-draw")
    #expect(claims.count == 6)
    #expect(claims.first { $0.statement.hasPrefix("CGC") }?.finding == .reproduced)
    #expect(claims.first { $0.statement.hasPrefix("PLE has no") }?.finding == .reproduced)
    #expect(claims.first { $0.statement.hasPrefix("MMoE") }?.finding == .contradicted)
  }

  @Test func theFixedDrawAtSeveralCorrelationsNamesThem() throws {
    var made = MadeUpStudy()
    made.correlations = ["0.20", "0.50"]
    let statements = try claims(made, "seesaw-fixed-draw").map(\.statement)
    #expect(statements.count == 12)
    #expect(Set(statements).count == 12)
    #expect(statements.contains("PLE has no persistent seesaw on a fixed data set at p = 0.20"))
  }

  @Test func theOppositeOfAClaim() {
    #expect(Finding.reproduced.opposite == .contradicted)
    #expect(Finding.contradicted.opposite == .reproduced)
    #expect(Finding.negligible.opposite == .inconclusive)
    #expect(Finding.metricDependent.opposite == .metricDependent)
  }

  // MARK: Gates

  private func gateClaim(_ family: String, _ made: MadeUpStudy) throws -> Claim? {
    try claims(made, "expert-utilization").family(family).first
  }

  @Test func tasksDifferInCGCOrNot() throws {
    var made = MadeUpStudy()
    made.cgcDifference = 0.6
    #expect(try gateClaim("task-differences", made)?.finding == .reproduced)
    // No less different where the tasks are the same function: not because the tasks differ.
    made.cgcDifferenceAtOne = 0.65
    #expect(try gateClaim("task-differences", made)?.finding == .contradicted)
    // Alike in CGC too.
    made.cgcDifference = 0.02
    made.cgcDifferenceAtOne = 0.02
    #expect(try gateClaim("task-differences", made)?.finding == .contradicted)
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0.08)
    }
    #expect(IntersectionUnion.finding([part(0.3, 0.01), part(0.05, 0.5)]) == .inconclusive)
    #expect(IntersectionUnion.finding([part(0.3, 0.01), part(0.03, 0.01)]) == .negligible)
  }

  @Test func theWeakestCorrelationIsTheOneNearestToZero() throws {
    var made = MadeUpStudy()
    made.correlations = ["-0.50", "0.20", "1.00"]
    #expect(
      try gateClaim("task-differences", made)?.rule.contains("larger at p = 0.20 than at p = 1")
        == true)
  }

  @Test func sharedExpertsWeighMoreOrNot() throws {
    var made = MadeUpStudy()
    #expect(try gateClaim("shared-mass", made)?.finding == .reproduced)
    // More weight, but less of what reaches the tower.
    made.pleContribution = -0.5
    #expect(try gateClaim("shared-mass", made)?.finding == .contradicted)
    made.pleContribution = 0
    made.pleSharedMass = 0.2
    #expect(try gateClaim("shared-mass", made)?.finding == .contradicted)
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0.0575)
    }
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(0.05, 0.3)]) == .inconclusive)
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(-0.2, 0.01)]) == .contradicted)
    #expect(IntersectionUnion.finding([part(0.2, 0.01), part(0.03, 0.01)]) == .negligible)
  }

  @Test func theMarginIsAQuarterOfThePublishedDifference() throws {
    let claim = try gateClaim("task-differences", MadeUpStudy())
    #expect(claim?.published == "0.32")
    #expect(claim?.rule.contains("below 0.08, a quarter") == true)
    #expect(try gateClaim("shared-mass", MadeUpStudy())?.published == "0.230")
  }

  // MARK: Absence

  @Test func anExperimentThatDeclaresNoClaimHasNone() throws {
    #expect(try claims(MadeUpStudy(), "other").isEmpty)
    let seesaw = try claims(MadeUpStudy())
    #expect(!seesaw.contains { $0.statement.contains("fixed data set") })
    #expect(seesaw.first?.statement.hasPrefix("The seesaw is more than retraining noise") == true)
  }

  /// Data without p have no correlation to name, and no p at which both tasks are the same.
  @Test func claimsAboutDataWithoutACorrelationHaveNoP() throws {
    var made = MadeUpStudy()
    made.correlations = [NumberFormat.noCorrelation]
    let names = ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"]
    let all = try names.flatMap { try claims(made, $0) }
    #expect(all.contains { $0.statement == "No gate of MMoE excludes an expert" })
    #expect(all.contains { $0.statement.hasPrefix("PLE is best at every correlation") })
    for claim in all {
      for text in [claim.statement, claim.rule, claim.detail] {
        #expect(!text.contains("p = -"), "\(text)")
      }
    }
  }

  // MARK: The table

  @Test func theTableHasAClaimPerRowInTheWordsOfItsScale() throws {
    var made = MadeUpStudy()
    made.gainSpread = 0.0005
    let claims = try claims(made)
    for scale in ScaleName.allCases {
      let table = ClaimTable.table(claims, scale)
      #expect(table.columns == ClaimTable.description.header(taskCount: 0))
      #expect(table.rows.map { $0[0] } == claims.map(\.id))
      let gain = try #require(table.rows.first { $0[0] == "seesaw/gain-over/ple/mmoe" })
      #expect(gain[1] == "PLE gains more than MMoE on average")
      #expect(gain[2] == "PLE section 5.2, Figure 7" && gain[3] == "0.00205")
      #expect(gain.last == (scale == .paper ? "reproduced" : "seen"))
    }
  }
}

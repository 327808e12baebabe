import Testing

@testable import Report

/// Every claim's rule on made-up records that must give each of its verdicts.
struct ClaimTests {
  private func study(
    _ metrics: [MetricRecord], named name: String = "seesaw", gates: MadeUpStudy? = nil
  ) throws -> Study {
    let models = gates == nil ? [] : ["mmoe", "ml-mmoe", "cgc", "ple"]
    return Study(
      experiments: [
        ExperimentRecords(
          name: name, sweep: Sweep(metrics),
          gates: models.map { model in
            let (weights, summaries) = gates!.gates(of: model)
            return .init(model: model, weights: weights, summaries: summaries)
          })
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }

  // MARK: The seesaw

  private func phenomenon(_ differences: [[Double]]) -> Finding {
    SeesawOrNoise.phenomenon(
      differences.map { (Arm(model: "m"), RateExcess(differences: $0)) }
    ).finding
  }

  @Test func theSeesawIsAPhenomenonOrNoise() {
    let none = values(mean: 0, spread: 0.02, count: 100)
    #expect(phenomenon([none, values(mean: 0.4, spread: 0.2)]) == .reproduced)
    #expect(phenomenon([none, none]) == .contradicted)
    #expect(phenomenon([none, values(mean: 0, spread: 0.4)]) == .inconclusive)
    #expect(phenomenon([none, values(mean: 0.02, spread: 0.01, count: 100)]) == .negligible)
  }

  /// What is printed is one model's, whichever model has the largest mean.
  @Test func theExcessPrintedIsOneModels() {
    let clear = values(mean: 0.1, spread: 0.05)
    let wide = values(mean: 0.2, spread: 1)
    let claim = SeesawOrNoise.phenomenon([
      (Arm(model: "mmoe"), RateExcess(differences: wide)),
      (Arm(model: "cgc"), RateExcess(differences: clear)),
    ])
    #expect(abs((claim.measured ?? 0) - 0.1) < 1e-12)
    #expect(claim.upper == RateExcess(differences: clear).upperBound())
    #expect(claim.rule.contains("printed for the model with the highest lower bound"))
    #expect(
      claim.detail.contains("CGC has the highest lower bound, MMoE the highest upper bound, +60%"))
  }

  @Test func retrainingAloneMakesSeesawsOrNot() {
    #expect(SeesawOrNoise.retraining(count: 30, runs: 100).finding == .reproduced)
    #expect(SeesawOrNoise.retraining(count: 0, runs: 100).finding == .contradicted)
    #expect(SeesawOrNoise.retraining(count: 0, runs: 20).finding == .inconclusive)
    #expect(SeesawOrNoise.retraining(count: 10, runs: 1000).finding == .negligible)
    #expect(SeesawOrNoise.retraining(count: 0, runs: 0).finding == .inconclusive)
  }

  @Test func modelsShowTheSeesawOrNot() {
    func findings(_ differences: [[Double]]) -> [Finding] {
      let excesses = differences.map { RateExcess(differences: $0) }
      let lower = ModelsWithSeesaw.lowerBounds(excesses)
      return zip(lower, excesses).map {
        ModelsWithSeesaw.finding(lower: $0, upper: $1.upperBound())
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
    #expect(PLEWithoutSeesaw.finding(lower: 0, upper: 0.05, excessUpper: -0.1) == .reproduced)
    #expect(PLEWithoutSeesaw.finding(lower: 0, upper: 0.05, excessUpper: 0.01) == .inconclusive)
    #expect(PLEWithoutSeesaw.finding(lower: 0, upper: 0.05, excessUpper: nil) == .inconclusive)
    #expect(PLEWithoutSeesaw.finding(lower: 0.05, upper: 0.2, excessUpper: -0.1) == .inconclusive)
    #expect(PLEWithoutSeesaw.finding(lower: 0.2, upper: 0.4, excessUpper: -0.1) == .contradicted)
  }

  @Test func seesawRatesComeFromTheRecords() throws {
    var made = MadeUpStudy()
    made.replicates = 40
    made.seesawRates = [
      "placebo": 0.2, "shared-bottom": 0.9, "mmoe": 0.2, "ml-mmoe": 0.2, "cgc": 0.2, "ple": 0,
    ]
    let study = try study(made.metrics())
    let claims = ModelsWithSeesaw().claims(study)
    #expect(claims.map(\.finding)[0] == .reproduced)
    #expect(claims.map(\.finding)[1] != .reproduced)
    #expect(PLEWithoutSeesaw().claims(study).map(\.finding) == [.reproduced])
    #expect(SeesawOrNoise().claims(study).map(\.finding) == [.reproduced, .reproduced])
  }

  // MARK: Gains

  @Test func pleIsBestOrNot() throws {
    func finding(_ ple: [Double], spread: Double = 0.0005) throws -> Claim? {
      var made = MadeUpStudy()
      made.gains["ple"] = ple
      made.gainSpread = spread
      return BestOnBothTasks().claims(try study(made.metrics())).first
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
    #expect(BestOnBothTasks.finding(nmse: [part(0.002)], raw: [part(0.002)]) == .reproduced)
    #expect(BestOnBothTasks.finding(nmse: [part(0.002)], raw: [part(-0.002)]) == .metricDependent)
    #expect(BestOnBothTasks.finding(nmse: [part(0.0001)], raw: [part(0.0001)]) == .negligible)
  }

  @Test func firstPlacesAreCounted() throws {
    var made = MadeUpStudy()
    made.gainSpread = 0.0001
    made.gains["ple"] = [0.006, 0.001]
    let claims = BestOnBothTasks().claims(try study(made.metrics()))
    #expect(claims[1].statement == "PLE is first in 5 of 10 task cells")
    #expect(claims[1].finding == .descriptive)
    #expect(claims.count == 4)
    #expect(claims[2...].allSatisfy { $0.source == "beyond the paper" })
  }

  @Test func rivalsThatWereNotRunAreNeitherBeatenNorNamed() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "mmoe", "ple"]
    let claims = BestOnBothTasks().claims(try study(made.metrics()))
    #expect(
      claims.map(\.statement) == [
        "PLE is best at every correlation: against single-task and MMoE",
        "PLE is first in 10 of 10 task cells",
      ])
    #expect(claims[1].rule.contains("below that of single-task, mmoe;"))
    made.models = ["ple"]
    #expect(BestOnBothTasks().claims(try study(made.metrics())).isEmpty)
  }

  @Test func cellsWithoutValuesAreNotWon() throws {
    var made = MadeUpStudy()
    made.replicates = 4
    made.diverging = made.correlations.dropFirst().flatMap { correlation in
      (0..<4).map { ("mmoe", correlation, "00\($0)") }
    }
    let places = try #require(
      BestOnBothTasks().claims(try study(made.metrics())).first { $0.finding == .descriptive })
    #expect(places.statement == "PLE is first in 2 of 2 task cells")
    #expect(places.count == 2)
  }

  @Test func theDirectionOfTheAverageGain() {
    func direction(raw: (Double, Double), nmse: (Double, Double)) -> Finding {
      GainOverMMoE.direction(
        raw: Estimate(values(mean: raw.0, spread: raw.1)),
        nmse: Estimate(values(mean: nmse.0, spread: nmse.1)))
    }
    #expect(direction(raw: (0.01, 0.001), nmse: (0.01, 0.001)) == .reproduced)
    #expect(direction(raw: (-0.01, 0.001), nmse: (-0.01, 0.001)) == .contradicted)
    #expect(direction(raw: (0.0002, 0.0001), nmse: (0.0001, 0.00005)) == .negligible)
    #expect(direction(raw: (0, 0.01), nmse: (0, 0.01)) == .inconclusive)
    #expect(direction(raw: (0.01, 0.001), nmse: (0, 0.01)) == .metricDependent)
  }

  @Test func theRatioIsConsistentOrNotOrUndefined() {
    let mmoe = values(mean: 0.01, spread: 0.002)
    let noise = (0..<20).map { 0.0003 * Double($0 % 3 - 1) }
    func ple(_ ratio: Double) -> [Double] { zip(mmoe, noise).map { $0 * ratio + $1 } }
    #expect(GainOverMMoE.ratio(ple: ple(1.872), mmoe: mmoe).finding == .consistent)
    let triple = GainOverMMoE.ratio(ple: ple(3), mmoe: mmoe)
    #expect(triple.finding == .inconsistent)
    #expect(abs((triple.measured ?? 0) - 3) < 0.05)
    let nothing = GainOverMMoE.ratio(ple: mmoe, mmoe: values(mean: 0.0001, spread: 0.01))
    #expect(nothing.finding == .undefined)
    #expect(nothing.measured == nil)
  }

  /// Twice the loss of a model that loses is no gain above its gain.
  @Test func thereIsNoRatioToAGainThatIsALoss() {
    let mmoe = values(mean: -0.01, spread: 0.002)
    let ratio = GainOverMMoE.ratio(ple: mmoe.map { $0 * 1.872 }, mmoe: mmoe)
    #expect(ratio.finding == .inconsistent)
    #expect(ratio.measured == nil)
    #expect(ratio.detail.hasPrefix("MMoE itself loses"))
  }

  // MARK: The fixed draw

  @Test func aPersistentSeesawIsSeenOrNot() {
    func finding(_ first: (Double, Double), _ second: (Double, Double)) -> Finding {
      PersistentSeesaw.finding(
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
    let claims = PersistentSeesaw().claims(
      try study(made.metrics(), named: "seesaw-fixed-draw"))
    #expect(claims.count == 6)
    #expect(claims.first { $0.statement.hasPrefix("CGC") }?.finding == .reproduced)
    #expect(claims.first { $0.statement.hasPrefix("PLE has no") }?.finding == .reproduced)
    #expect(claims.first { $0.statement.hasPrefix("MMoE") }?.finding == .contradicted)
  }

  @Test func theFixedDrawAtSeveralCorrelationsNamesThem() throws {
    var made = MadeUpStudy()
    made.correlations = ["0.20", "0.50"]
    let statements = PersistentSeesaw().claims(
      try study(made.metrics(), named: "seesaw-fixed-draw")
    ).map(\.statement)
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

  private func gateClaim(_ family: some ClaimFamily, _ made: MadeUpStudy) throws -> Claim? {
    try family.claims(study([], named: "expert-utilization", gates: made)).first
  }

  @Test func tasksDifferInCGCOrNot() throws {
    var made = MadeUpStudy()
    made.cgcDifference = 0.6
    #expect(try gateClaim(TaskDifferences(), made)?.finding == .reproduced)
    // No less different where the tasks are the same function: not because the tasks differ.
    made.cgcDifferenceAtOne = 0.65
    #expect(try gateClaim(TaskDifferences(), made)?.finding == .contradicted)
    // Alike in CGC too.
    made.cgcDifference = 0.02
    made.cgcDifferenceAtOne = 0.02
    #expect(try gateClaim(TaskDifferences(), made)?.finding == .contradicted)
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0.08)
    }
    #expect(TaskDifferences.finding([part(0.3, 0.01), part(0.05, 0.5)]) == .inconclusive)
    #expect(TaskDifferences.finding([part(0.3, 0.01), part(0.03, 0.01)]) == .negligible)
  }

  @Test func theWeakestCorrelationIsTheOneNearestToZero() throws {
    var made = MadeUpStudy()
    made.correlations = ["-0.50", "0.20", "1.00"]
    #expect(
      try gateClaim(TaskDifferences(), made)?.rule.contains("larger at p = 0.20 than at p = 1")
        == true)
  }

  @Test func sharedExpertsWeighMoreOrNot() throws {
    var made = MadeUpStudy()
    #expect(try gateClaim(SharedExperts(), made)?.finding == .reproduced)
    // More weight, but less of what reaches the tower.
    made.pleContribution = -0.5
    #expect(try gateClaim(SharedExperts(), made)?.finding == .contradicted)
    made.pleContribution = 0
    made.pleSharedMass = 0.2
    #expect(try gateClaim(SharedExperts(), made)?.finding == .contradicted)
    func part(_ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: "", values: values(mean: mean, spread: spread), margin: 0.0575)
    }
    #expect(SharedExperts.finding([part(0.2, 0.01), part(0.05, 0.3)]) == .inconclusive)
    #expect(SharedExperts.finding([part(0.2, 0.01), part(-0.2, 0.01)]) == .contradicted)
    #expect(SharedExperts.finding([part(0.2, 0.01), part(0.03, 0.01)]) == .negligible)
  }

  @Test func theMarginIsAQuarterOfThePublishedDifference() throws {
    let claim = try gateClaim(TaskDifferences(), MadeUpStudy())
    #expect(claim?.published == "0.32")
    #expect(claim?.rule.contains("below 0.08, a quarter") == true)
    #expect(try gateClaim(SharedExperts(), MadeUpStudy())?.published == "0.230")
  }

  // MARK: Absence

  @Test func anExperimentThatWasNotRunGivesNoRow() throws {
    let made = MadeUpStudy()
    #expect(ClaimTable.claims(try study(made.metrics(), named: "other")).isEmpty)
    let seesaw = ClaimTable.claims(try study(made.metrics()))
    #expect(!seesaw.isEmpty)
    #expect(!seesaw.contains { $0.statement.contains("fixed data set") })
    #expect(seesaw.first?.statement.hasPrefix("The seesaw is more than retraining noise") == true)
  }

  /// Data without p have no place to name, and no p at which both tasks are the same.
  @Test func claimsAboutDataWithoutACorrelationHaveNoP() {
    var made = MadeUpStudy()
    made.correlations = [SequenceStudy.noCorrelation]
    let names = [
      "seesaw", "seesaw-fixed-draw", "expert-utilization", NoZeroWeight.experiment,
      SelectorOrSeparation.experiment,
    ]
    let gates = ["mmoe", "ml-mmoe", "cgc", "ple"].map { model in
      let (weights, summaries) = made.gates(of: model)
      return ExperimentRecords.ModelGates(model: model, weights: weights, summaries: summaries)
    }
    let study = Study(
      experiments: names.map {
        ExperimentRecords(name: $0, sweep: Sweep(made.metrics()), gates: gates)
      }, published: PublishedValues())
    let claims = ClaimTable.claims(study)
    #expect(claims.contains { $0.statement == "No gate of MMoE excludes an expert" })
    #expect(claims.contains { $0.statement.hasPrefix("PLE is best at every correlation") })
    for claim in claims {
      for text in [claim.statement, claim.rule, claim.detail] {
        #expect(!text.contains("p = -"), "\(text)")
      }
    }
  }
}

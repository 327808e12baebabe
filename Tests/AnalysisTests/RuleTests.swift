import Experiments
import Fixtures
import Testing

@testable import Analysis

/// Values with exactly this mean and about this spread.
func values(mean: Double, spread: Double, count: Int = 20) -> [Double] {
  (0..<count).map { mean + spread * ($0 % 2 == 0 ? 1 : -1) }
}

/// A family as a declaration makes it, for an experiment that has what it needs.
func family<Family: ClaimFamily>(
  _: Family.Type, _ arguments: [String: String] = [:], of experiment: Experiment
) throws -> Family {
  var presentation = TinyStudy.presentation
  presentation.report.published = PublishedTable.allCases.map(\.rawValue)
  var arguments = Arguments(
    Declaration(Family.name, arguments.mapValues { .text($0) }),
    in: ExperimentFile(experiment: experiment, presentation: presentation))
  let family = try Family(&arguments)
  try arguments.finish()
  return family
}

struct RuleTests {
  @Test func theCommonRuleGivesEveryFinding() {
    func finding(_ mean: Double, _ spread: Double) -> Finding {
      let estimate = Estimate(values(mean: mean, spread: spread))
      return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.0005)
    }
    #expect(finding(0.002, 0.001) == .reproduced)
    #expect(finding(-0.002, 0.001) == .contradicted)
    #expect(finding(0, 0.0001) == .contradicted)
    #expect(finding(0.0002, 0.0001) == .negligible)
    #expect(finding(0.0005, 0.01) == .inconclusive)
    #expect(CommonRule.finding(lower: nil, upper: nil, margin: 1) == .inconclusive)
    // At the bounds themselves nothing is shown.
    #expect(CommonRule.finding(lower: 0, upper: 0.0005, margin: 0.0005) == .inconclusive)
  }

  @Test func equalValuesProveNothing() {
    #expect(Estimate([0.1, 0.1, 0.1]) == nil)
    #expect(Estimate([0.1]) == nil)
  }

  @Test func anIntersectionUnionNeedsEveryPart() {
    func part(_ mean: Double, _ spread: Double = 0.001) -> IntersectionUnion.Part {
      .init(name: "\(mean)", values: values(mean: mean, spread: spread), margin: 0.0005)
    }
    #expect(IntersectionUnion.finding([part(0.002), part(0.003)]) == .reproduced)
    #expect(IntersectionUnion.finding([part(0.002), part(0.0005, 0.01)]) == .inconclusive)
    #expect(IntersectionUnion.finding([part(0.002), part(-0.002)]) == .contradicted)
    #expect(IntersectionUnion.finding([part(0.002), part(0.0002, 0.0001)]) == .negligible)
    #expect(IntersectionUnion.finding([]) == .inconclusive)
    #expect(
      IntersectionUnion.weakest([part(0.002), part(0.001), part(0.003)])?.part.name == "0.001")
  }

  @Test func contradictionIsCorrectedForTheNumberOfParts() {
    // One-sided p of about .03: enough alone, not among fifteen.
    let weak = IntersectionUnion.Part(
      name: "weak", values: values(mean: -0.00045, spread: 0.001), margin: 0)
    let others = (0..<14).map { _ in
      IntersectionUnion.Part(name: "even", values: values(mean: 0, spread: 0.01), margin: 0)
    }
    #expect(IntersectionUnion.finding([weak]) == .contradicted)
    #expect(IntersectionUnion.finding([weak] + others) == .inconclusive)
  }

  @Test func holmBoundsStepDown() {
    // Bounds at 97.5% and 95%: the second is above 0 only at the level that the first's rejection allows.
    func bound(_ index: Int, _ level: Double) -> Double? {
      index == 0 ? 0.1 : level > 0.96 ? -0.01 : 0.01
    }
    #expect(HolmBounds.lower(count: 2, bound: bound) == [0.1, 0.01])
    #expect(HolmBounds.lower(count: 2) { bound($0 + 1, $1) } == [-0.01, -0.01])
    #expect(HolmBounds.lower(count: 1) { _, level in level } == [0.95])
    #expect(HolmBounds.lower(count: 0) { _, _ in nil } == [])
  }

  @Test func metricsMustAgree() {
    #expect(Finding.agreeing(.reproduced, .reproduced) == .reproduced)
    #expect(Finding.agreeing(.reproduced, .inconclusive) == .metricDependent)
    #expect(Finding.agreeing(.contradicted, .reproduced) == .metricDependent)
  }

  @Test func theQuickScaleNeverJudgesThePaper() {
    let findings: [Finding] = [
      .reproduced, .contradicted, .negligible, .inconclusive, .metricDependent, .consistent,
      .inconsistent, .undefined,
    ]
    #expect(
      findings.map { $0.word(.quick) } == [
        "seen", "not seen", "seen (size negligible)", "undecided", "undecided (metric-dependent)",
        "seen", "not seen", "undecided (undefined)",
      ])
    #expect(
      findings.map { $0.word(.paper) } == [
        "reproduced", "contradicted", "sign reproduced, size negligible", "inconclusive",
        "metric-dependent", "consistent", "not consistent", "undefined",
      ])
  }
}

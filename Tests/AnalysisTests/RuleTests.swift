import Experiments
import Fixtures
import Formats
import Testing

@testable import Analysis

/// Values with exactly this mean and about this spread.
func values(mean: Double, spread: Double, count: Int = 20) -> [Double] {
  (0..<count).map { mean + spread * ($0 % 2 == 0 ? 1 : -1) }
}

struct RuleTests {
  @Test func theCommonRuleGivesEveryFinding() {
    func finding(_ mean: Double, _ spread: Double) -> Finding {
      let estimate = Estimate(values(mean: mean, spread: spread))
      return CommonRule.finding(lower: estimate?.lower, upper: estimate?.upper, margin: 0.0005)
    }
    #expect(finding(0.002, 0.001) == .supported)
    #expect(finding(-0.002, 0.001) == .unsupported)
    #expect(finding(0, 0.0001) == .unsupported)
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
    #expect(IntersectionUnion.finding([part(0.002), part(0.003)]) == .supported)
    #expect(IntersectionUnion.finding([part(0.002), part(0.0005, 0.01)]) == .inconclusive)
    #expect(IntersectionUnion.finding([part(0.002), part(-0.002)]) == .unsupported)
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
    #expect(IntersectionUnion.finding([weak]) == .unsupported)
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

  /// Bounds that are printed are those from which the word follows.
  @Test func theWeakestPartIsTheOneThatDecides() {
    func part(_ name: String, _ mean: Double, _ spread: Double) -> IntersectionUnion.Part {
      .init(name: name, values: values(mean: mean, spread: spread), margin: 0.05)
    }
    func decided(_ parts: [IntersectionUnion.Part]) -> (String, Finding)? {
      IntersectionUnion.weakest(parts).map { ($0.part.name, IntersectionUnion.finding(parts)) }
    }
    // The wide part has the lower bound, and its upper one says nothing.
    let (wide, small) = (part("wide", 0.1, 1), part("small", 0.01, 0.001))
    #expect(decided([wide, small]) ?? ("", .undefined) == ("small", .unsupported))
    #expect(
      decided([wide, part("clear", 0.2, 0.01)]) ?? ("", .undefined) == ("wide", .inconclusive))
    #expect(
      decided([part("less", 0.1, 0.01), part("more", 0.2, 0.01)]) ?? ("", .undefined)
        == ("less", .supported))
    #expect(IntersectionUnion.weakest([]) == nil)
  }

  @Test func settingsAreNamedInOneList() {
    #expect(Phrase.on(setting: "-").isEmpty && Phrase.on(settings: ["-"]).isEmpty)
    #expect(Phrase.on(setting: "label-scales") == " (label scales)")
    #expect(Phrase.on(settings: ["a-b", "c", "d"]) == " (a b, c and d)")
    #expect(Phrase.on(settings: ["-", "c"]) == " (default and c)")
  }

  @Test func theQuickScaleNeverJudgesThePaper() {
    let findings: [Finding] = [
      .supported, .unsupported, .negligible, .inconclusive, .consistent, .inconsistent, .undefined,
      .descriptive,
    ]
    #expect(
      findings.map { $0.word(.quick) } == [
        "seen", "not seen", "seen, but negligible", "undecided", "seen", "not seen",
        "undecided (undefined)", "description",
      ])
    #expect(
      findings.map { $0.word(.paper) } == [
        "supported", "not supported", "supported, but negligible", "inconclusive", "consistent",
        "not consistent", "undefined", "description",
      ])
  }
}

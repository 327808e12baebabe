// MoSE against some models on both tasks: the comparisons behind one row of the claims, from which the page is made too.

internal import Formats
internal import Statistics

/// The comparisons of one claim about MoSE in both metrics.
struct MoSEContest {
  let rivals: [String]
  let nmse: [MoSEComparison]
  let raw: [MoSEComparison]

  /// MoSE against those of the rivals that were run; nil where there is nothing to compare.
  init?(_ sweep: Sweep, rivals: [String]) {
    guard sweep.arms.contains(SequenceStudy.mose) else { return nil }
    self.rivals = rivals.filter { sweep.arms.contains(Arm(model: $0)) }
    nmse = MoSEComparison.all(sweep, rivals: self.rivals, .nmse)
    raw = MoSEComparison.all(sweep, rivals: self.rivals, .raw)
    if nmse.isEmpty { return nil }
  }

  /// Against the paper's seven alternatives together, which is the paper's claim.
  static func ofPaper(_ sweep: Sweep) -> MoSEContest? {
    MoSEContest(sweep, rivals: SequenceStudy.alternatives)
  }

  /// Against each model that the paper does not compare with, each a claim of its own.
  static func beyondPaper(_ sweep: Sweep) -> [MoSEContest] {
    SequenceStudy.beyondPaper.compactMap { MoSEContest(sweep, rivals: [$0]) }
  }

  /// What becomes of the claim by one metric.
  func finding(_ metric: Metric) -> Finding {
    IntersectionUnion.finding(comparisons(metric).map(\.part))
  }

  /// What becomes of the claim: what both metrics agree on.
  var finding: Finding { .agreeing(finding(.nmse), finding(.raw)) }

  /// The comparisons in one metric.
  func comparisons(_ metric: Metric) -> [MoSEComparison] { metric == .nmse ? nmse : raw }

  /// What became of every comparison in one metric.
  func outcomes(_ metric: Metric) -> Outcomes {
    let parts = comparisons(metric).map(\.part)
    let reversed = IntersectionUnion.areBelowMargin(parts)
    var outcomes = Outcomes()
    for (part, isReversed) in zip(parts, reversed) {
      if isReversed {
        outcomes.reversed.append(part)
      } else if Estimate(part.values).map({ $0.lower > 0 }) ?? false {
        outcomes.passed.append(part)
      } else {
        outcomes.open.append(part)
      }
    }
    return outcomes
  }

  /// Comparisons by what became of them.
  struct Outcomes {
    /// MoSE is significantly better (one-sided 95%).
    var passed: [IntersectionUnion.Part] = []
    /// MoSE is significantly worse (Holm over the comparisons of the claim).
    var reversed: [IntersectionUnion.Part] = []
    /// Neither.
    var open: [IntersectionUnion.Part] = []

    /// How many comparisons there are.
    var count: Int { passed.count + reversed.count + open.count }
  }
}

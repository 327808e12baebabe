// A model against some others on every task: the comparisons behind one claim, from which the page is made too.

package import Records
internal import Statistics

/// The comparisons of one model with others in both metrics.
package struct Contest: Sendable {
  package let subject: String
  package let rivals: [String]
  private let nmse: [IntersectionUnion.Part]
  private let raw: [IntersectionUnion.Part]

  /// A model against those of the rivals that were run; nil where there is nothing to compare.
  package init?(_ results: ExperimentResults, subject: String, rivals: [String]) {
    let sweep = results.sweep
    let own = Arm(model: subject)
    guard let correlation = sweep.correlations(of: own).first else { return nil }
    let present = rivals.filter { sweep.arms.contains(Arm(model: $0)) }
    func parts(_ metric: Metric) -> [IntersectionUnion.Part] {
      present.flatMap { rival in
        sweep.tasks.indices.map { task in
          let difference = ReplicateColumn.difference(
            sweep.errors(Arm(model: rival), correlation, task: task, metric),
            sweep.errors(own, correlation, task: task, metric))
          // The margin is 0, so that only a reverse contradicts.
          return IntersectionUnion.Part(
            name: "\(results.models.titleWithin(rival)) on task \(task + 1)",
            values: difference.present, margin: 0)
        }
      }
    }
    self.subject = subject
    self.rivals = present
    nmse = parts(.nmse)
    raw = parts(.raw)
    if nmse.isEmpty { return nil }
  }

  /// The rival's test error minus the subject's, a part per rival and task.
  package func parts(_ metric: Metric) -> [IntersectionUnion.Part] { metric == .nmse ? nmse : raw }

  /// What becomes of the claim by one metric.
  package func finding(_ metric: Metric) -> Finding { IntersectionUnion.finding(parts(metric)) }

  /// What becomes of the claim: what both metrics agree on.
  package var finding: Finding { .agreeing(finding(.nmse), finding(.raw)) }

  /// What became of every comparison in one metric.
  package func outcomes(_ metric: Metric) -> Outcomes {
    let parts = parts(metric)
    var outcomes = Outcomes()
    for (part, isReversed) in zip(parts, IntersectionUnion.areBelowMargin(parts)) {
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
  package struct Outcomes: Sendable {
    /// The subject is significantly better (one-sided 95%).
    package var passed: [IntersectionUnion.Part] = []
    /// The subject is significantly worse (Holm over the comparisons of the claim).
    package var reversed: [IntersectionUnion.Part] = []
    /// Neither.
    package var open: [IntersectionUnion.Part] = []

    /// How many comparisons there are.
    package var count: Int { passed.count + reversed.count + open.count }
  }
}

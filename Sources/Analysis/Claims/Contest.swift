// A model against some others on every task: the comparisons behind one claim, from which the page is made too.

internal import Records
internal import Statistics

/// The comparisons of one model with others in log excess error.
package struct Contest: Sendable {
  package let subject: String
  package let rivals: [String]
  package let setting: String
  /// K.
  package let taskCount: Int
  /// The rival's log excess error minus the subject's, a part per rival and task.
  package let parts: [IntersectionUnion.Part]

  /// A model against those of the rivals that were run; nil where there is nothing to compare.
  package init?(
    _ results: ExperimentResults, subject: String, rivals: [String], setting: String
  ) {
    let sweep = results.sweep
    let own = Arm(model: subject, setting: setting)
    guard let correlation = sweep.correlations(of: own).first else { return nil }
    let present = rivals.filter { sweep.arms.contains(Arm(model: $0, setting: setting)) }
    parts =
      present.flatMap { rival in
        sweep.tasks.indices.map { task in
          let difference = DrawColumn.difference(
            sweep.errors(
              ofRival: Arm(model: rival, setting: setting), against: own, correlation, task: task,
              .logExcess),
            sweep.errors(own, correlation, task: task, .logExcess))
          return IntersectionUnion.Part(
            name: "\(results.models.titleWithin(rival)) on task \(task + 1)",
            values: difference.present, margin: Metric.margin)
        }
      }
    taskCount = sweep.tasks.count
    self.subject = subject
    self.setting = setting
    self.rivals = present
    if parts.isEmpty { return nil }
  }

  /// What becomes of the claim.
  package var finding: Finding { IntersectionUnion.finding(parts) }

  /// What became of every comparison.
  package var outcomes: Outcomes {
    var outcomes = Outcomes()
    let strict = parts.map { IntersectionUnion.Part(name: $0.name, values: $0.values, margin: 0) }
    for (part, isBelow) in zip(parts, IntersectionUnion.areBelowMargin(strict)) {
      if Estimate(part.values).map({ $0.lower > 0 }) ?? false {
        outcomes.passed.append(part)
      } else if isBelow {
        outcomes.reversed.append(part)
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

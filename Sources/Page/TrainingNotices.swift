// What a reader must know of the trainings behind an experiment's numbers: what diverged, and what has not converged.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// Sentences about the runs of one experiment; none where all is well.
struct TrainingNotices {
  let results: ExperimentResults

  /// How many runs are named; all of them are in metrics.csv.
  private static let mostNamed = 12

  /// The sentences for a terminal, which has no page around them.
  var sentences: [String] {
    (diverged.map { [$0] } ?? []) + (stuck.map { ["\(results.name): \($0)"] } ?? []) + untunable
      + (unconverged.map { [$0] } ?? [])
  }

  /// Which runs diverged; nil if none did.
  var diverged: String? {
    let sweep = results.sweep
    let diverged = sweep.arms.flatMap { sweep.diverged($0, sweep.correlations) }
    guard !diverged.isEmpty else { return nil }
    let seed = results.plan.experiment.seed
    let named = diverged.prefix(Self.mostNamed).map { record in
      let run = record.run
      return
        "\(sweep.models.title(run.arm))\(Phrase.at([run.correlation])), draw \(run.draw), training \(run.training)"
        + (record.divergedAt.map { " (step \($0))" } ?? "")
    }
    let rest = diverged.count - named.count
    return
      "\(results.name): \(diverged.count) of \(Phrase.count(results.divergence.runs, "run")) diverged (seed \(seed)), and their draws are "
      + "left out of every mean: \(named.joined(separator: "; "))\(rest > 0 ? "; and \(rest) more" : "")."
  }

  /// A run whose test NMSE on some task is no lower has learned next to nothing of it.
  static let stuckNMSE = 0.9

  /// How many of some runs, each with its record of every task, are stuck.
  static func stuckCount(_ runs: [[MetricRecord]]) -> Int {
    runs.count { $0.contains { $0.status == .ok && ($0.nmse ?? 0) >= stuckNMSE } }
  }

  /// How many runs are stuck.
  var stuckCount: Int {
    results.sweep.arms.reduce(0) { $0 + Self.stuckCount(results.sweep.runs(of: $1)) }
  }

  /// How many runs learned next to nothing of some task, by model; nil if none did.
  var stuck: String? {
    let counts = results.sweep.arms.map { arm in
      let runs = results.sweep.runs(of: arm)
      return (arm: arm, stuck: Self.stuckCount(runs), all: runs.count)
    }.filter { $0.stuck > 0 }
    guard !counts.isEmpty else { return nil }
    let named = counts.map { "\(results.models.title($0.arm)) \($0.stuck) of \($0.all)" }
    return
      "\(Phrase.count(stuckCount, "run")) learned next to nothing of some task (test NMSE of \(Phrase.threshold(Self.stuckNMSE)) or more); "
      + "they count like all others: \(named.joined(separator: ", "))."
  }

  /// Models that no learning rate trained, one sentence each: they diverged, or are no better than a constant.
  var untunable: [String] {
    let trials = results.records.tuning.filter { $0.budget == 1 }
    return results.models.sorted(Set(trials.map(\.arm))).compactMap { arm in
      let own = trials.filter { $0.arm == arm }
      let chosen = own.filter { $0.chosen == .yes }.compactMap(\.validationNMSE)
      if let least = chosen.min(), least >= 1, let rate = own.first(where: { $0.chosen == .yes }) {
        return
          "\(results.name): \(results.models.title(arm)) has learned nothing at its best learning rate, "
          + "\(Phrase.learningRate(rate.learningRate)): its validation NMSE is \(Phrase.significant(least)) or more."
      }
      let rates = Set(own.map(\.learningRate)).sorted()
      let usable = rates.filter { rate in
        own.allSatisfy { $0.learningRate != rate || $0.status == .ok }
      }
      guard usable.isEmpty, let low = rates.first, let high = rates.last,
        // A planted model is tried at one rate, which is the baseline's.
        results.plan.tunedVariants.contains(where: { Arm($0) == arm })
      else { return nil }
      return
        "\(results.name): \(results.models.title(arm)) diverged in some trial at every learning rate from "
        + "\(Phrase.learningRate(low)) to \(Phrase.learningRate(high)), and is trained at the lowest."
    }
  }

  /// Models that twice the passes would improve; nil where there are none, or nobody has tried.
  var unconverged: String? {
    guard let table = results[ConvergenceTable.self] else { return nil }
    let unknown = table.rows.filter { $0.isConverged == nil }
    let open = table.rows.filter { $0.isConverged == false }
    guard !open.isEmpty || !unknown.isEmpty else { return nil }
    let named = open.map { row in
      "\(results.models.title(row.arm))\(row.fall.map { " (\(Phrase.significant($0)))" } ?? "")"
    }
    return
      "\(results.name): \(open.count) of \(Phrase.count(table.rows.count, "model")) have not converged: with twice the passes "
      + "log errors fall by \(Phrase.threshold(ConvergenceTable.smallestFall)) or more"
      + (named.isEmpty ? "" : ": \(named.joined(separator: ", "))")
      + (unknown.isEmpty
        ? ""
        : "; not known, since trials diverged: "
          + unknown.map { results.models.title($0.arm) }.joined(separator: ", "))
      + "."
  }
}

// `<experiment>/drift.csv`: whether models that start at a trained one stay there, and what it does for
// their error.

internal import Experiments
internal import Formats
internal import Foundation
internal import Statistics
internal import Training

/// Per model and setting, the weight of the excluded experts at the start and at the end, and the error
/// beside that of the same model, and of the donor, trained for all steps from weights of their own.
struct DriftTable {
  static let columns = [
    "model", "setting", "correlation", "offset", "optimiser", "n", "diverged", "weight_at_start",
    "weight_at_end", "log_ratio", "log_ratio_lower", "log_ratio_upper", "gain_over_scratch",
    "gain_over_scratch_lower", "gain_over_scratch_upper", "gain_over_donor",
    "gain_over_donor_lower", "gain_over_donor_upper",
  ]

  /// One arm at one correlation.
  struct Row {
    var arm: Arm
    var correlation: String
    /// Nil for −∞.
    var offset: Double?
    var optimiser: String
    /// Mean weight of a task's gate on the experts that the donor's does not see, mean over tasks, run
    /// by run; nil where the run diverged.
    var weightAtStart: ReplicateColumn
    var weightAtEnd: ReplicateColumn
    /// NMSE of the model from weights of its own minus that of this one, mean over tasks: positive is
    /// better.
    var gainOverScratch: ReplicateColumn
    /// The same of the donor.
    var gainOverDonor: ReplicateColumn
    var diverged: Int

    /// ln(weight at the end / weight at the start): 0 where nothing moves. Nil where a weight is 0.
    var logRatio: ReplicateColumn {
      zip(weightAtStart, weightAtEnd).map { start, end in
        guard let start, let end, start > 0, end > 0 else { return nil }
        return log(end / start)
      }
    }
  }

  /// In the order arm, correlation.
  let rows: [Row]

  /// Starts that leave steps to take.
  init(_ records: ExperimentRecords) {
    guard let plan = records.plan else {
      rows = []
      return
    }
    let sweep = records.sweep
    let variants = plan.variants
      .filter { variant in plan.start(of: variant).map { $0.after < 1 } ?? false }
      .sorted { ModelOrder.precedes(Arm($0), Arm($1)) }
    rows = variants.flatMap { variant -> [Row] in
      let arm = Arm(variant)
      let scratch = Arm(plan.trainedAlone(variant))
      let donor = plan.donor(of: variant).map { Arm($0) }
      return sweep.correlations(of: arm).map { correlation in
        let own = Self.weights(records.starts, arm, correlation, sweep.replicates)
        let errors = sweep.errors(arm, correlation, task: nil, .nmse)
        func gain(over other: Arm) -> ReplicateColumn {
          .difference(sweep.errors(other, correlation, task: nil, .nmse), errors)
        }
        return Row(
          arm: arm, correlation: correlation, offset: plan.start(of: variant)?.offset,
          optimiser: (variant.setting.start?.optimiser ?? .adam).rawValue,
          weightAtStart: own.map { $0?.start }, weightAtEnd: own.map { $0?.end },
          gainOverScratch: gain(over: scratch), gainOverDonor: donor.map { gain(over: $0) } ?? [],
          diverged: sweep.dropped(arm, [correlation]).count { $0.status == .diverged })
      }
    }
  }

  /// Means over tasks, run by run.
  private static func weights(
    _ records: [StartRecord], _ arm: Arm, _ correlation: String, _ replicates: [String]
  ) -> [(start: Double, end: Double)?] {
    let runs = Dictionary(
      grouping: records.filter {
        $0.model == arm.model && $0.setting == arm.setting && $0.correlation == correlation
      }, by: \.replicate)
    return replicates.map { replicate in
      guard let tasks = runs[replicate] else { return nil }
      let starts = tasks.compactMap(\.weightAtStart)
      let ends = tasks.compactMap(\.weightAtEnd)
      guard starts.count == tasks.count, ends.count == tasks.count else { return nil }
      let count = Double(tasks.count)
      return (starts.reduce(0, +) / count, ends.reduce(0, +) / count)
    }
  }

  /// The table as written.
  var table: CSVTable {
    func estimate(_ values: ReplicateColumn) -> [String] {
      let interval = meanInterval(values.present)
      return [Summary(values.present)?.mean, interval?.lower, interval?.upper]
        .map(NumberFormat.measured)
    }
    var table = CSVTable(columns: Self.columns)
    for row in rows {
      table.append(
        [
          row.arm.model, row.arm.setting, row.correlation,
          row.offset.map(NumberFormat.learningRate) ?? "-infinity", row.optimiser,
          String(row.weightAtEnd.present.count), String(row.diverged),
          NumberFormat.measured(Summary(row.weightAtStart.present)?.mean),
          NumberFormat.measured(Summary(row.weightAtEnd.present)?.mean),
        ] + estimate(row.logRatio) + estimate(row.gainOverScratch) + estimate(row.gainOverDonor))
    }
    return table
  }
}

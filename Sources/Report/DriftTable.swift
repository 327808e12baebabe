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
    "model", "setting", "correlation", "donor", "offset", "optimiser", "n", "diverged",
    "excluding_at_start", "excluding_at_end", "collapsed", "weight_at_start", "weight_at_end",
    "log_ratio", "log_ratio_lower", "log_ratio_upper", "gain_over_scratch",
    "gain_over_scratch_lower", "gain_over_scratch_upper", "gain_over_donor",
    "gain_over_donor_lower", "gain_over_donor_upper",
  ]

  /// One arm at one correlation.
  struct Row {
    var arm: Arm
    var correlation: String
    /// The model started at.
    var donor: String
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
    /// Runs in which every task's gate excludes what the donor's does not see, at the start and at the end.
    var excludingAtStart: Int
    var excludingAtEnd: Int
    /// Runs in which they do both times.
    var staying: Int
    /// Runs whose error at the end says that they learned next to nothing, or lost it.
    var collapsed: Int

    /// An NMSE above it is nearer to that of a constant than to anything learned.
    static let collapse = 0.5

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
          arm: arm, correlation: correlation, donor: donor?.model ?? "",
          offset: plan.start(of: variant)?.offset,
          optimiser: (variant.setting.start?.optimiser ?? .adam).rawValue,
          weightAtStart: own.map { $0?.start }, weightAtEnd: own.map { $0?.end },
          gainOverScratch: gain(over: scratch), gainOverDonor: donor.map { gain(over: $0) } ?? [],
          diverged: sweep.dropped(arm, [correlation]).count { $0.status == .diverged },
          excludingAtStart: Self.excluding(own.map { $0?.largestAtStart }),
          excludingAtEnd: Self.excluding(own.map { $0?.largestAtEnd }),
          staying: Self.excluding(own.map { $0.map { max($0.largestAtStart, $0.largestAtEnd) } }),
          collapsed: errors.present.count { $0 > Row.collapse })
      }
    }
  }

  /// The excluded experts' weights in a run: means over tasks, and the largest of any.
  private struct Weights {
    var start: Double
    var end: Double
    var largestAtStart: Double
    var largestAtEnd: Double

    init?(_ tasks: [StartRecord]) {
      let starts = tasks.compactMap(\.weightAtStart)
      let ends = tasks.compactMap(\.weightAtEnd)
      guard starts.count == tasks.count, ends.count == tasks.count,
        let mostAtStart = starts.max(), let mostAtEnd = ends.max()
      else { return nil }
      start = starts.reduce(0, +) / Double(starts.count)
      end = ends.reduce(0, +) / Double(ends.count)
      largestAtStart = mostAtStart
      largestAtEnd = mostAtEnd
    }
  }

  private static func excluding(_ largest: ReplicateColumn) -> Int {
    largest.present.count { $0 < NoZeroWeight.threshold }
  }

  /// Run by run; nil where one diverged.
  private static func weights(
    _ records: [StartRecord], _ arm: Arm, _ correlation: String, _ replicates: [String]
  ) -> [Weights?] {
    let runs = Dictionary(
      grouping: records.filter {
        $0.model == arm.model && $0.setting == arm.setting && $0.correlation == correlation
      }, by: \.replicate)
    return replicates.map { runs[$0].flatMap(Weights.init) }
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
          row.arm.model, row.arm.setting, row.correlation, row.donor,
          row.offset.map(NumberFormat.learningRate) ?? "", row.optimiser,
          String(row.weightAtEnd.present.count), String(row.diverged),
          String(row.excludingAtStart), String(row.excludingAtEnd), String(row.collapsed),
          NumberFormat.measured(Summary(row.weightAtStart.present)?.mean),
          NumberFormat.measured(Summary(row.weightAtEnd.present)?.mean),
        ] + estimate(row.logRatio) + estimate(row.gainOverScratch) + estimate(row.gainOverDonor))
    }
    return table
  }
}

// `<experiment>/drift.csv`: whether models that start at a trained one stay there, and what it does for
// their error.

internal import Experiments
package import Formats
internal import Foundation
package import Records
internal import Statistics
package import Training

/// Per model and setting, the weight of the excluded experts at the start and at the end, and the error
/// beside that of the same model, and of the donor, trained for all steps from weights of their own.
package struct DriftTable: DerivedTable {
  /// One arm at one correlation.
  package struct Row: Sendable {
    package var arm: Arm
    package var correlation: String
    /// The model started at.
    package var donor: String
    /// Nil for −∞.
    package var offset: Double?
    package var optimiser: OptimiserKind
    /// Mean weight of a task's gate on the experts that the donor's does not see, mean over tasks, draw
    /// by draw; nil where a run diverged.
    package var weightAtStart: DrawColumn
    package var weightAtEnd: DrawColumn
    /// Log excess error of the model from weights of its own minus that of this one, mean over tasks: positive
    /// is better.
    package var gainOverScratch: DrawColumn
    /// The same of the donor.
    package var gainOverDonor: DrawColumn
    package var diverged: Int
    /// Runs in which every task's gate excludes what the donor's does not see, at the start and at the end.
    package var excludingAtStart: Int
    package var excludingAtEnd: Int
    /// Runs in which they do both times.
    package var staying: Int
    /// Runs whose error at the end says that they learned next to nothing, or lost it.
    package var collapsed: Int

    /// An NMSE above it is nearer to that of a constant than to anything learned.
    package static let collapse = 0.5

    /// ln(weight at the end / weight at the start): 0 where nothing moves. Nil where a weight is 0.
    package var logRatio: DrawColumn {
      zip(weightAtStart, weightAtEnd).map { start, end in
        guard let start, let end, start > 0, end > 0 else { return nil }
        return log(end / start)
      }
    }

    static let schema = Schema<Row>(
      Arm.columns(\.arm) + [
        .computed("correlation", .text, .key, "p; - where nothing controls it", \.correlation),
        .computed(
          "donor", .text, .configuration, "the trained model that the runs start at", \.donor),
        .computed(
          "offset", .optionalShortest, .configuration,
          "added to the logits of the experts that the donor's gate does not see; empty for −∞",
          \.offset),
        .computed("optimiser", .word, .configuration, "what trains on", \.optimiser),
        .computed("n", .integer, .following, "runs that ended") { $0.weightAtEnd.present.count },
        .computed("diverged", .integer, .following, "runs that diverged", \.diverged),
        .computed(
          "excluding_at_start", .integer, .following,
          "runs in which every task's gate starts with less than "
            + "\(Phrase.threshold(SmallestWeights.threshold)) on those experts",
          \.excludingAtStart),
        .computed(
          "excluding_at_end", .integer, .following, "runs in which every task's gate ends so",
          \.excludingAtEnd),
        .computed(
          "collapsed", .integer, .following,
          "runs with a final NMSE above \(Phrase.threshold(collapse))", \.collapsed),
        .number("weight_at_start", "mean weight of those experts at the start", .following) {
          Summary($0.weightAtStart.present)?.mean
        },
        .number("weight_at_end", "the same at the end of training", .following) {
          Summary($0.weightAtEnd.present)?.mean
        },
      ]
        + estimate(
          "log_ratio", "mean over runs of ln(weight at the end / at the start)", \.logRatio)
        + estimate(
          "gain_over_scratch",
          "ln excess error of the same model trained for all steps from weights of its own − that of the started one",
          \.gainOverScratch)
        + estimate(
          "gain_over_donor", "the same against the donor trained for all steps", \.gainOverDonor))

    private static func estimate(
      _ name: String, _ meaning: String, _ values: @escaping @Sendable (Row) -> DrawColumn
    ) -> [Column<Row>] {
      [
        .number(name, meaning) { Summary(values($0).present)?.mean },
        .number("\(name)_lower", "its 95% Student t interval", .following) {
          meanInterval(values($0).present)?.lower
        },
        .number("\(name)_upper", "its 95% Student t interval", .following) {
          meanInterval(values($0).present)?.upper
        },
      ]
    }
  }

  package static let description = TableDescription(
    Row.schema, file: "drift.csv", row: "model, setting, correlation", isDerived: true,
    evidence: .intervals)

  /// In the order arm, correlation.
  package let rows: [Row]

  /// Starts that leave steps to take; nil where there are none.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (plan, sweep) = (records.plan, records.sweep)
    let variants = plan.variants
      .filter { variant in plan.start(of: variant).map { $0.after < 1 } ?? false }
      .sorted { records.models.precedes(Arm($0), Arm($1)) }
    rows = variants.flatMap { variant -> [Row] in
      let arm = Arm(variant)
      let scratch = Arm(plan.trainedAlone(variant))
      let donor = plan.donor(of: variant).map { Arm($0) }
      return sweep.correlations(of: arm).map { correlation in
        let own = Self.weights(records.starts, arm, correlation, sweep.draws)
        let errors = sweep.errors(arm, correlation, task: nil, .logExcess)
        func gain(over other: Arm) -> DrawColumn {
          .difference(sweep.errors(other, correlation, task: nil, .logExcess), errors)
        }
        return Row(
          arm: arm, correlation: correlation, donor: donor?.model ?? "",
          offset: plan.start(of: variant)?.offset,
          optimiser: variant.setting.start?.optimiser ?? .adam,
          weightAtStart: own.map { $0?.start }, weightAtEnd: own.map { $0?.end },
          gainOverScratch: gain(over: scratch), gainOverDonor: donor.map { gain(over: $0) } ?? [],
          diverged: sweep.diverged(arm, [correlation]).count,
          excludingAtStart: Self.excluding(own.map { $0?.largestAtStart }),
          excludingAtEnd: Self.excluding(own.map { $0?.largestAtEnd }),
          staying: Self.excluding(own.map { $0.map { max($0.largestAtStart, $0.largestAtEnd) } }),
          collapsed: sweep.errors(arm, correlation, task: nil, .nmse).present
            .count { $0 > Row.collapse })
      }
    }
    if rows.isEmpty { return nil }
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

  private static func excluding(_ largest: DrawColumn) -> Int {
    largest.present.count { $0 < SmallestWeights.threshold }
  }

  /// Draw by draw, the runs of all its trainings together; nil where one diverged.
  private static func weights(
    _ records: [StartRecord], _ arm: Arm, _ correlation: String, _ draws: [String]
  ) -> [Weights?] {
    let runs = Dictionary(
      grouping: records.filter { $0.run.arm == arm && $0.run.correlation == correlation },
      by: \.run.draw)
    return draws.map { runs[$0].flatMap(Weights.init) }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

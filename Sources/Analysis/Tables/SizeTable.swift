// `<experiment>/sizes.csv`: errors beside the sizes of models.

internal import Experiments
package import Formats
package import ModelZoo
package import Records
package import Statistics

/// What a model's size is measured by.
package enum SizeMeasure: String, CaseIterable, Sendable {
  /// Trainable parameters.
  case parameters
  /// Floating-point operations of a training step, per sample.
  case flops

  /// In words.
  package var words: String { self == .parameters ? "parameters" : "operations per training step" }
}

/// Every model in its default setting.
package struct SizeTable: DerivedTable {
  /// One model.
  package struct Row: Sendable {
    package var model: String
    package var kind: ModelKind
    package var parameterCount: Int
    package var flopsPerSample: Int
    package var count: Int
    /// Mean gain over the baseline in log excess error.
    package var mean: Double?
    package var interval: Interval?

    /// The size of the model.
    package func size(_ measure: SizeMeasure) -> Int {
      measure == .parameters ? parameterCount : flopsPerSample
    }

    static let schema = Schema<Row>([
      .computed("model", .text, .key, "the model", \.model),
      .computed("kind", .text, .configuration, "its kind: models of one kind are a curve") {
        $0.kind.rawValue
      },
      .computed(
        "parameter_count", .integer, .configuration, "trainable parameters", \.parameterCount),
      .computed(
        "flops_per_sample", .integer, .configuration,
        "floating-point operations of the matrix products of a training step, per sample",
        \.flopsPerSample),
      .computed("n", .integer, .following, "draws", \.count),
      .number(
        "mean",
        "mean gain in log excess error over the baseline, over tasks, correlations and draws"
      ) { $0.mean },
      .number("lower", "its two-sided 95% Student t interval", .following) { $0.interval?.lower },
      .number("upper", "its two-sided 95% Student t interval", .following) { $0.interval?.upper },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "sizes.csv", row: "model", isDerived: true, evidence: .intervals)
  package static let isAlwaysWritten = false

  /// By kind, from small to large.
  package let rows: [Row]

  /// Nil where no kind has two sizes.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let (plan, sweep) = (records.plan, records.sweep)
    guard let baseline = sweep.arm(.baseline) else { return nil }
    let correlations = sweep.correlations(of: baseline)
    func errors(_ arm: Arm) -> DrawColumn {
      .mean(of: correlations.map { sweep.errors(arm, $0, task: nil, .logExcess) })
    }
    let reference = errors(baseline)
    rows = plan.sizedVariants.compactMap { variant -> Row? in
      let arm = Arm(variant)
      guard
        let parameterCount = sweep.cells.lazy.compactMap({ sweep.run(arm, correlations[0], $0) })
          .first?.first?.parameterCount, let flops = plan.flopsPerSample(of: variant)
      else { return nil }
      let gains = DrawColumn.difference(reference, errors(arm)).present
      return Row(
        model: arm.model, kind: variant.choice.kind, parameterCount: parameterCount,
        flopsPerSample: flops, count: gains.count, mean: Summary(gains)?.mean,
        interval: meanInterval(gains))
    }.sorted { ($0.kind.rank, $0.parameterCount) < ($1.kind.rank, $1.parameterCount) }
    let kinds = Dictionary(grouping: rows, by: \.kind)
    if !kinds.values.contains(where: { $0.count > 1 }) { return nil }
  }

  /// The models of a kind.
  package func rows(of kind: ModelKind) -> [Row] { rows.filter { $0.kind == kind } }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension Plan {
  /// Models in the default setting that are trained as they are: without the placebo and planted models.
  fileprivate var sizedVariants: [Variant] {
    variants.filter { $0.setting.name == Setting.defaultName && !$0.choice.isRetrainedBaseline }
  }

  /// Floating-point operations of a training step's products per sample; nil for a model that cannot be built.
  fileprivate func flopsPerSample(of variant: Variant) -> Int? {
    (try? variant.choice.spec(scale, taskCount: taskCount, in: variant.setting))
      .flatMap { try? Model($0, batchCapacity: 1) }?.flopsPerSample
  }
}

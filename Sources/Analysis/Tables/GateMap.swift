// `<experiment>/gate-map.csv`: at which learning rates, numbers of experts and the like gates come to
// exclude an expert.

internal import Experiments
package import Formats
package import ModelZoo
package import Records
internal import Statistics
internal import SyntheticData

/// Per model, setting and correlation, how near to zero mean weights came by the end of training.
package struct GateMap: DerivedTable {
  /// What is particular about a configuration, whatever its setting and its model are called.
  package struct Spec: Hashable, Sendable {
    package var kind: ModelKind
    package var correlation: String
    package var learningRate: Double
    /// Experts of a level.
    package var experts: Int
    /// Passes over the training samples.
    package var passes: Int
    /// What gates divide their logits by.
    package var temperature: Double
    package var gateBias: Bool
    /// Nil for what the model's upper gates read by themselves.
    package var selector: GateSelector?
    /// Whether the tasks' labels have different numbers of sines.
    package var hasUnequalTasks: Bool

    /// A row of the map: all but model and learning rate. Underscores stand for spaces.
    var name: String {
      "\(experts)_experts_\(passes == 1 ? "1_pass" : "\(passes)_passes")"
        + (correlation == NumberFormat.noCorrelation ? "" : "_p=\(correlation)")
        + (temperature == 1 ? "" : "_τ=\(NumberFormat.learningRate(temperature))")
        + (gateBias ? "" : "_no_bias") + (selector.map { "_reading_\($0.rawValue)" } ?? "")
    }
  }

  /// One configuration.
  package struct Configuration: Sendable {
    package var arm: Arm
    package var spec: Spec
    /// The smallest mean weight of every run that did not diverge, over the validation samples of the last point
    /// of its curve, in ascending order.
    package var smallest: [Double]
    /// Runs that diverged.
    package var diverged: Int
    /// The mean over runs of the share of gates that leave next to nothing to all experts but one.
    package var polarisedGates: Double?
    /// The median over runs of the validation NMSE at that point.
    package var error: Double?

    /// Runs in which some gate all but excludes an expert.
    package var excluding: Int { smallest.count { $0 < SmallestWeights.threshold } }
    /// Whether most runs exclude an expert: a configuration to be confirmed on fresh draws.
    package var isCandidate: Bool { 2 * excluding > smallest.count + diverged }
    /// The median of `smallest`; nil where all runs diverged.
    package var median: Double? { smallest.isEmpty ? nil : quantile(0.5, ofSorted: smallest) }

    static let schema = Schema<Configuration>(
      Arm.columns(\.arm) + [
        .computed("correlation", .text, .key, "p; - where nothing controls it") {
          $0.spec.correlation
        },
        .computed(
          "place", .text, .configuration, "the configuration but for model and learning rate"
        ) {
          $0.spec.name
        },
        .computed("learning_rate", .shortest, .configuration, "the learning rate") {
          $0.spec.learningRate
        },
        .computed("experts", .integer, .configuration, "experts of a level") { $0.spec.experts },
        .computed("passes", .integer, .configuration, "passes over the training samples") {
          $0.spec.passes
        },
        .computed("temperature", .shortest, .configuration, "what gates divide their logits by") {
          $0.spec.temperature
        },
        .computed("n", .integer, .measured, "runs that ended") { $0.smallest.count },
        .computed("diverged", .integer, .measured, "runs that diverged", \.diverged),
        .number(
          "smallest_mean_median",
          "median over runs of the smallest mean weight of any gate at the end of training"
        ) {
          $0.median
        },
        .number("smallest_mean_lowest", "the lowest over runs") { $0.smallest.first },
        .computed(
          "excluding_runs", .integer, .measured,
          "runs in which it is below \(Phrase.threshold(SmallestWeights.threshold))", \.excluding),
        .number(
          "polarised_gates",
          "share of gates that give one expert more than \(Phrase.threshold(CurveRecord.polarization)), mean over runs"
        ) {
          $0.polarisedGates
        },
        .number("nmse_median", "median validation NMSE over runs") { $0.error },
      ])
  }

  package static let description = TableDescription(
    Configuration.schema, file: "gate-map.csv", row: "model, setting, correlation",
    isDerived: true, evidence: .none("it shows few runs per configuration"), source: "curves.csv")
  package static let isAlwaysWritten = false

  /// In the order model, setting, correlation.
  package let configurations: [Configuration]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let plan = records.plan
    let variants = plan.experiment.models.filter { $0.kind.definition.hasGates }
      .flatMap { model in plan.variants.filter { $0.choice == model } }
    // A place without curves is not one without weights.
    guard plan.hasAllCurves else { return nil }
    let curves = Dictionary(grouping: records.curves, by: \.run.arm)
    // Model by model in the order of the file: what varies together stands together.
    configurations = variants.flatMap { variant -> [Configuration] in
      let arm = Arm(variant)
      let byCorrelation = Dictionary(grouping: curves[arm] ?? [], by: \.run.correlation)
      return records.sweep.correlations(of: arm).compactMap { correlation in
        Self.configuration(
          variant, plan, correlation, byCorrelation[correlation] ?? [], records.sweep)
      }
    }
    if configurations.isEmpty { return nil }
  }

  private static func configuration(
    _ variant: Variant, _ plan: Plan, _ correlation: String, _ points: [CurveRecord],
    _ sweep: Sweep
  ) -> Configuration? {
    let arm = Arm(variant)
    let runs = sweep.cells.compactMap { sweep.run(arm, correlation, $0)?.first }
    guard let rate = runs.first?.learningRate,
      let model = try? variant.choice.spec(
        plan.scale, taskCount: plan.taskCount, in: variant.setting)
    else { return nil }
    let ended = Set(runs.filter { $0.status != .diverged }.map(\.run))
    let last = points.map(\.step).max()
    let ends = points.filter { $0.step == last && ended.contains($0.run) }
    let polarised = ends.compactMap(\.polarisedGates)
    let errors = ends.compactMap(\.validationNMSE).sorted()
    return Configuration(
      arm: arm,
      spec: Spec(
        kind: variant.choice.kind, correlation: correlation, learningRate: rate,
        experts: model.taskExpertCounts.reduce(model.sharedExpertCount, +),
        passes: plan.epochCount(of: variant), temperature: model.gateTemperature ?? 1,
        gateBias: model.gateBias, selector: model.selector,
        hasUnequalTasks: Set(plan.experiment.data.labels?.taskSineCounts ?? []).count > 1),
      smallest: ends.compactMap(\.smallestWeight).sorted(), diverged: runs.count - ended.count,
      polarisedGates: Summary(polarised)?.mean,
      error: errors.isEmpty ? nil : quantile(0.5, ofSorted: errors))
  }

  package var table: CSVTable { Configuration.schema.table(configurations) }
}

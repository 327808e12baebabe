// `<experiment>/gate-map.csv`: where, among learning rates, numbers of experts and the like, gates come to
// exclude an expert.

internal import Experiments
internal import Formats
internal import ModelZoo
internal import Statistics
internal import SyntheticData

/// Per model, setting and correlation, how near to zero mean weights came by the end of training.
struct GateMap {
  static let columns = [
    "model", "setting", "correlation", "place", "learning_rate", "experts", "passes", "temperature",
    "n", "diverged", "smallest_mean_median", "smallest_mean_lowest", "excluding_runs",
    "polarised_gates", "nmse_median",
  ]

  /// What is particular about a place, whatever its setting is called.
  struct Spec: Hashable {
    var model: String
    var correlation: String
    var learningRate: Double
    /// Experts of a level.
    var experts: Int
    /// Passes over the training samples.
    var passes: Int
    /// What gates divide their logits by.
    var temperature: Double
    var gateBias: Bool
    /// Nil for what the model's upper gates read by themselves.
    var selector: GateSelector?
    /// Whether the tasks' labels have different numbers of sines.
    var hasUnequalTasks: Bool

    /// A row of the map: all but model and learning rate. Underscores stand for spaces.
    var name: String {
      "\(experts)_experts_\(passes == 1 ? "1_pass" : "\(passes)_passes")"
        + (correlation == SequenceStudy.noCorrelation ? "" : "_p=\(correlation)")
        + (temperature == 1 ? "" : "_τ=\(NumberFormat.learningRate(temperature))")
        + (gateBias ? "" : "_no_bias") + (selector.map { "_reading_\($0.rawValue)" } ?? "")
    }
  }

  /// One place.
  struct Place {
    var arm: Arm
    var spec: Spec
    /// The smallest mean weight of every run that did not diverge, over the validation samples of the last point
    /// of its curve, in ascending order.
    var smallest: [Double]
    /// Runs that diverged.
    var diverged: Int
    /// The mean over runs of the share of gates that leave next to nothing to all experts but one.
    var polarisedGates: Double?
    /// The median over runs of the validation NMSE at that point.
    var error: Double?

    /// Runs in which some gate all but excludes an expert.
    var excluding: Int { smallest.count { $0 < NoZeroWeight.threshold } }
    /// Whether most runs exclude an expert: a place to be confirmed on fresh draws.
    var isCandidate: Bool { 2 * excluding > smallest.count + diverged }
    /// The median of `smallest`; nil where all runs diverged.
    var median: Double? { smallest.isEmpty ? nil : quantile(0.5, ofSorted: smallest) }
  }

  /// In the order model, setting, correlation.
  let places: [Place]

  init(_ records: ExperimentRecords) {
    guard let plan = records.plan else {
      places = []
      return
    }
    let curves = Dictionary(grouping: records.curves) { Arm(model: $0.model, setting: $0.setting) }
    // Model by model in the order of the file: what varies together stands together.
    places = plan.experiment.models.filter { $0.kind.definition.hasGates }
      .flatMap { model in plan.variants.filter { $0.choice == model } }
      .flatMap { variant -> [Place] in
        let arm = Arm(variant)
        let byCorrelation = Dictionary(grouping: curves[arm] ?? [], by: \.correlation)
        return records.sweep.correlations(of: arm).compactMap { correlation in
          Self.place(variant, plan, correlation, byCorrelation[correlation] ?? [], records.sweep)
        }
      }
  }

  private static func place(
    _ variant: Variant, _ plan: Plan, _ correlation: String, _ points: [CurveRecord], _ sweep: Sweep
  ) -> Place? {
    let arm = Arm(variant)
    let runs = sweep.replicates.compactMap { sweep.run(arm, correlation, $0)?.first }
    guard let rate = runs.first?.learningRate,
      let model = try? variant.choice.spec(
        plan.scale, taskCount: plan.taskCount, in: variant.setting)
    else { return nil }
    let ended = Set(runs.filter { $0.status != .diverged }.map(\.replicate))
    let last = points.map(\.step).max()
    let ends = points.filter { $0.step == last && ended.contains($0.replicate) }
    let polarised = ends.compactMap(\.polarisedGates)
    let errors = ends.compactMap(\.validationNMSE).sorted()
    return Place(
      arm: arm,
      spec: Spec(
        model: arm.model, correlation: correlation, learningRate: rate,
        experts: model.taskExpertCounts.reduce(model.sharedExpertCount, +),
        passes: plan.epochCount(of: variant), temperature: model.gateTemperature ?? 1,
        gateBias: model.gateBias, selector: model.selector,
        hasUnequalTasks: Set(plan.experiment.data.labels?.taskSineCounts ?? []).count > 1),
      smallest: ends.compactMap(\.smallestWeight).sorted(), diverged: runs.count - ended.count,
      polarisedGates: Summary(polarised)?.mean,
      error: errors.isEmpty ? nil : quantile(0.5, ofSorted: errors))
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for place in places {
      let spec = place.spec
      table.append([
        place.arm.model, place.arm.setting, spec.correlation, spec.name,
        NumberFormat.learningRate(spec.learningRate), String(spec.experts), String(spec.passes),
        NumberFormat.learningRate(spec.temperature), String(place.smallest.count),
        String(place.diverged), NumberFormat.measured(place.median),
        NumberFormat.measured(place.smallest.first), String(place.excluding),
        NumberFormat.measured(place.polarisedGates), NumberFormat.measured(place.error),
      ])
    }
    return table
  }
}

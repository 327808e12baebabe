// `<experiment>/gate-map.csv`: where, among learning rates, numbers of experts and the like, gates come to
// exclude an expert.

internal import Experiments
internal import Formats
internal import ModelZoo
internal import Statistics

/// Per model, setting and correlation, how near to zero mean weights came by the end of training.
struct GateMap {
  static let columns = [
    "model", "setting", "correlation", "place", "learning_rate", "experts", "passes", "temperature",
    "n",
    "diverged",
    "smallest_mean_median", "smallest_mean_lowest", "excluding_runs", "polarised_gates",
    "nmse_median",
  ]

  /// One place.
  struct Place {
    var arm: Arm
    var correlation: String
    var learningRate: Double
    /// Experts of a level.
    var experts: Int
    /// Passes over the training samples.
    var passes: Int
    /// What gates divide their logits by.
    var temperature: Double
    /// The smallest mean weight of every run that did not diverge, over the validation samples of the last point
    /// of its curve, in ascending order.
    var smallest: [Double]
    /// Runs that diverged.
    var diverged: Int
    /// The mean over runs of the share of gates that leave next to nothing to all experts but one.
    var polarisedGates: Double
    /// The median over runs of the validation NMSE at that point.
    var error: Double

    /// What makes the place, but for model and learning rate: a row of the map. Underscores stand for spaces.
    var name: String {
      "\(experts)_experts_\(passes == 1 ? "1_pass" : "\(passes)_passes")_p=\(correlation)"
        + (temperature == 1 ? "" : "_τ=\(NumberFormat.learningRate(temperature))")
    }

    /// Runs in which some gate all but excludes an expert.
    var excluding: Int { smallest.count { $0 < NoZeroWeight.threshold } }
    /// Whether most runs exclude an expert: a place to be confirmed on fresh draws.
    var isCandidate: Bool { 2 * excluding > smallest.count }
    /// The median of `smallest`.
    var median: Double { quantile(0.5, ofSorted: smallest) }
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
    let ended = Set(runs.filter { $0.status != .diverged }.map(\.replicate))
    let last = points.map(\.step).max()
    let ends = points.filter { $0.step == last && ended.contains($0.replicate) }
    let smallest = ends.compactMap(\.smallestWeight).sorted()
    let polarised = ends.compactMap(\.polarisedGates)
    guard let rate = runs.first?.learningRate, !smallest.isEmpty else { return nil }
    let errors = ends.compactMap(\.validationNMSE).sorted()
    return Place(
      arm: arm, correlation: correlation, learningRate: rate,
      experts: plan.expertCount(of: variant), passes: plan.epochCount(of: variant),
      temperature: variant.setting.temperature ?? 1,
      smallest: smallest, diverged: runs.count - ended.count,
      polarisedGates: polarised.reduce(0, +) / Double(polarised.count),
      error: errors.isEmpty ? .nan : quantile(0.5, ofSorted: errors))
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for place in places {
      table.append([
        place.arm.model, place.arm.setting, place.correlation, place.name,
        NumberFormat.learningRate(place.learningRate), String(place.experts), String(place.passes),
        NumberFormat.learningRate(place.temperature),
        String(place.smallest.count), String(place.diverged),
        NumberFormat.measured(place.median), NumberFormat.measured(place.smallest.first),
        String(place.excluding), NumberFormat.measured(place.polarisedGates),
        NumberFormat.measured(place.error),
      ])
    }
    return table
  }
}

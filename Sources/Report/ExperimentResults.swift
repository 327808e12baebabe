// What is computed from one experiment's records.

internal import Formats

/// The derived tables and the figures of one experiment.
struct ExperimentResults {
  let records: ExperimentRecords
  /// Nil where nothing is compared with a single-task model.
  let gains: GainTable?
  let seesaw: SeesawTable?
  /// Nil where no gates were recorded.
  let utilisation: UtilizationTable?
  let bars: ReplicateBars?
  let curves: CurveTable?

  /// Computes all tables.
  init(_ records: ExperimentRecords, published: PublishedValues) {
    self.records = records
    let sweep = records.sweep
    let hasGains = sweep.comparedArms.contains { arm in
      sweep.correlations(of: arm).contains {
        !sweep.gains(arm, $0, task: nil, .raw).present.isEmpty
      }
    }
    // The paper's Figure 7 is about a fresh draw with shared α and β: no other experiment's.
    gains = hasGains ? GainTable(sweep, published: records.name == "seesaw" ? published : nil) : nil
    seesaw = hasGains ? SeesawTable(sweep) : nil
    utilisation = records.gates.isEmpty ? nil : UtilizationTable(records.gates)
    bars = records.gates.isEmpty ? nil : ReplicateBars(records.gates, published: published)
    curves = records.curves.isEmpty ? nil : CurveTable(records.curves)
  }

  /// File names and contents, in the order they are written.
  var tables: [(name: String, table: CSVTable)] {
    var tables: [(String, CSVTable)] = []
    if let gains { tables.append(("gains.csv", gains.table)) }
    if let seesaw { tables.append(("seesaw.csv", seesaw.table)) }
    if records.name.hasPrefix("seesaw"), gains != nil {
      tables.append(("gain-plane.csv", Self.plane(records.sweep)))
    }
    if let utilisation { tables.append(("utilization.csv", utilisation.table)) }
    if let bars { tables.append(("figure8.csv", bars.table)) }
    if let curves { tables.append(("median-curves.csv", curves.table)) }
    return tables
  }

  /// The figures, in the order of the page.
  var figures: [Figure] {
    var figures: [Figure] = []
    func add(_ script: String, _ output: String, _ title: String) {
      figures.append(
        Figure(experiment: records.name, script: script, output: output, title: title))
    }
    if records.sweep.arms.contains(Arm(model: "placebo")), seesaw != nil {
      add("seesaw-rates", "seesaw-rates.svg", "Seesaw rate by model, beside the placebo's")
    }
    if gains != nil {
      if records.name == "seesaw" {
        add("figure7", "figure7.svg", "Gain over the single-task model by correlation")
      }
      if records.name.hasPrefix("seesaw"), records.sweep.tasks.count == 2 {
        add("gain-plane", "gain-plane.svg", "Gain on task 1 against gain on task 2, run by run")
      }
    }
    if bars?.measured.isEmpty == false {
      add("figure8", "figure8.svg", "Mean weight of every expert in every gate, one run")
    }
    if utilisation != nil {
      add(
        "figure8-ordered", "figure8-ordered.svg",
        "Mean weight of every expert in every gate, over replicates")
    }
    if curves != nil, records.name == "seesaw" {
      add("curves", "curves.svg", "Validation error along training")
    }
    return figures
  }

  /// `gain-plane.csv`: a row per run in the default setting with its NMSE gain on every task; other settings have no panel.
  private static func plane(_ sweep: Sweep) -> CSVTable {
    var table = CSVTable(
      columns: ["model", "setting", "correlation", "replicate"]
        + sweep.tasks.map { "\($0)_nmse_gain" })
    for arm in sweep.defaultArms {
      for correlation in sweep.correlations(of: arm) {
        for replicate in sweep.replicates {
          guard let run = sweep.run(arm, correlation, replicate) else { continue }
          table.append(
            [arm.model, arm.setting, correlation, replicate]
              + run.map { NumberFormat.measured($0.nmseGain) })
        }
      }
    }
    return table
  }
}

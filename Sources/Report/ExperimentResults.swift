// What is computed from one experiment's records.

internal import Dispatch
internal import Experiments
internal import Formats
internal import Synchronization

/// The derived tables and the figures of one experiment.
struct ExperimentResults {
  let records: ExperimentRecords
  /// Nil where nothing is compared with a single-task model.
  let gains: GainTable?
  let seesaw: SeesawTable?
  /// Nil where no gates were recorded.
  let utilization: UtilizationTable?
  let bars: ReplicateBars?
  let curves: CurveTable?
  /// Nil where no gates were recorded.
  let smallestWeights: SmallestWeights?
  /// Nil where no model starts at another.
  let embedding: EmbeddingTable?
  /// Nil where no model trains on from another.
  let drift: DriftTable?
  /// Nil where the experiment is no map.
  let map: GateMap?
  /// Nil where no sequences in modes were learned.
  let sequenceErrors: SequenceErrors?
  /// Nil where the data have no modes.
  let modeCurves: CSVTable?

  /// Computes all tables.
  init(_ records: ExperimentRecords, published: PublishedValues) {
    self.records = records
    let sweep = records.sweep
    let isMap = WhereItBreaks.experiments.contains(records.name)
    map = isMap ? GateMap(records) : nil
    embedding = records.starts.isEmpty ? nil : EmbeddingTable(records.starts)
    let drift = DriftTable(records)
    self.drift = drift.rows.isEmpty ? nil : drift
    // Rates that were not tuned say nothing of what a model can gain.
    let hasGains =
      !isMap
      && sweep.comparedArms.contains { arm in
        sweep.correlations(of: arm).contains {
          !sweep.gains(arm, $0, task: nil, .raw).present.isEmpty
        }
      }
    // The paper's Figure 7 is about a fresh draw with shared α and β: no other experiment's.
    gains = hasGains ? GainTable(sweep, published: records.name == "seesaw" ? published : nil) : nil
    seesaw = hasGains ? SeesawTable(sweep) : nil
    utilization = records.gates.isEmpty ? nil : UtilizationTable(records.gates)
    // The paper's gates are not of sequences.
    let publishedGates = SequenceStudy.contains(records.name) ? PublishedValues() : published
    bars = records.gates.isEmpty ? nil : ReplicateBars(records.gates, published: publishedGates)
    curves = records.curves.isEmpty ? nil : CurveTable(records.curves)
    smallestWeights = records.gates.isEmpty ? nil : SmallestWeights(records)
    let hasModes = records.name == SequenceStudy.modes
    sequenceErrors =
      hasModes
      ? SequenceErrors(
        records.withoutImpostors, published: published,
        references: SequenceReference.all(in: records)) : nil
    modeCurves = hasModes ? ModeCurves.source(of: records.plan).map(ModeCurves.table) : nil
  }

  /// Those of all experiments, computed side by side: intervals by resampling take their time.
  static func all(_ study: Study) -> [ExperimentResults] {
    let results = Mutex([ExperimentResults?](repeating: nil, count: study.experiments.count))
    DispatchQueue.concurrentPerform(iterations: study.experiments.count) { index in
      let result = ExperimentResults(study.experiments[index], published: study.published)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The names of all tables that an experiment can have.
  static let tableNames = [
    "gains.csv", "seesaw.csv", "gain-plane.csv", "utilization.csv", "figure8.csv",
    "median-curves.csv", "smallest-weights.csv", "embedding.csv", "drift.csv", "gate-map.csv",
    "mose-figure6.csv", "mode-curves.csv",
  ]

  /// File names and contents, in the order they are written.
  var tables: [(name: String, table: CSVTable)] {
    var tables: [(String, CSVTable)] = []
    if let gains { tables.append(("gains.csv", gains.table)) }
    if let seesaw { tables.append(("seesaw.csv", seesaw.table)) }
    if asksForSeesaw, gains != nil {
      tables.append(("gain-plane.csv", Self.plane(records.sweep)))
    }
    if let utilization { tables.append(("utilization.csv", utilization.table)) }
    if let bars { tables.append(("figure8.csv", bars.table)) }
    if let curves { tables.append(("median-curves.csv", curves.table)) }
    if let smallestWeights { tables.append(("smallest-weights.csv", smallestWeights.table)) }
    if let embedding { tables.append(("embedding.csv", embedding.table)) }
    if let drift { tables.append(("drift.csv", drift.table)) }
    if let map { tables.append(("gate-map.csv", map.table)) }
    if let sequenceErrors { tables.append(("mose-figure6.csv", sequenceErrors.table)) }
    if let modeCurves { tables.append(("mode-curves.csv", modeCurves)) }
    return tables
  }

  /// Experiments that ask how near to zero a weight comes; the bars of Figure 8 are not their subject.
  private var isAboutSmallestWeights: Bool {
    [NoZeroWeight.experiment, SelectorOrSeparation.experiment].contains(records.name)
  }

  /// Experiments whose subject is the seesaw.
  private var asksForSeesaw: Bool {
    records.name.hasPrefix("seesaw") || records.name == SequenceStudy.sweep
  }

  /// Experiments that sweep over correlations with fresh draws, as Figure 7 does.
  private var isSweep: Bool { ["seesaw", SequenceStudy.sweep].contains(records.name) }

  /// The figures, in the order of the page.
  var figures: [Figure] {
    var figures: [Figure] = []
    func add(
      _ script: String, _ title: String, from tables: [String], _ variables: [String: String] = [:]
    ) {
      figures.append(
        Figure(
          experiment: records.name, script: script, output: script + ".svg", title: title,
          variables: variables, tables: tables))
    }
    if sequenceErrors != nil {
      add("mose-figure6", "Test error of every model on sequences", from: ["mose-figure6.csv"])
    }
    if modeCurves != nil {
      add("mose-figure5", "Samples of three modes", from: ["mode-curves.csv"])
    }
    if records.sweep.arms.contains(Arm(model: "placebo")), seesaw != nil {
      add("seesaw-rates", "Seesaw rate by model, beside the placebo's", from: ["seesaw.csv"])
    }
    if gains != nil {
      if isSweep {
        add("figure7", "Gain over the single-task model by correlation", from: ["gains.csv"])
      }
      if asksForSeesaw, records.sweep.tasks.count == 2 {
        add(
          "gain-plane", "Gain on task 1 against gain on task 2, run by run",
          from: ["gains.csv", "gain-plane.csv"])
      }
    }
    if map != nil {
      add("gate-map", "Smallest mean weight by learning rate", from: ["gate-map.csv"])
      return figures
    }
    if drift != nil {
      add("drift", "Started at CGC: weights and errors", from: ["drift.csv"])
      return figures
    }
    if embedding != nil {
      add("embedding", "Difference from the trained model", from: ["starts.csv"])
      return figures
    }
    if smallestWeights != nil, isAboutSmallestWeights {
      add(
        "smallest-weights", "Smallest mean weight of every run", from: ["smallest-weights.csv"])
      add(
        "smallest-weight-curves", "Smallest mean weight along training",
        from: ["median-curves.csv"])
      return figures
    }
    if bars?.measured.isEmpty == false {
      add("figure8", "Mean weight of every expert in every gate, one run", from: ["figure8.csv"])
    }
    if utilization != nil {
      let correlation = ReplicateBars.correlation(in: records.gates)
      add(
        "figure8-ordered", "Mean weight of every expert in every gate, over replicates",
        from: ["utilization.csv"],
        [
          "biased": records.settings.first { $0.gateBias }?.name ?? "",
          "unbiased": records.settings.first { !$0.gateBias }?.name ?? "",
        ].merging(
          // The script's own default stays unsaid.
          correlation == ReplicateBars.correlation ? [:] : ["correlation": correlation]
        ) { first, _ in first })
    }
    if curves != nil, isSweep || records.name == SequenceStudy.modes {
      add("curves", "Validation error along training", from: ["median-curves.csv"])
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

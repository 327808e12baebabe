// Made-up records of the experiments whose settings are their subject: selectors, many runs of one
// configuration, starts at a trained model, and configurations that exclude an expert.

package import Experiments
internal import Formats
internal import ModelZoo
package import Records
internal import Training

/// A gate's rows of one run at p = 0.50.
package func gateRecords(
  _ gate: String, _ means: [Double?], level: Int = 1, model: String = "mmoe",
  setting: String = "-", draw: String = "000", training: String = "0"
) -> [Records.GateRecord] {
  let run = RunKey(
    arm: Arm(model: model, setting: setting), correlation: "0.50", draw: draw, training: training)
  return means.enumerated().map { index, mean in
    var record = gateRecord(run, gate: gate, expert: index + 1, mean: mean, level: level)
    record.shareBelow001 = 0.1
    record.shareBelow01 = 0.2
    record.shareBelow05 = 0.3
    return record
  }
}

/// Records of an experiment of MadeUpStudy's form with these rows and gates.
package func gateStudy(
  named name: String = "never-zero", _ metrics: [MetricRecord],
  _ gates: [String: [Records.GateRecord]], settings: [Setting] = []
) throws -> ExperimentRecords {
  var made = MadeUpStudy()
  made.correlations = ["0.50"]
  made.settings = settings
  return try records(metrics, of: made.file(name)) { records in
    records.gates = gates.keys.sorted().map {
      .init(model: $0, weights: gates[$0] ?? [], summaries: [])
    }
  }
}

/// A hundred runs of MMoE in each of two settings; in the second, eight of them have become CGC. In ten of
/// them CGC has the lower error.
package func hundredRuns() throws -> ExperimentRecords {
  var metrics: [MetricRecord] = []
  var gates: [Records.GateRecord] = []
  for index in 0..<100 {
    let draw = NumberFormat.draw(index)
    for setting in ["-", "other"] {
      let error = index < 10 ? 0.2 : 0.4
      metrics += metricRecords(setting, draw: draw, nmse: [0.3, 0.3])
      metrics += metricRecords(setting, model: "cgc", draw: draw, nmse: [error, error])
      let low = setting == "other" && index < 8 ? 0.005 : 0.2
      gates += gateRecords("task1", [low, 0.8 - low, 0.2], setting: setting, draw: draw)
      gates += gateRecords("task2", [0.8 - low, low, 0.2], setting: setting, draw: draw)
    }
  }
  return try gateStudy(
    metrics, ["mmoe": gates], settings: [Setting(name: "other", gateBias: false)])
}

/// The settings of the 2 × 2 of PLE and ML-MMoE.
package let selectorSettings = [
  Setting(name: "input-selector", gateBias: true, selector: .input),
  Setting(name: "fusion-selector", gateBias: true, selector: .fusion),
]

/// Four cells of 12 draws with the evenness given, and a little spread.
package func selectorStudy(
  separateByFusion: Double, separateByInput: Double, pooledByInput: Double, pooledByFusion: Double
) throws -> ExperimentRecords {
  var metrics: [MetricRecord] = []
  var gates: [String: [Records.GateRecord]] = [:]
  let cells = [
    ("ple", "-", separateByFusion), ("ple", "input-selector", separateByInput),
    ("ml-mmoe", "-", pooledByInput), ("ml-mmoe", "fusion-selector", pooledByFusion),
  ]
  for index in 0..<12 {
    let draw = NumberFormat.draw(index)
    for (cell, (model, setting, share)) in cells.enumerated() {
      let evenness = share + 0.01 * Double((index * (cell + 3)) % 7 - 3)
      // Of three experts two weigh the same, so that of three pairs one is even.
      let odd = model == "ple" ? evenness : (3 * evenness - 1) / 2
      let parts = [odd, 2 - odd] + (model == "ple" ? [] : [2 - odd])
      let means = parts.map { $0 / parts.reduce(0, +) }
      metrics += metricRecords(setting, model: model, draw: draw, nmse: [0.3, 0.3])
      for task in ["task1", "task2"] {
        gates[model, default: []] += gateRecords(
          task, means, level: 2, model: model, setting: setting, draw: draw)
      }
    }
  }
  return try gateStudy(named: "gate-selector", metrics, gates, settings: selectorSettings)
}

/// Three draws of MMoE started at CGC. MMoE's error alone is .3, CGC's .2, that of the started ones given.
package func startedStudy(
  offset: Double?, ends: [Double?], errors: [Double?]
) throws -> ExperimentRecords {
  let file = try tinyFile(
    "starting-there", [.standard, startSetting("started", offset: offset, optimiser: .sgd)])
  let keys = ["000", "001", "002"]
  let metrics = keys.enumerated().flatMap { index, key -> [MetricRecord] in
    let own = 0.3 + Double(index) / 1000
    let started = errors[index]
    return metricRecords(draw: key, nmse: [own, own])
      + metricRecords(model: "cgc", draw: key, nmse: [0.2, 0.2])
      + metricRecords(
        "started", draw: key, nmse: [started, started],
        status: started == nil ? .diverged : .ok)
  }
  return try records(metrics, of: file) { records in
    records.starts = keys.enumerated().flatMap { index, key in
      ["task1", "task2"].map { task in
        startRecord(
          "started", draw: key, task: task,
          atStart: ends[index] == nil ? nil : offset == nil ? 0 : 0.01, atEnd: ends[index])
      }
    }
  }
}

/// MMoE that has the form of CGC, with these rows of `starts.csv`.
package func embeddingStudy(_ starts: [Records.StartRecord]) throws -> ExperimentRecords {
  let file = try tinyFile(
    "embedding", [.standard, startSetting("embedded", after: 1, offset: nil)])
  let metrics = starts.map(\.run).flatMap {
    metricRecords("embedded", draw: $0.draw, nmse: [1, 1])
  }
  return try records(metrics, of: file) { $0.starts = starts }
}

/// One configuration, whose runs end with these smallest weights, or diverge.
package func configurationStudy(
  _ name: String, smallest: [Double], diverged: Int = 0, seed: UInt64 = 7
) throws -> ExperimentRecords {
  var file = try tinyFile(
    name, [Setting(name: "-", gateBias: true, sharedExperts: 8, learningRate: 0.01, epochCount: 2)])
  file.experiment.seed = seed
  let keys = (0..<smallest.count + diverged).map(NumberFormat.draw)
  let metrics = keys.enumerated().flatMap { index, key -> [MetricRecord] in
    let error = index < smallest.count ? 0.1 : nil
    return metricRecords(
      draw: key, nmse: [error, error], status: error == nil ? .diverged : .ok)
  }
  return try records(metrics, of: file) { records in
    records.curves = keys.enumerated().flatMap { index, key in
      // One that diverged has a point before the end.
      (index < smallest.count ? [1, 2] : [1]).map { step in
        var record = CurveRecord()
        record.run = RunKey(
          arm: Arm(model: "mmoe"), correlation: "0.50", draw: key, training: "0")
        record.step = step
        record.samples = step
        record.validationNMSE = 0.5 / Double(step)
        record.smallestWeight = step == 1 ? 1e-9 : smallest[index]
        record.polarisedGates = step == 1 ? 1 : 0.5
        return record
      }
    }
  }
}

// Made-up records with known effects: what the tables, claims and the report are tested on.

internal import Analysis
package import Experiments
internal import Formats
internal import Foundation
internal import Randomness
package import Records

/// A seeded study of adjustable effects, written as the record tables of `results/<scale>/`.
package struct MadeUpStudy {
  package var seed: UInt64 = 1
  package var replicates = 20
  package var correlations = ["0.20", "0.40", "0.50", "0.75", "1.00"]
  package var models = ["single-task", "placebo", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple"]
  /// Mean NMSE gain by model and task.
  package var gains: [String: [Double]] = [
    "placebo": [0, 0], "shared-bottom": [-0.002, -0.002], "mmoe": [0.002, 0.002],
    "ml-mmoe": [0.002, 0.002], "cgc": [0.003, 0.003], "ple": [0.006, 0.006],
  ]
  /// Spread of NMSE gains over replicates.
  package var gainSpread = 0.002
  /// Chance of a seesaw run by model.
  package var seesawRates: [String: Double] = [
    "placebo": 0.3, "shared-bottom": 0.3, "mmoe": 0.3, "ml-mmoe": 0.3, "cgc": 0.3, "ple": 0.3,
  ]
  /// Runs that diverge: model, correlation, replicate.
  package var diverging: [(model: String, correlation: String, replicate: String)] = []
  /// Difference of the tasks' shared mass in CGC at p < 1, and at p = 1.
  package var cgcDifference = 0.3
  package var cgcDifferenceAtOne = 0.02
  /// Shared mass in PLE and CGC.
  package var pleSharedMass = 0.6
  package var cgcSharedMass = 0.35
  /// What PLE's contribution-weighted shared mass has on top of its plain one.
  package var pleContribution = 0.0

  /// Whether models with gates have also been run without gate bias, at p = 0.50.
  package var hasUnbiasedSetting = false
  /// The name of that setting.
  package var unbiased = "no-gate-bias"
  /// Further settings of the specification, without runs of their own.
  package var otherSettings: [Setting] = []

  private let generator = Generator()

  /// A stream of numbers that all parts draw from in turn.
  private final class Generator {
    var state = PhiloxGenerator(RandomStream(seed: 0))
  }

  package init() {}

  private func uniform() -> Double { Double(generator.state.next() >> 11) / 9_007_199_254_740_992 }

  private func normal() -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return radius * Foundation.cos(2 * Double.pi * uniform())
  }

  private func restart(_ part: String) {
    generator.state = PhiloxGenerator(RandomStream(seed: seed).stream(part))
  }

  private var replicateKeys: [String] { (0..<replicates).map(NumberFormat.replicate) }

  /// The experiments whose gates are written.
  package static let aboutGates = ["expert-utilization", "never-zero", "gate-selector"]

  package static let gatedModels = ["mmoe", "ml-mmoe", "cgc", "ple"]

  /// Models with their settings in the order of the tables.
  private func arms(at correlation: String? = nil) -> [Arm] {
    let isUnbiased = hasUnbiasedSetting && (correlation ?? "0.50") == "0.50"
    return models.map { Arm(model: $0) }
      + (isUnbiased
        ? models.filter(Self.gatedModels.contains).map { Arm(model: $0, setting: unbiased) } : [])
  }

  // MARK: Records

  /// `metrics.csv`: the mean gain is as asked, z scores give seesaws at the rates asked for.
  package func metrics() -> [MetricRecord] {
    restart("metrics")
    var records: [MetricRecord] = []
    for correlation in correlations {
      for replicate in replicateKeys {
        let variance = 0.5 + 9 * uniform()
        let base = [0.2 + 0.05 * uniform(), 0.2 + 0.05 * uniform()]
        let baselineDiverged = isDiverging("single-task", correlation, replicate)
        for arm in arms(at: correlation) {
          let model = arm.model
          let isSeesaw = uniform() < seesawRates[model] ?? 0
          let first = uniform() < 0.5 ? 0 : 1
          for task in 0..<2 {
            let gain = (gains[model]?[task] ?? 0) + gainSpread * normal()
            let noise = normal()
            var record = MetricRecord()
            record.run = RunKey(arm: arm, correlation: correlation, replicate: replicate)
            record.task = "task\(task + 1)"
            record.parameterCount = 1000 + 100 * model.count
            record.learningRate = 0.001
            if isDiverging(model, correlation, replicate) {
              record.status = .diverged
              record.divergedAt = 17
            } else if model == "single-task" {
              record.nmse = base[task]
              record.mse = base[task] * variance
              record.singleTaskMSE = record.mse
            } else {
              record.nmse = base[task] - gain
              record.mse = (base[task] - gain) * variance
              if baselineDiverged {
                record.status = .baselineDiverged
              } else {
                record.singleTaskMSE = base[task] * variance
                record.nmseGain = gain
                record.gain = gain * variance
                record.pairedZ =
                  isSeesaw ? (task == first ? 3 : -3) : min(max(noise, -1.9), 1.9)
              }
            }
            records.append(record)
          }
        }
      }
    }
    return records
  }

  private func isDiverging(_ model: String, _ correlation: String, _ replicate: String) -> Bool {
    diverging.contains {
      $0.model == model && $0.correlation == correlation && $0.replicate == replicate
    }
  }

  /// `tuning.csv`.
  package func tuning() -> [TuningRecord] {
    restart("tuning")
    return arms().filter { $0.model != "placebo" }.flatMap { arm in
      [1e-4, 1e-3, 1e-2].flatMap { rate in
        ["0.20", "0.75"].flatMap { correlation in
          [0, 1].flatMap { draw in
            ["task1", "task2"].map { task in
              var record = TuningRecord()
              record.arm = arm
              record.learningRate = rate
              record.correlation = correlation
              record.draw = "\(draw)"
              record.task = task
              record.validationNMSE = (rate == 1e-3 ? 0.2 : 0.3) + 0.01 * uniform()
              record.chosen = rate == 1e-3 ? .yes : .no
              return record
            }
          }
        }
      }
    }
  }

  /// `data.csv`.
  package func data() -> [DataRecord] {
    restart("data")
    return correlations.flatMap { correlation in
      replicateKeys.map { replicate in
        let cosine = Double(correlation) ?? 0
        var record = DataRecord()
        record.correlation = correlation
        record.replicate = replicate
        record.cosine = cosine
        record.labelPearson = 0.8 * cosine + 0.05 * normal()
        record.variances = [2 + uniform(), 2 + uniform()]
        record.nonlinearShares = [0.5, 0.5]
        record.noiseFloors = [nil, nil]
        record.persistenceErrors = [nil, nil]
        record.modeMeanErrors = [nil, nil]
        record.trainChecksum = "00"
        record.validationChecksum = "01"
        record.testChecksum = "02"
        return record
      }
    }
  }

  /// `curves.csv`.
  package func curves() -> [CurveRecord] {
    restart("curves")
    var records: [CurveRecord] = []
    for arm in arms() {
      for correlation in correlations where arms(at: correlation).contains(arm) {
        for replicate in replicateKeys {
          for point in 1...20 {
            var record = CurveRecord()
            record.run = RunKey(arm: arm, correlation: correlation, replicate: replicate)
            record.step = point * 50
            record.samples = point * 6400
            record.validationNMSE = 0.2 + 0.8 / Double(point) + 0.01 * normal()
            record.smallestWeight =
              Self.gatedModels.contains(arm.model) ? 0.3 / Double(point) : nil
            records.append(record)
          }
        }
      }
    }
    return records
  }

  /// Weights and summaries of MMoE, ML-MMoE, CGC and PLE; without gate bias at p = 0.50 only.
  package func gates(of model: String) -> (weights: [GateRecord], summaries: [GateSummary]) {
    restart("gates-" + model)
    var weights: [GateRecord] = []
    var summaries: [GateSummary] = []
    let places =
      correlations.map { ("-", $0) } + (hasUnbiasedSetting ? [(unbiased, "0.50")] : [])
    for (setting, correlation) in places {
      for replicate in replicateKeys where !isDiverging(model, correlation, replicate) {
        let run = RunKey(
          arm: Arm(model: model, setting: setting), correlation: correlation, replicate: replicate)
        for gate in Self.layout(model) {
          let means = meanWeights(model, gate, correlation)
          for (index, expert) in gate.experts.enumerated() {
            let mean = means[index]
            var record = gateRecord(
              run, gate: gate.name, expert: index + 1, mean: mean, owner: expert.owner,
              level: gate.level)
            record.expert = expert.name
            weights.append(record)
          }
          let owners = Set(gate.experts.map(\.owner))
          let shared = zip(gate.experts, means).filter { $0.0.owner == "shared" }.map(\.1)
            .reduce(0, +)
          var summary = GateSummary()
          summary.run = run
          summary.level = gate.level
          summary.gate = gate.name
          summary.conditionalEntropy = 0.5
          summary.marginalEntropy = 0.6
          summary.mutualInformation = 0.1
          summary.effectiveExperts = 1.8
          summary.effectiveExpertsSimpson = 1.7
          summary.importanceCV2 = 0.2
          if owners.count > 1 {
            summary.sharedMass = shared
            summary.contributionWeightedSharedMass =
              shared + (model == "ple" ? pleContribution : 0) + 0.01 * normal()
          } else {
            summary.divergenceBetweenTasks = 0.01
          }
          summaries.append(summary)
        }
      }
    }
    return (weights, summaries)
  }

  private typealias Gate = (level: Int, name: String, experts: [(name: String, owner: String)])

  private static func layout(_ model: String) -> [Gate] {
    let shared = [("expert01", "shared"), ("expert02", "shared"), ("expert03", "shared")]
    let first = [("expert01", "task1"), ("expert03", "shared")]
    let second = [("expert02", "task2"), ("expert03", "shared")]
    let all = [("expert01", "task1"), ("expert02", "task2"), ("expert03", "shared")]
    switch model {
    case "mmoe": return [(1, "task1", shared), (1, "task2", shared)]
    case "ml-mmoe":
      return [
        (1, "selector1", shared), (1, "selector2", shared), (1, "selector3", shared),
        (2, "task1", shared), (2, "task2", shared),
      ]
    case "cgc": return [(1, "task1", first), (1, "task2", second)]
    default:
      return [
        (1, "task1", first), (1, "task2", second), (1, "shared", all), (2, "task1", first),
        (2, "task2", second),
      ]
    }
  }

  private func meanWeights(_ model: String, _ gate: Gate, _ correlation: String) -> [Double] {
    guard gate.experts.count == 2 else {
      let raw = gate.experts.map { _ in 0.2 + uniform() }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    var shared = model == "cgc" ? cgcSharedMass : pleSharedMass
    if model == "cgc" {
      let difference = correlation == "1.00" ? cgcDifferenceAtOne : cgcDifference
      shared += (gate.name == "task1" ? -0.5 : 0.5) * difference
    }
    shared = min(max(shared + 0.02 * normal(), 0.02), 0.98)
    return [1 - shared, shared]
  }

  // MARK: Studies

  /// The study as the experiment of that name asks for it: one correlation with a fixed draw, and models with
  /// gates alone, which are also run without gate bias, where gates are the subject.
  private func adapted(to name: String) -> MadeUpStudy {
    var study = self
    if name == "seesaw-fixed-draw" { study.correlations = ["0.50"] }
    if Self.aboutGates.contains(name) {
      let kept = ["single-task"] + Self.gatedModels
      study.models = models.filter(kept.contains)
      study.hasUnbiasedSetting = true
    }
    return study
  }

  /// The records of an experiment as they stand, without those of tuning and data.
  package func records(_ name: String = "seesaw") throws -> ExperimentRecords {
    try Fixtures.records(metrics(), of: file(name)) { records in
      records.curves = curves()
      guard Self.aboutGates.contains(name) else { return }
      records.gates = Self.gatedModels.filter(models.contains).map { model in
        let (weights, summaries) = gates(of: model)
        return .init(model: model, weights: weights, summaries: summaries)
      }
    }
  }

  /// Writes the study's experiments into a folder.
  package func write(
    to folder: String, experiments: [String], scale: ScaleName = .quick
  ) throws {
    var files: [ExperimentFile] = []
    for name in experiments {
      let place = folder + "/" + name
      let study = adapted(to: name)
      files.append(try study.file(name))
      try MetricRecord.table(study.metrics()).write(to: place + "/metrics.csv")
      try TuningRecord.table(study.tuning()).write(to: place + "/tuning.csv")
      try DataRecord.schema(taskCount: 2).table(study.data()).write(to: place + "/data.csv")
      try CurveRecord.table(study.curves()).write(to: place + "/curves.csv")
      guard Self.aboutGates.contains(name) else { continue }
      for model in Self.gatedModels.filter(study.models.contains) {
        let (weights, summaries) = study.gates(of: model)
        try GateSample.table(study.samples(of: model)).write(
          to: "\(place)/gates/\(model).samples.csv")
        try GateRecord.table(weights).write(to: "\(place)/gates/\(model).csv")
        try GateSummary.table(summaries).write(to: "\(place)/gates/\(model).summary.csv")
      }
    }
    try Self.writeManifest(files, scale: scale, to: folder)
  }

  /// The weights of the first test samples of replicate 000 at p = 0.50.
  private func samples(of model: String) -> [GateSample] {
    if isDiverging(model, "0.50", "000") { return [] }
    return ["-", unbiased].flatMap { setting in
      Self.layout(model).flatMap { gate in
        (0..<64).flatMap { sample in
          gate.experts.map { expert in
            var record = GateSample()
            record.setting = setting
            record.level = gate.level
            record.gate = gate.name
            record.sample = sample
            record.expert = expert.name
            record.weight = 1 / Double(gate.experts.count)
            return record
          }
        }
      }
    }
  }

  /// A new folder that is removed afterwards.
  package static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "report-" + UUID().uuidString
    try AtomicFile.createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}

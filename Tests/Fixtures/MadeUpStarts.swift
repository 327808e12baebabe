// Single rows of records, and settings of models that start at a trained one.

package import Experiments
package import Records
package import Training

/// A row of `starts.csv`, of MMoE started at CGC.
package func startRecord(
  _ setting: String = "embedded", draw: String, training: String = "0", task: String = "task1",
  difference: Double? = 0, deviation: Double? = 2, atStart: Double? = 0, atEnd: Double? = 0
) -> StartRecord {
  var record = StartRecord()
  record.run = RunKey(
    arm: Arm(model: "mmoe", setting: setting), correlation: "0.50", draw: draw, training: training)
  record.task = task
  record.donor = "cgc"
  record.largestDifference = difference
  record.rmsDifference = difference.map { $0 / 4 }
  record.labelDeviation = deviation
  record.excludedExperts = "expert02"
  record.weightAtStart = atStart
  record.weightAtEnd = atEnd
  return record
}

/// The rows of `metrics.csv` of one run at p = 0.50, with these errors by task in every metric; nil where it diverged.
package func metricRecords(
  _ setting: String = "-", model: String = "mmoe", draw: String = "000", training: String = "0",
  nmse: [Double?],
  status: RunStatus = .ok
) -> [MetricRecord] {
  nmse.enumerated().map { task, nmse in
    var record = MetricRecord()
    record.run = RunKey(
      arm: Arm(model: model, setting: setting), correlation: "0.50", draw: draw, training: training)
    record.task = "task\(task + 1)"
    record.mse = nmse
    record.nmse = nmse
    record.excessError = nmse
    record.parameterCount = 1
    record.learningRate = 0.01
    record.status = status
    return record
  }
}

/// A row of a gate file.
package func gateRecord(
  _ run: RunKey, gate: String, expert: Int, mean: Double?, owner: String = "shared", level: Int = 1
) -> Records.GateRecord {
  var record = Records.GateRecord()
  record.run = run
  record.level = level
  record.gate = gate
  record.expert = "expert" + (expert < 10 ? "0" : "") + "\(expert)"
  record.owner = owner
  record.mean = mean
  record.standardDeviation = mean.map { 0.3 * $0 * (1 - $0) + 0.02 }
  record.minimum = 0
  record.quantile05 = mean.map { $0 / 2 }
  record.quantile50 = mean
  record.quantile95 = mean.map { (1 + $0) / 2 }
  record.maximum = 1
  record.shareBelow001 = 0
  record.shareBelow01 = 0.01
  record.shareBelow05 = 0.05
  record.shareOfArgmax = mean
  record.contribution = mean
  return record
}

/// The tiny study under another name and in other settings, with the claims of the shipped experiment of
/// that name.
package func tinyFile(_ name: String = "tiny", _ settings: [Setting]) throws -> ExperimentFile {
  var file = TinyStudy.file
  file.experiment.name = name
  file.experiment.settings = settings
  file.presentation.report = try ShippedDeclarations.report(of: name, in: file.experiment)
  return file
}

/// A setting with a start.
package func startSetting(
  _ name: String, after: Double = 0.5, offset: Double?, optimiser: OptimiserKind? = nil
) -> Setting {
  Setting(
    name: name, gateBias: true,
    start: StartChoice(start: WarmStart(after: after, offset: offset), optimiser: optimiser))
}

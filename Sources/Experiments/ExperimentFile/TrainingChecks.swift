// Rules about what is trained and measured: as many values as tasks, weights of the joint loss, the grid of learning rates,
// and kept gate weights.
import SyntheticData
import Training

/// The largest weight of a task's loss.
private let mostWeight = 1000.0

extension ExperimentChecks {
  func checkTaskCounts() throws(ExperimentFileError) {
    let taskCount = experiment.data.taskCount
    for (data, path) in allData {
      guard data.taskCount == taskCount else {
        throw refusal(
          at: "\(path).taskCount", found: "\(data.taskCount)",
          allowed: "absent: all settings have the tasks of data")
      }
      let lists: [(key: String, count: Int?)] = [
        ("labelShares", data.labels?.labelShares?.count),
        ("taskSineCounts", data.labels?.taskSineCounts?.count),
        ("labelScales", data.labels?.labelScales?.count),
      ]
      for case (let key, let count?) in lists where count != taskCount {
        throw refusal(
          at: "\(path).\(key)", found: "a list of \(count)",
          allowed: "a list of \(taskCount), one number per task")
      }
    }
    try check(
      experiment.taskWeights, at: "training.taskWeights",
      passes: ([experiment.epochCount] + experiment.scales.compactMap(\.scale.epochCount)
        + experiment.settings.compactMap(\.epochCount)).max() ?? 1,
      doubled: experiment.tuning.doublesBudget)
    for (index, setting) in experiment.settings.enumerated() {
      guard let weights = setting.taskWeights else { continue }
      let path = "settings[\(index)].taskWeights"
      guard weights != experiment.taskWeights else {
        throw refusal(
          at: path, found: "the weights of training",
          allowed: "absent, or other weights than training has")
      }
      let passes =
        setting.epochCount
        ?? ([experiment.epochCount]
        + experiment.scales.compactMap(\.scale.epochCount)).max() ?? 1
      try check(
        weights, at: path, passes: passes,
        doubled: experiment.tuning.doublesBudget && setting.name == Setting.defaultName)
    }
  }

  /// As many weights as tasks, of which some is not 0. A weight stays within what single precision can square, in the last
  /// pass too.
  private func check(
    _ weights: [TaskWeight], at path: String, passes: Int, doubled: Bool
  ) throws(ExperimentFileError) {
    let taskCount = experiment.data.taskCount
    guard weights.count == taskCount else {
      throw refusal(
        at: path, found: "a list of \(weights.count)",
        allowed: "a list of \(taskCount), one weight per task")
    }
    guard weights.contains(where: { $0.initial > 0 }) else {
      throw refusal(
        at: path, found: "a list of zeros",
        allowed: "a list with a weight above 0: nothing would be learned")
    }
    let last = (doubled ? 2 * passes : passes) - 1
    for (task, weight) in weights.enumerated() {
      guard weight.initial <= mostWeight else {
        throw refusal(at: "\(path)[\(task)].initial", allowed: "at most \(Int(mostWeight))")
      }
      guard weight.value(epoch: last) <= mostWeight else {
        throw refusal(
          at: "\(path)[\(task)].decay",
          allowed: "smaller: the weight grows beyond \(Int(mostWeight)) within \(last + 1) passes")
      }
    }
  }

  func checkTuning() throws(ExperimentFileError) {
    let rates = experiment.tuning.learningRates
    for index in rates.indices.dropFirst() where rates[index] <= rates[index - 1] {
      throw refusal(
        at: "tuning.learningRates[\(index)]",
        allowed: "above the rate before it: rates stand in ascending order")
    }
  }

  func checkGateSamples() throws(ExperimentFileError) {
    guard let asked = experiment.gateSamples else { return }
    guard experiment.gateFiles else {
      throw refusal(at: "gateSamples", allowed: "absent where gateFiles is false")
    }
    if let correlation = asked.correlation, !experiment.correlations.contains(correlation) {
      throw refusal(at: "gateSamples.correlation", allowed: "one of the experiment's correlations")
    }
  }

  /// Only settings that there are have curves.
  func checkCurveSettings() throws(ExperimentFileError) {
    let names = experiment.settings.map(\.name)
    let asked = experiment.curveSettings ?? []
    try requireDistinct(asked, "curveSettings") { "curveSettings[\($0)]" }
    for (index, name) in asked.enumerated() where !names.contains(name) {
      throw refusal(
        at: "curveSettings[\(index)]", allowed: "a setting: one of \(names.joined(separator: ", "))"
      )
    }
  }
}

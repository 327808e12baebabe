// A forecast as a person reads it: a line per experiment, and their total.
import Experiments
import Formats
import Foundation

/// The table of `reproduce check`.
struct ForecastPage {
  private let forecasts: [StudyForecast]
  private let costs: [StudyCost]
  private let options: StudyOptions

  init(_ forecasts: [StudyForecast], _ costs: [StudyCost], options: StudyOptions) {
    self.forecasts = forecasts
    self.costs = costs
    self.options = options
  }

  /// Table and remarks; every line ends with LF.
  var text: String {
    var table = TextTable(
      header: [
        "experiment", "tuning", "checks", "study", "found", "samples", "operations", "time",
        "at most", "memory",
      ], numeric: Set(1...9))
    for (forecast, cost) in zip(forecasts, costs) {
      table.append([forecast.plan.experiment.name] + counts([forecast]) + amounts([cost]))
    }
    if forecasts.count > 1 {
      table.append(["total"] + counts(forecasts) + amounts(costs))
    }
    return table.withoutEmptyColumns.aligned(isRuled: false) + "\n"
      + remarks.joined(separator: "\n") + "\n"
  }

  private func counts(_ forecasts: [StudyForecast]) -> [String] {
    func sum(_ count: (StudyForecast) -> Int) -> String {
      "\(forecasts.reduce(0) { $0 + count($1) })"
    }
    return [
      sum(\.tuning.runCount), sum(\.checks.runCount), sum(\.study.runCount),
      sum { $0.stages.reduce(0) { $0 + $1.foundCount } },
    ]
  }

  private func amounts(_ costs: [StudyCost]) -> [String] {
    let samples = costs.reduce(0) { $0 + $1.trainingSamples }
    let flops = costs.reduce(0) { $0 + $1.flops }
    let seconds = costs.reduce(0) { $0 + $1.seconds }
    let most = costs.reduce(0) { $0 + $1.mostSeconds }
    return [
      Self.amount(samples, [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")], ""),
      Self.amount(
        flops, [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M")], "FLOP"),
      seconds == 0 ? "0 s" : duration(seconds), most > seconds ? duration(most) : "",
      Self.bytes(costs.map(\.peakMemory).max() ?? 0),
    ]
  }

  /// An amount of memory: `1.2 GB`.
  static func bytes(_ count: Double) -> String {
    amount(count, [(1e12, "T"), (1e9, "G"), (1e6, "M")], "B")
  }

  /// A number with a prefix of its unit: `1.2 PFLOP`.
  private static func amount(
    _ value: Double, _ prefixes: [(size: Double, prefix: String)], _ unit: String
  ) -> String {
    let (size, prefix) = prefixes.first { value >= $0.size } ?? (1, "")
    let number = value / size
    let text = NumberFormat.decimal(number, places: number < 10 && number > 0 ? 1 : 0)
    return prefix.isEmpty && unit.isEmpty ? text : "\(text) \(prefix)\(unit)"
  }

  private var remarks: [String] {
    let jobs = options.jobs
    var remarks = [
      "Samples, operations, time and memory are of the runs that are not found in \(options.store). "
        + "Time and memory are estimates for \(jobs == 1 ? "one cell" : "\(jobs) cells") at a time on this machine."
    ]
    let open = forecasts.filter { $0.openRates > 0 }
    if !open.isEmpty {
      let trials = open.reduce(0) { $0 + $1.trialsPerRate }
      remarks.append(
        "Not tuned yet: \(Phrase.list(open.map(\.plan.experiment.name))). A grid of learning rates grows where a best "
          + "rate is at its edge, by two rates below and two above at most: \(trials) runs for every rate. 'at most' is "
          + "the time if all of them are needed.")
    }
    return remarks
  }
}

// What the figures of mean weights show.

internal import Experiments
internal import Formats

extension FigureSentences {
  /// The mean weights of one run.
  var bars: String {
    guard let bars = result.bars else { return "" }
    let defaults = bars.measured.filter { $0.arm.setting == Arm.defaultSetting }
    func shared(_ gate: String) -> Double? {
      let own = defaults.filter { $0.arm.model == "cgc" && $0.gate == gate && $0.owner == "shared" }
      return own.isEmpty ? nil : own.reduce(0) { $0 + $1.mean }
    }
    let correlation = ReplicateBars.correlation(in: result.records.gates)
    var sentences = [
      "Replicate \(ReplicateBars.replicate)\(Phrase.at([correlation]))"
        + (bars.published.isEmpty
          ? "." : "; the paper's bars are on private data, so compare the pattern only.")
    ]
    if let first = shared("task1"), let second = shared("task2") {
      sentences.append(
        "CGC's shared expert has \(NumberFormat.decimal(first, places: 2)) of task 1's gate and "
          + "\(NumberFormat.decimal(second, places: 2)) of task 2's.")
    }
    let impostors = result.records.impostors
    for model in ["mmoe", "fc-mmoe", "mose", "ml-mmoe"] where !impostors.contains(model) {
      let top = defaults.filter { $0.arm.model == model }.map(\.level).max()
      let gates = ["task1", "task2"].map { gate in
        defaults.filter { $0.arm.model == model && $0.level == top && $0.gate == gate }
      }
      guard !gates[0].isEmpty, gates[0].count == gates[1].count else { continue }
      let difference = zip(gates[0], gates[1]).reduce(0) { $0 + abs($1.0.mean - $1.1.mean) / 2 }
      let lowest = defaults.filter { $0.arm.model == model }.map(\.mean).min() ?? 0
      sentences.append(
        "\(Phrase.model(model))'s task gates differ by \(NumberFormat.decimal(difference, places: 2)) (half the sum of "
          + "differences), and its lowest mean weight is \(NumberFormat.decimal(lowest, places: 3))."
      )
    }
    return sentences.joined(separator: " ")
  }

  /// The mean weights over replicates.
  var orderedBars: String {
    guard let table = result.utilization else { return "" }
    let correlation = ReplicateBars.correlation(in: result.records.gates)
    let place = Phrase.at([correlation])
    let mixtures = ["mmoe", "fc-mmoe", "mose"].filter {
      sweep.arms.contains(Arm(model: $0)) && !result.records.impostors.contains($0)
    }
    var sentences = [
      (place.isEmpty ? "All replicates" : "At\(place.dropFirst(3))")
        + ", with a module's experts ordered within each replicate by task 1's mean weight, "
        + "so that exchangeable experts do not average out."
    ]
    for (model, setting) in mixtures.flatMap({ model in
      result.records.settings.map { (model, $0) }
    }) {
      let rows = table.segments.filter {
        $0.arm == Arm(model: model, setting: setting.name) && $0.correlation == correlation
          && $0.level == 1
      }
      let words = ["task1", "task2"].compactMap { gate -> String? in
        let means = rows.filter { $0.gate == gate }.map { NumberFormat.decimal($0.mean, places: 2) }
        return means.isEmpty ? nil : "\(means.joined(separator: " / ")) (task \(gate.dropFirst(4)))"
      }
      guard let count = rows.first?.count, !words.isEmpty else { continue }
      let isAmbiguous =
        result.records.settings.count { $0.gateBias == setting.gateBias } > 1
      sentences.append(
        "\(Phrase.model(model)) \(setting.gateBias ? "with" : "without") gate bias\(isAmbiguous ? " (\(setting.name))" : ""), mean of \(Phrase.count(count, "replicate")): \(words.joined(separator: ", "))."
      )
    }
    return sentences.joined(separator: " ")
  }
}

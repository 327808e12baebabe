// Where a paper's text and its own numbers part. Made of published tables alone; nothing of it was measured here.

internal import Analysis
internal import Formats
internal import Records

/// The papers held against their own numbers, as far as experiments of the page are compared with these.
struct PaperContradictions {
  let experiments: [ExperimentResults]

  var blocks: [Block] {
    let items = [sameTask, sharedMass, secondBest, productionGates, misprints].compactMap { $0 }
    guard !items.isEmpty else { return [] }
    return [
      .heading(2, "The papers against their own numbers"),
      .paragraph(
        "Read off the papers' [figures and tables](../../experiments/published/README.md); nothing of this was measured here."
      ),
      .list(items),
    ]
  }

  /// Names a published model as the experiments do.
  private func name(_ published: String) -> String {
    for result in experiments {
      if let model = result.models.models.first(where: { $0.published == published }) {
        return model.titleWithin
      }
    }
    return published
  }

  private func first<Value>(_ value: (PublishedValues) -> Value?) -> Value? {
    for result in experiments {
      if let found = value(result.published) { return found }
    }
    return nil
  }

  /// PLE Figure 7: at p = 1 both tasks are one, and their gains differ all the same.
  private var sameTask: String? {
    guard let published = first({ $0.hasGains ? $0 : nil }) else { return nil }
    let key = NumberFormat.correlation(1)
    let pairs = published.gainModels.compactMap { model -> (model: String, gains: [Double])? in
      guard let one = published.gain(model, key, task: 0),
        let two = published.gain(model, key, task: 1)
      else { return nil }
      return (model, [one, two])
    }
    let averages = published.gainModels.compactMap {
      published.gain($0, GainTable.average, task: nil)
    }
    func distance(_ gains: [Double]) -> Double { abs(gains[0] - gains[1]) }
    guard let widest = pairs.max(by: { distance($0.gains) < distance($1.gains) }),
      let most = averages.max(), let least = averages.min()
    else { return nil }
    let apart = distance(widest.gains)
    return
      "**One task, two gains.** At p = 1 the tasks of PLE's Figure 7 have the same labels but for noise. Still "
      + "\(name(widest.model)) has a gain of \(Self.signed(widest.gains[0])) on one and of "
      + "\(Self.signed(widest.gains[1])) on the other. These \(Self.small(apart)) can only be the luck of a run, and are "
      + (apart > most - least ? "more than" : "compare with")
      + " the \(Self.small(most - least)) by which the best and the worst model of the figure differ on average."
  }

  /// PLE Figure 8: the text says that shared experts weigh more in the deeper model, for one task above all.
  private var sharedMass: String? {
    guard let published = first({ $0.utilization.isEmpty ? nil : $0 }) else { return nil }
    // Models in which some expert is shared and others are not, the shallower one first.
    let owner = "shared"
    let separated = Dictionary(grouping: published.utilization, by: \.model).filter { _, weights in
      weights.contains { $0.expert == owner } && weights.contains { $0.expert != owner }
    }.mapValues { $0.map(\.level).max() ?? 1 }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let shallow = separated.first, let deep = separated.last, shallow.value < deep.value
    else { return nil }
    func weight(_ model: (key: String, value: Int), _ gate: String) -> Double? {
      published.weights(model.key, level: model.value, gate: gate).first { $0.expert == owner }?
        .mean
    }
    let gates = ["task1", "task2"].compactMap { gate -> (deep: Double, shallow: Double)? in
      guard let own = weight(deep, gate), let other = weight(shallow, gate) else { return nil }
      return (own, other)
    }
    guard gates.count == 2 else { return nil }
    let parts = zip(["VTR", "VCR"], gates).map { task, pair in
      "\(Phrase.threshold(pair.deep)) against \(Phrase.threshold(pair.shallow)) for \(task)"
    }
    let holds = gates.count { $0.deep > $0.shallow }
    return
      "**Shared experts weigh more, for one of two tasks.** The text on PLE's Figure 8 says that shared experts have more influence in "
      + "\(name(deep.key)) than in \(name(shallow.key)). In the top gates their mean weight is \(Phrase.list(parts)): "
      + "so for \(holds) of \(gates.count)."
  }

  /// MoSE Figure 6: "about 10% below the second best".
  private var secondBest: String? {
    guard let published = first({ $0.sequenceModels.isEmpty ? nil : $0 }) else { return nil }
    func ranked(_ task: Int) -> [(model: String, error: Double)] {
      published.sequenceModels.compactMap { model in
        published.sequenceError(model, task: task).map { (model, $0) }
      }.sorted { ($0.error, $0.model) < ($1.error, $1.model) }
    }
    let tasks = [ranked(0), ranked(1)]
    guard tasks.allSatisfy({ $0.count > 1 }), tasks[0][0].model == tasks[1][0].model else {
      return nil
    }
    func below(_ better: Double, _ worse: Double) -> String {
      NumberFormat.decimal((1 - better / worse) * 100, places: 1) + "%"
    }
    let runnersUp = tasks.enumerated().map { task, ranking in
      "\(below(ranking[0].error, ranking[1].error)) below \(name(ranking[1].model)) on task \(task + 1)"
    }
    // The runner-up of one task need not be that of the other.
    let other = tasks[1][1].model
    let named = tasks[0].first { $0.model == other }.map { rival in
      other == tasks[0][1].model
        ? ""
        : " The 10% are those against \(name(other)) on task 1 (\(below(tasks[0][0].error, rival.error))), which is not the second best there."
    }
    return
      "**Ten per cent below the second best**, says MoSE's text. In its Figure 6 the error of \(name(tasks[0][0].model)) is "
      + "\(Phrase.list(runnersUp)), the second best each.\(named ?? "")"
  }

  /// MMoE Figure 6: gates that differ by task, one weight near zero.
  private var productionGates: String? {
    guard let weights = first({ $0.productionGates.isEmpty ? nil : $0.productionGates }),
      let smallest = weights.min(by: { $0.mean < $1.mean })
    else { return nil }
    let apart = Dictionary(grouping: weights, by: \.expert).values.compactMap { weights in
      weights.map(\.mean).max().flatMap { most in weights.map(\.mean).min().map { most - $0 } }
    }
    guard let most = apart.max() else { return nil }
    return
      "**MMoE's own gates.** PLE's section 5.3 says that MMoE's gates weigh experts alike for all tasks and bring none near zero. In the "
      + "MMoE paper's Figure 6, of a production system, the gate of \(smallest.gate) has a mean weight of "
      + "\(NumberFormat.decimal(smallest.mean, places: 3)) on one of its experts, and the weights of the two tasks on one expert differ "
      + "by up to \(Phrase.threshold(most))."
  }

  /// PLE Table 5: a printed gain that is not the difference of the numbers beside it.
  private var misprints: String? {
    let gains = first { $0.publicGains.isEmpty ? nil : $0.publicGains } ?? []
    let wrong = gains.filter { abs($0.printed - $0.recomputed) > 0.00005 }
    guard !wrong.isEmpty else { return nil }
    let parts = wrong.map { gain in
      "\(Self.signed(gain.printed)) for \(name(gain.model)) on task \(gain.task) of \(gain.dataSet), where the numbers beside it give "
        + Self.signed(gain.recomputed)
    }
    return "**A gain of the wrong sign.** PLE's Table 5 prints \(Phrase.list(parts))."
  }

  private static func small(_ value: Double) -> String { NumberFormat.decimal(value, places: 4) }

  private static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + small(value) }
}

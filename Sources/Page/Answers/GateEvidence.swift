// Beside the rate at which training excludes experts: whether it could, whether it would stay, and where it
// does.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Training

/// What can be made of what, and how exactly.
struct PossibilityAnswer: AnswerKind {
  static let name = "possibility"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.claimFamilies.contains(SameForm.name) else {
      throw arguments.refusal("needs a claim of the family \(SameForm.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let claims = page.claims(SameForm.self, of: results)
    guard !claims.isEmpty else { return [] }
    let exact = claims.count { $0.finding == .supported }
    let parts = claims.map { claim in
      "\(claim.statement): \(Phrase.significant(claim.measured ?? 0)) (\(Phrase.count(claim.count, "run")))"
    }
    return [
      .paragraph(
        "**Could it?** In \(exact) of \(claims.count) ways to build one from the other, up to rounding. A weight of 0 for all inputs takes a "
          + "logit of −∞, which is a matter of the gate's bias: without one every gate weighs its experts alike at x = 0, "
          + "whatever it has learned. ML-MMoE's upper gates read the input and PLE's the fusion below: at the first level the "
          + "one can be the other, above it only as near as least squares bring its logits, and a better fit is not excluded. "
          + "Largest difference of any prediction for a test sample, in standard deviations of the label. "
          + parts.joined(separator: "; ") + ".")
    ]
  }
}

/// Whether MMoE that starts as CGC stays.
struct StartingAnswer: AnswerKind {
  static let name = "starting"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {}

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let rows = (results[DriftTable.self]?.rows ?? []).filter { $0.offset != nil }
    guard !rows.isEmpty else { return [] }
    // Optimisers apart: SGD hardly moves the weights.
    let optimisers = rows.map(\.optimiser).reduce(into: [OptimiserKind]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let kept = optimisers.map { optimiser in
      let own = rows.filter { $0.optimiser == optimiser }
      return "with \(optimiser == .sgd ? "SGD" : "Adam") \(own.reduce(0) { $0 + $1.staying }) of "
        + "\(own.reduce(0) { $0 + $1.excludingAtStart })"
    }
    let gains = rows.compactMap { Estimate($0.gainOverScratch.present) }
    let better = gains.count { $0.lower > 0 }
    let worse = gains.count { $0.upper < 0 }
    let text = Phrase.threshold(SmallestWeights.threshold)
    let parts = rows.map { row in
      "\(results.startedName(row)) \(Phrase.mean(row.weightAtStart.present)) to \(Phrase.mean(row.weightAtEnd.present)), "
        + "\(row.excludingAtStart) runs to \(row.excludingAtEnd)"
    }
    return [
      .sentences([
        "**Would it stay?** Of the runs that start with the other tasks' experts below \(text) in all tasks' gates, "
          + "\(Phrase.list(kept)) end so. Mean weight of the excluded experts from the start to the end, and runs below \(text): "
          + "\(parts.joined(separator: "; ")). Against the same model trained as long from weights of its own the started one is "
          + "significantly better in \(better) of \(rows.count) settings, worse in \(worse), and open in the others.",
        rows.contains { $0.optimiser == .sgd }
          ? "SGD takes other steps than the Adam that it is compared with: what it gains or loses is not of the start alone."
          : "",
      ])
    ]
  }
}

/// Where training does exclude experts.
struct BreakingAnswer: AnswerKind {
  static let name = "breaking"
  static let tables: [any DerivedTable.Type] = [GateMap.self]

  /// The experiment that tries the candidates again.
  private let confirmed: String
  /// The experiment on tasks of unequal difficulty.
  private let unequal: String

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    confirmed = try arguments.text("confirmed", "the experiment that tries the candidates again")
    unequal = try arguments.text("unequal", "the experiment on tasks of unequal difficulty")
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    guard let configurations = results[GateMap.self]?.configurations else { return [] }
    func tried(_ name: String) -> [TriedConfiguration] {
      page.study.experiment(name).map { TriedConfiguration.all($0, explored: results) } ?? []
    }
    let candidates = configurations.filter(\.isCandidate)
    let some = configurations.filter { $0.excluding > 0 }
    let confirmed = tried(confirmed)
    let again = confirmed.filter(\.isCandidate)
    let shown = again.filter { $0.finding == .supported }
    let untried = Set(candidates.map(\.spec)).subtracting(confirmed.map(\.configuration.spec))
    guard let lowest = some.map(\.spec.learningRate).min() else {
      return [
        .paragraph(
          "**Where does it break?** Nowhere, in a look around at \(configurations.count) places.")
      ]
    }
    var sentences = [
      "**Where does it break?** In a look around at \(configurations.count) places with a few runs each, some run excludes an expert at "
        + "\(some.count), from a learning rate of \(Phrase.learningRate(lowest)) on, and most runs at \(candidates.count); "
        + "of these, \(again.count) tried again on fresh draws, \(shown.count) confirmed (most runs, Holm over all that "
        + "were tried)" + (untried.isEmpty ? "." : ", \(untried.count) not tried again.")
    ]
    let errors = shown.compactMap(\.configuration.error)
    let controls = confirmed.filter { !$0.isCandidate && $0.configuration.excluding == 0 }
    if let least = errors.min(), let most = errors.max() {
      let beside = controls.compactMap { control in
        control.configuration.error.map {
          "\(Phrase.significant($0)) of \(results.models.title(control.configuration.arm.model)) at the rate \(Phrase.learningRate(control.configuration.spec.learningRate))"
        }
      }
      sentences.append(
        "The price: their median validation NMSE is \(Phrase.significant(least)) to \(Phrase.significant(most))"
          + (beside.isEmpty
            ? "."
            : ", against \(Phrase.list(beside)) on the same draws, where no run excludes one."))
    }
    let others = tried(unequal).map(\.configuration)
    if !others.isEmpty {
      sentences.append(
        "Of tasks of unequal difficulty: "
          + others.map {
            "\(results.models.title($0.arm.model)) at \(Phrase.learningRate($0.spec.learningRate)) \($0.excluding) of \($0.smallest.count)"
          }.joined(separator: ", ") + ".")
    }
    let absent = [self.confirmed, unequal].filter { page.study.experiment($0) == nil }
    if !absent.isEmpty {
      sentences.append(
        "No results here: \(Phrase.list(absent.map { "`\($0)`" })).")
    }
    return [.sentences(sentences)]
  }
}

/// MMoE's own Figure 6 beside the claim that its gates do not tell tasks apart.
struct ProductionGates: AnswerKind {
  static let name = "production-gates"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    let table = PublishedTable.productionGates.rawValue
    guard arguments.published.contains(table) else {
      throw arguments.refusal("needs \(table) among report.published")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let gates = results.published.productionGates
    let names = gates.map(\.gate).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard names.count == 2 else { return [] }
    let weights = names.map { name in gates.filter { $0.gate == name }.map(\.mean) }
    let difference = zip(weights[0], weights[1]).reduce(0) { $0 + abs($1.0 - $1.1) / 2 }
    let lowest = weights.flatMap { $0 }.min() ?? 0
    let words = zip(names, weights).map { name, weights in
      "\(name) \(weights.map { NumberFormat.decimal($0, places: 2) }.joined(separator: " / "))"
    }
    let threshold = NumberFormat.decimal(SmallestWeights.threshold, places: 2)
    return [
      .paragraph(
        "The gates of a production system in the MMoE paper's Figure 6 do tell tasks apart, which PLE's section 5.3 says MMoE's do "
          + "not: \(words.joined(separator: "; ")). "
          + "Half the sum of their differences is \(NumberFormat.decimal(difference, places: 2)). The lowest mean weight is "
          + "\(NumberFormat.decimal(lowest, places: 3)), "
          + (lowest < SmallestWeights.threshold
            ? "which counts as excluded here (below \(threshold))."
            : "low, but not below the \(threshold) that counts as excluded here."))
    ]
  }
}

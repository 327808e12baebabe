// Beside the rate at which training excludes experts: whether it could, whether it would stay, and where it
// does.

internal import Experiments
internal import Formats
internal import Training

/// The paragraphs on models that are made of others, and on the places where gates exclude an expert.
struct GateEvidence {
  let study: Study

  /// Those whose experiments were run.
  var paragraphs: [String] {
    [possibility, starting, breaking].filter { !$0.isEmpty }
  }

  /// What can be made of what, and how exactly.
  private var possibility: String {
    let claims = TheoreticalPossibility().claims(study)
    guard !claims.isEmpty else { return "" }
    let exact = claims.filter { $0.finding == .reproduced }.count
    let parts = claims.map { claim in
      "\(claim.statement): \(Phrase.significant(claim.measured ?? 0)) (\(Phrase.count(claim.count, "run")))"
    }
    return
      "**Could it?** In \(exact) of \(claims.count) ways to build one from the other, up to rounding. A weight of 0 for all inputs takes a "
      + "logit of −∞, which is a matter of the gate's bias: without one every gate weighs its experts alike at x = 0, "
      + "whatever it has learned. ML-MMoE's upper gates read the input and PLE's the fusion below: at the first level the "
      + "one can be the other, above it only as near as least squares bring its logits, and a better fit is not excluded. "
      + "Largest difference of any prediction for a test sample, in standard deviations of the label. "
      + parts.joined(separator: "; ") + "."
  }

  /// Whether MMoE that starts as CGC stays.
  private var starting: String {
    guard let records = study.experiment(StartedAtCGC.experiment) else { return "" }
    let rows = DriftTable(records).rows.filter { $0.offset != nil }
    guard !rows.isEmpty else { return "" }
    let before = rows.reduce(0) { $0 + $1.excludingAtStart }
    let kept = rows.reduce(0) { $0 + $1.staying }
    let gains = rows.compactMap { Estimate($0.gainOverScratch.present) }
    let better = gains.count { $0.lower > 0 }
    let worse = gains.count { $0.upper < 0 }
    let parts = rows.map { row in
      "\(row.arm.setting) \(Phrase.mean(row.weightAtStart)) to \(Phrase.mean(row.weightAtEnd)), "
        + "\(row.excludingAtStart) runs to \(row.excludingAtEnd)"
    }
    return
      "**Would it stay?** Of \(Phrase.count(before, "run")) that start with the other tasks' experts below .01 in all tasks' gates, "
      + "\(kept) end so. Mean weight of the excluded experts from the start to the end, and runs below .01: "
      + "\(parts.joined(separator: "; ")). Against the same model trained as long from weights of its own the started one is "
      + "significantly better in \(better) of \(rows.count) settings, worse in \(worse), and open in the others."
      + (rows.contains { $0.optimiser == OptimiserKind.sgd.rawValue }
        ? " SGD takes other steps than the Adam that it is compared with: what it gains or loses is not of the start alone."
        : "")
  }

  /// Where training does exclude experts.
  private var breaking: String {
    guard let records = study.experiment(WhereItBreaks.exploration) else { return "" }
    let places = GateMap(records).places
    let candidates = places.filter(\.isCandidate)
    let some = places.filter { $0.excluding > 0 }
    let confirmed = WhereItBreaks.tried(study, in: WhereItBreaks.confirmation)
    let tried = confirmed.filter(\.isCandidate)
    let shown = tried.filter { $0.finding == .reproduced }
    let untried = Set(candidates.map(\.spec)).subtracting(confirmed.map(\.place.spec))
    guard let lowest = some.map(\.spec.learningRate).min() else {
      return "**Where does it break?** Nowhere, in a look around at \(places.count) places."
    }
    var sentences = [
      "**Where does it break?** In a look around at \(places.count) places with a few runs each, some run excludes an expert at "
        + "\(some.count), from a learning rate of \(Phrase.rate(lowest)) on, and most runs at \(candidates.count). "
        + "Of these, \(tried.count) tried again on fresh draws, \(shown.count) confirmed (more than 1% of runs, Holm over all that "
        + "were tried)" + (untried.isEmpty ? "." : ", \(untried.count) not tried again.")
    ]
    let errors = shown.compactMap(\.place.error)
    let controls = confirmed.filter { !$0.isCandidate && $0.place.excluding == 0 }
    if let least = errors.min(), let most = errors.max() {
      sentences.append(
        "The price: their median validation NMSE is \(Phrase.significant(least)) to \(Phrase.significant(most))"
          + (controls.isEmpty
            ? "."
            : ", against "
              + Phrase.list(
                controls.compactMap { control in
                  control.place.error.map {
                    "\(Phrase.significant($0)) of \(Phrase.model(control.place.spec.model)) at the rate \(Phrase.rate(control.place.spec.learningRate))"
                  }
                }) + " on the same draws, where no run excludes one."))
    }
    let unequal = WhereItBreaks.tried(study, in: WhereItBreaks.unequal)
    if !unequal.isEmpty {
      sentences.append(
        "Of tasks of unequal difficulty: "
          + unequal.map {
            "\(Phrase.model($0.place.spec.model)) at \(Phrase.rate($0.place.spec.learningRate)) \($0.place.excluding) of \($0.place.smallest.count)"
          }.joined(separator: ", ") + ".")
    }
    return sentences.joined(separator: " ")
  }
}

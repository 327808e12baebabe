// Is the seesaw a phenomenon or retraining noise?

internal import Statistics
internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The study's first question, from the claims about the placebo.
struct SeesawAnswer: AnswerKind {
  static let name = "seesaw-or-noise"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.require(.placebo)
    for family in [SeesawBeyondPlacebo.name, PlaceboSeesaw.name]
    where !arguments.claimFamilies.contains(family) {
      throw arguments.refusal("needs a claim of the family \(family)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    guard let phenomenon = page.claims(SeesawBeyondPlacebo.self, of: results).first,
      let retraining = page.claims(PlaceboSeesaw.self, of: results).first,
      let table = results[SeesawTable.self], let placebo = results.sweep.placebo
    else {
      return [
        .paragraph("In `\(results.name)` no run could be compared with the placebo.")
      ]
    }
    let rate = table.overall(placebo)?.seesaw
    let others = results.sweep.sharingArms.filter { $0 != placebo }
      .compactMap { table.overall($0)?.seesaw.rate }
    var sentences = [
      results.records.hasExchangeableTasks
        ? "On this data the tasks are exchangeable, so a seesaw can only be a property of single runs."
        : "In this specification the tasks differ, so a seesaw may last from run to run.",
      "The placebo is a second single-task model with another initialisation: whatever it shows is retraining noise.",
    ]
    if let rate, let share = rate.rate {
      let models = Set([others.min(), others.max()].compactMap { $0.map(Phrase.percent) }).count
      sentences.append(
        "It shows a significant seesaw in \(rate.count) of \(Phrase.count(rate.runs, "run")) (\(Phrase.percent(share))"
          + (rate.interval.map {
            ", exact 95% interval \(Phrase.percent($0.lower)) to \(Phrase.percent($0.upper))"
          } ?? "") + ")"
          + (others.min().map { lowest in
            ", the multi-task models in \(Phrase.percent(lowest))"
              + (models > 1 ? " to \(Phrase.percent(others.max() ?? lowest))" : "")
          } ?? "") + ".")
    } else {
      sentences.append("No run of it could be compared with a baseline.")
    }
    sentences.append(Self.answer(phenomenon: phenomenon.finding, retraining: retraining.finding))
    sentences.append(phenomenon.detail)
    return [.sentences(sentences)]
  }

  /// The answer in words.
  /// - Parameters:
  ///   - phenomenon: whether some model exceeds the placebo.
  ///   - retraining: whether the placebo itself shows the seesaw.
  static func answer(phenomenon: Finding, retraining: Finding) -> String {
    let excess = NumberFormat.decimal(100 * SeesawBeyondPlacebo.margin, places: 0)
    let hasOwn = retraining == .reproduced
    let hasNone = retraining == .contradicted || retraining == .negligible
    switch phenomenon {
    case .reproduced:
      return "**The seesaw is more than retraining noise here**: some model exceeds the placebo."
    case .negligible:
      return "**Some model exceeds the placebo, but no model by \(excess) points or more**"
        + (hasOwn
          ? "; the rest of the seesaw is retraining noise."
          : hasNone
            ? ", and the placebo's own rate is below \(excess)%: there is hardly any seesaw here."
            : "; whether the placebo's own rate is above chance is undecided.")
    case .contradicted where hasOwn:
      return
        "**The seesaw is retraining noise here**: no model exceeds the placebo by \(excess) points or more."
    case .contradicted where hasNone:
      return
        "**There is hardly any seesaw here**: the placebo's rate is below \(excess)%, and no model exceeds it by \(excess) "
        + "points or more."
    case .contradicted:
      return
        "**No model exceeds the placebo by \(excess) points or more**; whether the placebo itself shows the seesaw is "
        + "undecided."
    default:
      return
        "**Undecided**: no model is shown to exceed the placebo, and an excess of \(excess) points is not excluded."
    }
  }
}

/// What a control shows, in the words of its claim.
struct ControlAnswer: AnswerKind {
  static let name = "control"

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    guard arguments.claimFamilies.contains(NoBetterThanControl.name) else {
      throw arguments.refusal("needs a claim of the family \(NoBetterThanControl.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    page.claims(NoBetterThanControl.self, of: results).map { .paragraph($0.detail) }
  }
}

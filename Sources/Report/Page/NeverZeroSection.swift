// The page's answer to the study's second question, made from the claims.

internal import Experiments
internal import Formats

/// Whether training ever takes MMoE to CGC.
struct NeverZeroSection {
  let study: Study

  var markdown: String {
    let records = study.experiment(NoZeroWeight.experiment)
    let rates = NoZeroWeight().claims(study).filter { $0.statement.contains("excludes an expert") }
    guard let records, !rates.isEmpty else { return "" }
    return "## Does MMoE ever become CGC?\n\n"
      + ([Self.answer(rates)] + [records.plan.map(Self.size) ?? "", selector])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The finding in one sentence with its bound, over settings that are never pooled.
  static func answer(_ rates: [Claim]) -> String {
    let parts = rates.map { claim in
      let events = Int(((claim.measured ?? 0) * Double(claim.count)).rounded())
      let bound = claim.upper.map { ", at most \(Phrase.percent($0)) with 95% confidence" } ?? ""
      return "\(subject(of: claim)) in \(events) of \(Phrase.count(claim.count, "run"))\(bound)"
    }
    let isSeen = rates.contains { ($0.measured ?? 0) > 0 }
    return "**"
      + (isSeen
        ? "Training did take some mean gate weight below .01"
        : "Training took no mean gate weight below .01, as far as so many runs can tell")
      + "**: \(Phrase.list(parts))."
  }

  private static func subject(of claim: Claim) -> String {
    claim.statement.replacing("No gate of ", with: "").replacing(" excludes an expert", with: "")
  }

  private static func size(_ plan: Plan) -> String {
    "A rate is of independent runs at the experiment's one size (\(plan.scale.inputWidth) inputs, hidden widths "
      + "\(plan.scale.hiddenWidths.map(String.init).joined(separator: ", ")), \(plan.scale.sampleCount) samples, the tuned "
      + "learning rate): it says nothing of other sizes, other data or other learning rates."
  }

  private var selector: String {
    let claims = SelectorOrSeparation().claims(study)
    guard claims.count == 2 else { return "" }
    let (selector, separation) = (claims[0].finding, claims[1].finding)
    let lead =
      switch (selector, separation) {
      case (.reproduced, .reproduced):
        "Near zero go gates that read the fusion, and gates over separate experts"
      case (.reproduced, _):
        "Near zero go gates that read the fusion of the level below, not those over separate experts as such"
      case (_, .reproduced): "Near zero go gates over separate experts, whatever they read"
      default:
        "Neither what upper gates read nor the separation of experts is shown to take weights to zero"
      }
    return "\(lead). \(claims[0].detail)"
  }
}

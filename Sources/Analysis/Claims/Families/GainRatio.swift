// "PLE achieves 87.2% increase in MTL gain over MMoE on average" (PLE, section 5.2).

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The size of a model's advantage over another: the ratio of the sums of their gains.
package struct GainRatio: ClaimFamily {
  package static let name = "gain-ratio"
  package static let unit = "ratio"

  private let subject: String
  private let rival: String
  /// The published ratio.
  private let ratio: Double

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rival = try arguments.model("over")
    let text = try arguments.text("ratio", "the published ratio of the gains")
    guard let ratio = Double(text), ratio > 0, ratio.isFinite else {
      throw arguments.refusal("has \(text) as ratio, but must have a number above 0 there")
    }
    self.ratio = ratio
  }

  package var keys: [[String]] { [[subject, rival]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let sweep = results.sweep
    let correlations = sweep.correlations(of: Arm(model: subject))
    let pairs = zip(
      sweep.meanGains(Arm(model: subject), correlations, .raw),
      sweep.meanGains(Arm(model: rival), correlations, .raw)
    ).compactMap { pair in pair.0.flatMap { own in pair.1.map { (own, $0) } } }
    return [claim(pairs.map(\.0), over: pairs.map(\.1), results.models)]
  }

  /// What a ratio of gains can be found to be.
  enum Outcome {
    /// The rival itself loses, so that a ratio above 1 would be a larger loss.
    case rivalLoses(Interval)
    /// The rival's own mean gain cannot be told from 0, so that the ratio is over nothing.
    case undefined
    /// The ratio with Fieller's interval.
    case interval(Interval)
  }

  static func outcome(_ own: [Double], over other: [Double]) -> Outcome {
    guard let denominator = meanInterval(other) else { return .undefined }
    if denominator.upper < 0 { return .rivalLoses(denominator) }
    guard denominator.lower > 0, case .interval(let interval) = fieller(own, other) else {
      return .undefined
    }
    return .interval(interval)
  }

  func claim(_ own: [Double], over other: [Double], _ models: ModelList) -> Claim {
    let (title, name) = (models.title(subject), models.titleWithin(rival))
    let text = NumberFormat.decimal(ratio, places: 3)
    let increase = NumberFormat.decimal(100 * (ratio - 1), places: 1) + "%"
    var claim = Claim(
      [subject, rival],
      statement: "\(title)'s gain is \(increase) above \(name)'s",
      published: text, count: own.count,
      rule:
        "sum of the subject's raw gains over sum of the rival's, two-sided 95% Fieller interval over draws; undefined iff the 95% "
        + "interval of the rival's mean gain includes 0; not consistent if that interval is wholly below 0; otherwise consistent iff "
        + "the Fieller interval holds \(text)",
      finding: .undefined)
    switch Self.outcome(own, over: other) {
    case .rivalLoses(let interval):
      claim.finding = .inconsistent
      claim.detail =
        "\(models.title(rival)) itself loses: the 95% interval of its mean raw gain, \(Phrase.signed(interval.lower)) to "
        + "\(Phrase.signed(interval.upper)), is wholly below 0, so no gain can be \(increase) above it."
    case .undefined:
      claim.detail =
        "\(models.title(rival))'s own mean raw gain, in MSE, cannot be told from 0, so a ratio to it means nothing."
    case .interval(let interval):
      claim.measured = ratioOfMeans(own, other)
      claim.lower = interval.lower
      claim.upper = interval.upper
      claim.finding = interval.contains(ratio) ? .consistent : .inconsistent
    }
    return claim
  }
}

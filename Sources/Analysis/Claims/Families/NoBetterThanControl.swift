// On correlation-controlled sequences a label depends on the inputs of its own step and fresh noise. So what
// sees that step alone is expected to be no worse than an LSTM: a check of the data, and no claim of a paper.

package import Experiments
internal import Formats
internal import ModelZoo
internal import Records
internal import Statistics

/// A control without memory against every LSTM.
package struct NoBetterThanControl: ClaimFamily {
  package static let name = "no-better-than-control"

  /// An LSTM's log excess error minus the control's, mean over tasks and correlations.
  struct Lead {
    var title: String
    var differences: [Double]

    /// The model with its mean and the mean's 95% interval.
    var words: String {
      let interval = meanInterval(differences).map {
        " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]"
      }
      return "\(title) \(Phrase.signed(mean))\(interval ?? "")"
    }

    /// The mean over draws.
    var mean: Double { Summary(differences)?.mean ?? 0 }
  }

  private let control: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    control = try arguments.model("control")
    let choice = arguments.experiment.models.first { $0.name == control }
    guard choice?.role == .control else {
      throw arguments.refusal("has \(control) as control, which does not have that role")
    }
  }

  package var keys: [[String]] { [[control]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let leads = leads(results)
    // The LSTM that comes nearest, or leads.
    guard let nearest = leads.min(by: { $0.mean < $1.mean }) else { return [] }
    let interval = meanInterval(nearest.differences)
    return [
      Claim(
        [control],
        statement: "Where labels have no memory, an LSTM is no better than the memoryless model",
        measured: nearest.mean,
        lower: interval?.lower, upper: interval?.upper, count: nearest.differences.count,
        rule:
          "log excess error of an LSTM minus that of the control, mean over tasks and correlations, printed for the LSTM "
          + "with the lowest mean, two-sided 95% interval, not corrected for its being the lowest of \(leads.count); a "
          + "description",
        finding: .descriptive,
        detail:
          "Log excess error above the memoryless model's, with 95% intervals that are each for one model alone: "
          + "\(leads.map(\.words).joined(separator: ", ")). " + Self.sentence(leads))
    ]
  }

  /// Every LSTM that was run beside the control; the placebo is the baseline once more.
  private func leads(_ results: ExperimentResults) -> [Lead] {
    let sweep = results.sweep
    let own = Arm(model: control)
    let correlations = sweep.correlations(of: own)
    func errors(_ arm: Arm) -> DrawColumn {
      .mean(
        of: correlations.map { sweep.errors(ofRival: arm, against: own, $0, task: nil, .logExcess) }
      )
    }
    guard !correlations.isEmpty else { return [] }
    return sweep.arms.filter(\.isDefault).compactMap { arm in
      guard let model = results.models[arm.model], model.layers == .lstm, model.role != .placebo
      else { return nil }
      let differences = DrawColumn.difference(errors(arm), errors(own)).present
      return differences.isEmpty ? nil : Lead(title: model.titleWithin, differences: differences)
    }
  }

  /// The models that are significantly better than the control, if any.
  static func sentence(_ leads: [Lead]) -> String {
    let better = leads.filter { meanInterval($0.differences).map { $0.upper < 0 } ?? false }
    return better.isEmpty
      ? "No LSTM is shown to be better, as expected of labels without memory."
      : "Better all the same (95% interval, not corrected for the number of LSTMs): "
        + "\(Phrase.list(better.map(\.title)))."
  }
}

// On correlation-controlled sequences a label depends on the inputs of its own step and fresh noise. So what
// sees that step alone is expected to be no worse than an LSTM: a check of the data, and no claim of a paper.

internal import Formats
internal import Statistics

/// The memoryless model against every LSTM.
struct MemorylessModel: ClaimFamily {
  /// An LSTM's NMSE minus the memoryless model's, mean over tasks and correlations.
  struct Lead {
    var model: String
    var differences: [Double]
  }

  func claims(_ study: Study) -> [Claim] {
    guard let sweep = study.experiment(SequenceStudy.sweep)?.sweep else { return [] }
    let leads = Self.leads(sweep)
    // The LSTM that comes nearest, or leads.
    guard let nearest = leads.min(by: { Self.mean($0) < Self.mean($1) }) else { return [] }
    let interval = meanInterval(nearest.differences)
    let words = leads.map { "\(Phrase.modelWithin($0.model)) \(Phrase.signed(Self.mean($0)))" }
    return [
      Claim(
        statement: "Where labels have no memory, an LSTM is no better than the memoryless model",
        source: "this study", published: "", measured: Self.mean(nearest), lower: interval?.lower,
        upper: interval?.upper, count: nearest.differences.count,
        rule:
          "NMSE of an LSTM minus that of \(SequenceStudy.memoryless), mean over tasks and correlations, printed for the LSTM "
          + "with the lowest, two-sided 95% interval; a description",
        finding: .descriptive,
        detail: "NMSE above the memoryless model's: \(words.joined(separator: ", ")). "
          + Self.sentence(leads))
    ]
  }

  /// Every LSTM that was run beside the memoryless model.
  static func leads(_ sweep: Sweep) -> [Lead] {
    let memoryless = Arm(model: SequenceStudy.memoryless)
    let correlations = sweep.correlations(of: memoryless)
    func errors(_ arm: Arm) -> ReplicateColumn {
      .mean(of: correlations.map { sweep.errors(arm, $0, task: nil, .nmse) })
    }
    guard !correlations.isEmpty else { return [] }
    return sweep.arms.filter { $0 != memoryless && $0.setting == Arm.defaultSetting }
      .compactMap { arm in
        let differences = ReplicateColumn.difference(errors(arm), errors(memoryless)).present
        return differences.isEmpty ? nil : Lead(model: arm.model, differences: differences)
      }
  }

  /// Who is significantly better than the memoryless model, if anyone.
  static func sentence(_ leads: [Lead]) -> String {
    let better = leads.filter { meanInterval($0.differences).map { $0.upper < 0 } ?? false }
    return better.isEmpty
      ? "No LSTM is shown to be better, as expected of labels without memory."
      : "Better all the same (95% interval): \(Phrase.list(better.map { Phrase.modelWithin($0.model) }))."
  }

  private static func mean(_ lead: Lead) -> Double { Summary(lead.differences)?.mean ?? 0 }
}

// On correlation-controlled sequences a label depends on the inputs of its own step and fresh noise. So what
// sees that step alone is expected to be no worse than an LSTM: a check of the data, and no claim of a paper.

internal import Experiments
internal import Formats
internal import ModelZoo
internal import Statistics

/// The memoryless model against every LSTM.
struct MemorylessModel: ClaimFamily {
  /// An LSTM's NMSE minus the memoryless model's, mean over tasks and correlations.
  struct Lead {
    var model: String
    var differences: [Double]

    /// The model with its mean and the mean's 95% interval.
    var words: String {
      let interval = meanInterval(differences).map {
        " [\(Phrase.signed($0.lower)), \(Phrase.signed($0.upper))]"
      }
      return "\(Phrase.modelWithin(model)) \(Phrase.signed(mean))\(interval ?? "")"
    }

    /// The mean over replicates.
    var mean: Double { Summary(differences)?.mean ?? 0 }
  }

  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(SequenceStudy.sweep) else { return [] }
    let leads = Self.leads(records)
    // The LSTM that comes nearest, or leads.
    guard let nearest = leads.min(by: { $0.mean < $1.mean }) else { return [] }
    let interval = meanInterval(nearest.differences)
    return [
      Claim(
        statement: "Where labels have no memory, an LSTM is no better than the memoryless model",
        source: "this study", published: "", measured: nearest.mean, lower: interval?.lower,
        upper: interval?.upper, count: nearest.differences.count,
        rule:
          "NMSE of an LSTM minus that of \(SequenceStudy.memoryless), mean over tasks and correlations, printed for the LSTM "
          + "with the lowest mean, two-sided 95% interval, not corrected for its being the lowest of \(leads.count); a "
          + "description",
        finding: .descriptive,
        detail:
          "NMSE above the memoryless model's, with 95% intervals that are each for one model alone: "
          + "\(leads.map(\.words).joined(separator: ", ")). " + Self.sentence(leads))
    ]
  }

  /// Every LSTM that was run beside the memoryless model; the placebo is the single-task one once more.
  static func leads(_ records: ExperimentRecords) -> [Lead] {
    let sweep = records.sweep
    let memoryless = Arm(model: SequenceStudy.memoryless)
    let correlations = sweep.correlations(of: memoryless)
    func errors(_ arm: Arm) -> ReplicateColumn {
      .mean(of: correlations.map { sweep.errors(arm, $0, task: nil, .nmse) })
    }
    guard !correlations.isEmpty else { return [] }
    return lstms(records).compactMap { arm in
      let differences = ReplicateColumn.difference(errors(arm), errors(memoryless)).present
      return differences.isEmpty ? nil : Lead(model: arm.model, differences: differences)
    }
  }

  /// The models that the specification makes of LSTM layers, in their default setting.
  private static func lstms(_ records: ExperimentRecords) -> [Arm] {
    let models = records.plan?.experiment.models ?? []
    let names = models.filter { $0.layers == .lstm && !$0.isPlacebo }.map(\.name)
    return records.sweep.arms.filter {
      $0.setting == Arm.defaultSetting && names.contains($0.model)
    }
  }

  /// Who is significantly better than the memoryless model, if anyone.
  static func sentence(_ leads: [Lead]) -> String {
    let better = leads.filter { meanInterval($0.differences).map { $0.upper < 0 } ?? false }
    return better.isEmpty
      ? "No LSTM is shown to be better, as expected of labels without memory."
      : "Better all the same (95% interval, not corrected for the number of LSTMs): "
        + "\(Phrase.list(better.map { Phrase.modelWithin($0.model) }))."
  }
}

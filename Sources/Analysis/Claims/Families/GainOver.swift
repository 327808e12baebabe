// "PLE achieves … over MMoE on average" (PLE, section 5.2): is one model better than another?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The direction of a model's advantage over another, averaged over correlations and tasks; with several settings in
/// every one of them.
package struct GainOver: ClaimFamily {
  package static let name = "gain-over"

  private let subject: String
  private let rivals: [String]
  private let settings: [String]

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    settings = try arguments.settings("settings")
  }

  package var keys: [[String]] { rivals.map { key($0) } }

  private func key(_ rival: String) -> [String] {
    [subject, rival] + (settings == [Setting.defaultName] ? [] : settings)
  }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    rivals.map { claim(results, over: $0) }
  }

  private func claim(_ results: ExperimentResults, over rival: String) -> Claim {
    let models = results.models
    let parts = settings.map { setting in
      IntersectionUnion.Part(
        name: setting == Setting.defaultName ? "the default" : setting,
        values: results.advantage(subject, over: rival, in: setting).present,
        margin: Metric.margin)
    }
    let weakest = IntersectionUnion.weakest(parts)
    let estimate = weakest?.estimate
    let isBaseline = models[rival]?.role == .baseline
    let won = parts.count { Estimate($0.values).map { $0.lower > 0 } ?? false }
    return Claim(
      key(rival),
      statement: isBaseline
        ? "\(models.title(subject)) has a gain over \(models.titleWithin(rival))"
        : "\(models.title(subject)) is better than \(models.titleWithin(rival))",
      published: published(results, rival), measured: estimate?.mean, lower: estimate?.lower,
      upper: estimate?.upper, count: estimate?.count ?? 0,
      rule: "the rival's log excess error minus the subject's, mean over tasks and correlations"
        + (isBaseline && hasPlacebo(results) ? ", of single-task baseline and placebo alike" : "")
        + (parts.count > 1
          ? ", in \(parts.count) settings (the weakest is printed); \(IntersectionUnion.words)"
          : "; \(CommonRule.words)"),
      finding: parts.count > 1
        ? IntersectionUnion.finding(parts)
        : CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin),
      detail: parts.count > 1
        ? "It holds in \(won) of \(parts.count) settings; the weakest is \(weakest?.part.name ?? "none")."
        : "")
  }

  /// Whether single-task errors are the mean of two trainings.
  private func hasPlacebo(_ results: ExperimentResults) -> Bool {
    results.models.model(.placebo) != nil
  }

  /// The papers' difference of raw gains, which is in another unit.
  private func published(_ results: ExperimentResults, _ rival: String) -> String {
    let values = [subject, rival].map {
      results.published.gain(
        results.models[$0]?.published ?? $0, GainTable.average, task: nil)
    }
    guard let own = values[0], let other = values[1] else { return "" }
    return "\(NumberFormat.decimal(own - other, places: 5)) in MSE"
  }
}

extension Sweep {
  /// The rival's log excess error minus a model's, mean over tasks and the model's correlations, draw by draw. A model that
  /// was not run in the setting is taken from the default one.
  func advantage(_ model: String, over rival: String, in setting: String) -> DrawColumn {
    func arm(_ model: String) -> Arm {
      let own = Arm(model: model, setting: setting)
      return arms.contains(own) ? own : Arm(model: model)
    }
    return advantage(arm(model), over: arm(rival))
  }

  /// The same of two arms.
  func advantage(_ own: Arm, over rival: Arm) -> DrawColumn {
    let correlations = correlations(of: own)
    let differences = correlations.map { correlation in
      DrawColumn.difference(
        errors(ofRival: rival, against: own, correlation, task: nil, .logExcess),
        errors(own, correlation, task: nil, .logExcess))
    }
    return .mean(of: differences)
  }
}

extension ExperimentRecords {
  /// A model in a setting: where the setting does not change it, as in the first setting that makes the same of it.
  func arm(of model: String, in setting: String) -> Arm {
    var arms = [Arm(model: model, setting: setting)]
    if let choice = plan.experiment.models.first(where: { $0.name == model }),
      let setting = plan.experiment.settings.first(where: { $0.name == setting })
    {
      arms.append(Arm(plan.variant(of: choice, in: setting)))
    }
    return arms.first { sweep.arms.contains($0) } ?? Arm(model: model)
  }

  /// A model's advantage over a rival in a setting, draw by draw.
  func advantage(_ model: String, over rival: String, in setting: String) -> DrawColumn {
    sweep.advantage(arm(of: model, in: setting), over: arm(of: rival, in: setting))
  }
}

extension ExperimentResults {
  /// A model's advantage over a rival in a setting, draw by draw.
  func advantage(_ model: String, over rival: String, in setting: String) -> DrawColumn {
    records.advantage(model, over: rival, in: setting)
  }
}

// Is MoSE best on both tasks of its own sequences? Made from what the claims are made of.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The claim that a model is best on both tasks, with the distances to others and what can be reached.
struct BestOnBothTasksAnswer: AnswerKind {
  static let name = "best-on-both-tasks"
  static let tables: [any DerivedTable.Type] = [SequenceErrors.self]

  /// The declared claims, the paper's first.
  private let contests: [BestOnBothTasks]
  private let distances: [ErrorRatio]

  init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    contests = try arguments.resolved(BestOnBothTasks.self)
    distances = try arguments.resolved(ErrorRatio.self)
    guard !contests.isEmpty else {
      throw arguments.refusal("needs a claim of the family \(BestOnBothTasks.name)")
    }
  }

  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block] {
    let contests = contests.compactMap {
      Contest(results, subject: $0.subject, rivals: $0.rivals, setting: $0.setting)
    }
    guard let first = contests.first else { return [] }
    let title = results.models.title(first.subject)
    var blocks: [Block] = [
      .sentences([
        Self.answer(title, first.finding, taskCount: first.taskCount),
        Self.comparisons(first, title),
      ]),
      .paragraph(Self.size(results)),
    ]
    blocks += margins(results, title)
    let others = contests.dropFirst()
    for other in others where other.setting != first.setting {
      blocks.append(
        .sentences([
          "In the setting `\(other.setting)`:",
          Self.answer(title, other.finding, taskCount: other.taskCount),
          Self.comparisons(other, title),
        ]))
    }
    blocks += Self.beyond(others.filter { $0.setting == first.setting }, results.models)
    if let errors = results[SequenceErrors.self] {
      blocks.append(.paragraph(Self.references(errors, first.subject, results)))
      blocks.append(.paragraph(Self.published(errors)))
    }
    return blocks
  }

  /// What the comparison holds equal, and what was not looked for.
  static func size(_ results: ExperimentResults) -> String {
    let sweep = results.sweep
    let counts = sweep.arms.compactMap { arm -> Int? in
      guard let correlation = sweep.correlations(of: arm).first else { return nil }
      return sweep.cells.lazy.compactMap { sweep.run(arm, correlation, $0) }.first?.first?
        .parameterCount
    }
    guard let least = counts.min(), let most = counts.max(), counts.count > 1 else { return "" }
    let passes = results.plan.scale.epochCount ?? results.plan.experiment.epochCount
    return
      "Models have \(least) to \(most) parameters. Each takes \(passes) passes over the training sequences. Learning rates "
      + "are tuned, with the same trials for all; layers and widths are not: there was no search for the best architecture of any, as the paper had."
  }

  /// The claim of the paper, in words.
  static func answer(_ title: String, _ finding: Finding, taskCount: Int = 2) -> String {
    let tasks = Phrase.allTasks(taskCount)
    return switch finding {
    case .supported, .negligible:
      "**\(title) is best on \(tasks) here**: it is significantly better than every alternative (one-sided 95%)."
    case .unsupported:
      "**\(title) is not best on \(tasks) here**: against some alternative it is not better by "
        + "\(Phrase.threshold(Metric.margin))."
    default: "**Undecided**: \(title) is not shown to be better than every alternative."
    }
  }

  /// Which comparisons pass, which are reversed, and which are neither.
  static func comparisons(_ contest: Contest, _ title: String) -> String {
    words(contest.outcomes, title)
      + " In brackets: the other model's log excess error minus \(title)'s."
  }

  private static func words(_ outcomes: Contest.Outcomes, _ title: String) -> String {
    let open = outcomes.open.count
    var sentences = [
      "\(outcomes.passed.count) of \(Phrase.count(outcomes.count, "comparison")) with another model on a task "
        + "come out for \(title) (one-sided 95%), \(outcomes.reversed.count) against it (Holm over \(outcomes.count)), and "
        + "\(open) \(open == 1 ? "is" : "are") open."
    ]
    if !outcomes.reversed.isEmpty {
      sentences.append("Significantly better than \(title): \(names(outcomes.reversed)).")
    }
    if !outcomes.open.isEmpty { sentences.append("Open: \(names(outcomes.open)).") }
    return sentences.joined(separator: " ")
  }

  /// Published distances beside measured ones.
  private func margins(_ results: ExperimentResults, _ title: String) -> [Block] {
    let lines = distances.compactMap { $0.measurement(results) }.map { measurement -> String in
      guard let estimate = measurement.estimate, let prediction = measurement.prediction else {
        return "\(measurement.statement): not measured."
      }
      return
        "\(measurement.statement): here \(Phrase.reduction(ofLogRatio: estimate.mean)) "
        + "[\(Phrase.reduction(ofLogRatio: estimate.upper)), \(Phrase.reduction(ofLogRatio: estimate.lower))] on "
        + "average (one-sided 95% bounds), single runs from \(Phrase.reduction(ofLogRatio: prediction.upper)) to "
        + "\(Phrase.reduction(ofLogRatio: prediction.lower)) (95% prediction interval)."
    }
    guard !lines.isEmpty else { return [] }
    return [
      .paragraph(
        "The distances that the paper shows, each of one run, against what was measured (below 0: \(title) is the worse):"
      ),
      .list(lines),
      .paragraph(
        "That a published distance lies in the interval of single runs is little evidence for its size: every other distance "
          + "in the interval would do as well."),
    ]
  }

  /// Models that the paper does not compare with, each a claim of its own.
  static func beyond(_ contests: [Contest], _ models: ModelList) -> [Block] {
    guard let title = contests.first.map({ models.title($0.subject) }) else { return [] }
    let lines = contests.map { contest in
      "\(BestOnBothTasks.statement(contest, models)): \(verdict(contest)). \(title) is \(brief(contest.outcomes))."
    }
    return [
      .paragraph(
        "Beyond the paper, against other mixtures of LSTMs, each a claim of its own, in which \(title) is significantly worse by "
          + "Holm over the claim's tasks (in brackets the other model's log excess error minus \(title)'s):"
      ),
      .list(lines),
    ]
  }

  /// What became of the comparisons with one model, without the tests.
  private static func brief(_ outcomes: Contest.Outcomes) -> String {
    let groups = [
      ("significantly better than", outcomes.passed),
      ("significantly worse than", outcomes.reversed),
      ("not told from", outcomes.open),
    ]
    return groups.filter { !$0.1.isEmpty }.map { "\($0) \(names($1))" }.joined(separator: ", ")
  }

  /// Comparisons with their mean differences.
  private static func names(_ parts: [IntersectionUnion.Part]) -> String {
    Phrase.list(
      parts.map { part in
        part.name + (Summary(part.values).map { " (\(Phrase.signed($0.mean)))" } ?? "")
      })
  }

  /// What became of a claim against one model.
  private static func verdict(_ contest: Contest) -> String {
    switch contest.finding {
    case .supported, .negligible: "so it is here"
    case .unsupported: "not so here"
    default: "undecided"
    }
  }

  /// How far from what can be reached at all, and from what takes no more than to know the mode.
  static func references(
    _ errors: SequenceErrors, _ subject: String, _ results: ExperimentResults
  ) -> String {
    let (sweep, title) = (results.sweep, results.models.title(subject))
    func mean(_ model: String, _ task: String) -> Double? {
      errors.row(model, task: task, .nmse)?.mean
    }
    let parts = sweep.tasks.compactMap { task -> String? in
      guard let floor = mean(SequenceErrors.floor, task), let own = mean(subject, task), floor > 0
      else { return nil }
      return
        "on task \(task.dropFirst(4)) \(Phrase.significant(own)), \(Phrase.significant(own / floor)) times the floor of "
        + Phrase.significant(floor)
    }
    guard !parts.isEmpty else { return "" }
    let modes = sweep.tasks.compactMap { task in
      mean(SequenceErrors.modeMean, task).map {
        "\(Phrase.significant($0)) on task \(task.dropFirst(4))"
      }
    }
    return
      "No model can expect an NMSE below the floor, which the noise of the labels sets. \(title)'s mean is "
      + parts.joined(separator: ", and ") + "."
      + (modes.isEmpty
        ? ""
        : " To know a sample's mode, and to say the mean of the mode's training samples at every step, gives "
          + "\(Phrase.list(modes)): what lies above it, a model loses by not telling the modes apart or not having learned "
          + "their curves.")
  }

  /// The paper's Figure 6 as a whole.
  private static func published(_ errors: SequenceErrors) -> String {
    let (raw, relative) = (errors.judged(.raw), errors.judged(.relative))
    guard !raw.isEmpty, !relative.isEmpty else { return "" }
    return
      "The paper's Figure 6 shows one run per model. Relative to its own sequential multi-model, which is single-task here, "
      + "\(relative.count { $0 }) of \(relative.count) of its errors are ones that a further run here could have (95% "
      + "prediction intervals); \(errors.undistinguishing) of the \(relative.count) intervals are so wide that they also hold 1, an error "
      + "equal to single-task's. Of the errors as printed it is \(raw.count { $0 }) of \(raw.count). Those are not "
      + "comparable: the distributions of the data's constants are not published, and the ones used here are chosen to give "
      + "what its Figure 5 shows."
  }
}

// All that is wrong with one file, gathered so that it can be said at once.

/// Problems in the order in which they were found, each once.
final class ProblemList {
  private(set) var problems: [ExperimentFileError] = []
  private var known: Set<ExperimentFileError> = []

  /// Adds a problem unless it is known: a setting's data are read together with the experiment's.
  func add(_ problem: ExperimentFileError) {
    if known.insert(problem).inserted { problems.append(problem) }
  }
}

// Why an experiment file was refused.
internal import Formats

/// A file that is no experiment: which file, where in it, and what is wrong, in one sentence.
public struct ExperimentFileError: Error, Hashable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// The line, from 1; nil when the trouble is with the file as a whole.
  public var line: Int?
  /// What is wrong, such as `correlations[3] is 1.2, but must be a number from -1 to 1`.
  public var problem: String

  /// An error about a file.
  public init(file: String, line: Int? = nil, problem: String) {
    self.file = file
    self.line = line == 0 ? nil : line
    self.problem = problem
  }

  /// `experiments/seesaw.yaml:12: correlations[3] is 1.2, but must be a number from -1 to 1`.
  public var description: String {
    (line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)").message
  }
}

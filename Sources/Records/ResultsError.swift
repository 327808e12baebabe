// What is wrong with a results folder.

internal import Formats

/// Why results cannot be read, written or compared: one sentence.
public struct ResultsError: Error, CustomStringConvertible {
  /// The problem.
  public let description: String

  package init(_ description: String) { self.description = description.message }
}

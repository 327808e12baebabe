// Two results folders, one verdict.
import ArgumentParser
import Report

/// `reproduce diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two results folders: identical, within seed noise, or different.",
    discussion: """
      Folders made on one platform have to be equal byte for byte. Between platforms the last bits \
      of matrix products differ, and training amplifies them: there every mean over replicates has \
      to agree within its seed noise. Exit status 0 for these two, 1 if different, 2 for an error.

        swift run reproduce diff results/quick .results/quick
      """)

  @Argument(help: "A results folder, such as results/quick.")
  var first: String

  @Argument(help: "Another of the same scale.")
  var second: String

  func run() throws {
    let comparison: ResultsComparison
    do {
      comparison = try ResultsComparison(first, second)
    } catch {
      Terminal.remark("Error: \(error)")
      throw ExitCode(2)
    }
    for finding in comparison.findings.prefix(20) { print(finding) }
    if comparison.findings.count > 20 { print("… and \(comparison.findings.count - 20) more") }
    print(
      Terminal.coloured(comparison.verdict.rawValue, comparison.verdict == .different ? 31 : 32))
    if comparison.verdict == .different { throw ExitCode(1) }
  }
}

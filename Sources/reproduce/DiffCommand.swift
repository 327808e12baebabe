// Two files, folders or revisions of results, one verdict.
import ArgumentParser
import Comparison

/// `reproduce diff`.
struct DiffCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, markdown, json }

  enum PairingChoice: String, CaseIterable, ExpressibleByArgument { case auto, paired, unpaired }

  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two files, folders or git revisions of results.",
    discussion: """
      Says of every file and in total: identical, within tolerance, within seed noise, or different. \
      Rows are matched by their keys, not by their lines. Runs on the same data are compared one by \
      one, others by their means. Exit status 0 for the first two, 1 for the others, 2 for an error.

        swift run reproduce diff results/quick .results/quick
        swift run reproduce diff HEAD~1 results/quick
        swift run reproduce diff HEAD~1:results/quick/seesaw/metrics.csv my/metrics.csv
        swift run reproduce diff --match-experts results/quick other/results/quick
      """)

  @Argument(
    help: "A file, a folder, a git revision, or REVISION:path; after -- if it starts with a dash.")
  var first: String

  @Argument(help: "Another. A bare revision takes the other's path.")
  var second: String

  @Option(
    help: ArgumentHelp(
      "How far numbers may be apart: 1e-9 unless told otherwise; may be repeated.",
      valueName: "[column=]number"))
  var absolute: [Limit] = []

  @Option(
    help: ArgumentHelp(
      "The same as a share of the larger: 1e-6 unless told otherwise; may be repeated.",
      valueName: "[column=]number"))
  var relative: [Limit] = []

  @Option(help: "The columns that name a row, with commas; each table's own unless told otherwise.")
  var key: String?

  @Option(help: "paired, unpaired, or auto: paired where both sides have the same data.")
  var pairing: PairingChoice = .auto

  @Flag(help: "Judge every group of means at t.975, however many there are.")
  var pointwise = false

  @Flag(help: "Let experts of one module take the places that fit best.")
  var matchExperts = false

  @Flag(help: "Exit status 0 for within seed noise as well.")
  var allowSeedNoise = false

  @Flag(
    help:
      "For runs of one study: exit status 0 for identical, and between platforms for all but different."
  )
  var reproduction = false

  @Option(help: "text, markdown or json.")
  var format: Format = .text

  @Flag(help: "All lines of long lists, not the first 20.")
  var all = false

  var options: ComparisonOptions {
    var options = ComparisonOptions()
    for limit in absolute {
      if let column = limit.column {
        options.tolerance.absoluteByColumn[column] = limit.value
      } else {
        options.tolerance.absolute = limit.value
      }
    }
    for limit in relative {
      if let column = limit.column {
        options.tolerance.relativeByColumn[column] = limit.value
      } else {
        options.tolerance.relative = limit.value
      }
    }
    options.key = key?.split(separator: ",").map(String.init)
    options.pairing = Pairing(rawValue: pairing.rawValue)
    options.isPointwise = pointwise
    options.matchesExperts = matchExperts
    return options
  }

  func validate() throws {
    if let key, key.split(separator: ",").isEmpty {
      throw ValidationError("--key names no column")
    }
  }

  func run() throws {
    let comparison: ResultsComparison
    do {
      comparison = try ResultsComparison(first, second, options: options)
      if reproduction, comparison.isSameSpecification == nil {
        throw ValidationError("--reproduction needs a manifest.json on both sides")
      }
      let page = ComparisonPage(comparison, limit: all ? nil : 20)
      switch format {
      // Its texts are printable, and its colours are meant.
      case .text: Output.write(page.text { Terminal.coloured($1, Self.colour($0)) } + "\n")
      case .markdown: print(page.markdown(), terminator: "")
      case .json: print(try comparison.json())
      }
      try Output.check()
    } catch let error where !(error is ClosedPipe) {
      Terminal.remark("Error: \(error)")
      throw ExitCode(2)
    }
    if !isAccepted(comparison) { throw ExitCode(1) }
  }

  /// Whether the verdict ends with status 0.
  func isAccepted(_ comparison: ResultsComparison) -> Bool {
    if reproduction { return comparison.isReproduction }
    return comparison.verdict <= (allowSeedNoise ? .withinSeedNoise : .withinTolerance)
  }

  private static func colour(_ verdict: ComparisonVerdict) -> Int {
    switch verdict {
    case .identical, .withinTolerance: 32
    case .withinSeedNoise: 33
    case .different: 31
    }
  }
}

/// A limit of all columns, or of one: `1e-6`, `mean=1e-3`.
struct Limit: ExpressibleByArgument {
  var column: String?
  var value: Double

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let number = parts.last.flatMap({ Double($0) }), number >= 0, number.isFinite else {
      return nil
    }
    value = number
    if parts.count == 2 {
      guard !parts[0].isEmpty else { return nil }
      column = String(parts[0])
    }
  }
}

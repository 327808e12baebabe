// From the CSV records of one scale to its tables, figures, claims and page.

internal import Foundation
public import Experiments
internal import Formats

/// What a rendering wrote, and what it could not.
public struct RenderingOutcome: Sendable {
  /// The claims with their verdicts, in the order of the table.
  public var claims: [Claim]
  /// Every file written, relative to the folder, in order.
  public var files: [String]
  /// What is missing and what to do about it, one sentence each; empty when all is there.
  public var notices: [String]
}

/// Computes everything under `results/<scale>/` that is not a record, from the records alone.
public struct Rendering: Sendable {
  /// `results/<scale>`.
  public let folder: String
  /// Decides the words of the verdicts.
  public let scale: ScaleName
  /// The folder of the papers' own numbers.
  public let published: String
  /// The folder of the gnuplot scripts.
  public let scripts: String
  /// The program that draws.
  var gnuplot = "gnuplot"

  /// A rendering of one scale's folder.
  public init(folder: String, scale: ScaleName, published: String, scripts: String) {
    self.folder = folder
    self.scale = scale
    self.published = published
    self.scripts = scripts
  }

  /// Reads the published values, so that a study does not end hours later for want of them.
  /// - Throws: `FileError` or `CSVError` when one is missing or damaged.
  public func prepare() throws { _ = try PublishedValues(folder: published) }

  /// Writes `gains.csv`, `seesaw.csv` and figures of every experiment present, `claims.csv` and `report.md`.
  ///
  /// The same records give the same bytes. Without gnuplot everything but the figures is written, and a notice
  /// says what to install. Derived files of an earlier rendering that are no longer part of the results are deleted, and
  /// so are figures whose numbers have changed.
  /// - Throws: `ResultsError` when the folder holds no results of this scale; `FileError` or `CSVError` when a record
  ///   table is missing, damaged or not whole, or something cannot be written.
  public func render() throws -> RenderingOutcome {
    let study = try Study.read(
      folder: folder, scale: scale, published: PublishedValues(folder: published))
    var files: [String] = []
    func write(_ text: String, _ name: String) throws {
      try AtomicFile.write(text, to: "\(folder)/\(name)")
      files.append(name)
    }
    let results = ExperimentResults.all(study)
    var figures: [Figure] = []
    var removed: [String] = []
    for result in results {
      figures += result.figures
      // Before anything is written: a figure beside numbers that it does not show would be worse than none.
      removed += try DerivedFiles(result, folder: folder).removeStale()
      for (name, table) in result.tables { try write(table.text, "\(result.records.name)/\(name)") }
    }
    let claims = ClaimTable.claims(study)
    try write(ClaimTable.table(claims, scale).text, "claims.csv")

    let drawing = try Drawing(folder: folder, scripts: scripts, program: gnuplot).draw(figures)
    files += drawing.files
    let there = figures.map(\.path).filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
    let page = ReportPage(
      study: study, results: results, claims: claims, scale: scale, figures: there)
    try write(page.text, "report.md")
    return RenderingOutcome(
      claims: claims, files: files,
      notices: drawing.notices
        + Self.notices(
          kept: there.filter { !drawing.files.contains($0) },
          removed: removed.filter { $0.hasSuffix(".svg") && !drawing.files.contains($0) }))
  }

  /// What became of figures of an earlier rendering that were not drawn this time.
  private static func notices(kept: [String], removed: [String]) -> [String] {
    (kept.isEmpty
      ? []
      : ["Figures of an earlier rendering that still fit their numbers stay: \(Phrase.list(kept))."])
      + (removed.isEmpty
        ? []
        : [
          "Figures of an earlier rendering that no longer fit were deleted: \(Phrase.list(removed))."
        ])
  }

  /// The claims as an aligned table for a terminal.
  public func claimsTable(_ claims: [Claim], width: Int = 100) -> String {
    TextTable.claims(claims, scale, width: width)
  }
}

// Are two files, folders or revisions of results the same?

internal import Formats
internal import Foundation
internal import Records

/// What a comparison found.
package struct ResultsComparison: Codable, Sendable {
  /// What was compared.
  package let first: String
  /// With what.
  package let second: String
  /// What is known to differ before any file is compared: platforms, specifications, data.
  package let notes: [String]
  /// Whether both manifests name one numerical platform; nil where one is missing.
  package let isSamePlatform: Bool?
  /// Whether both manifests state the same study; nil where one is missing.
  package let isSameSpecification: Bool?
  /// Whether groups were judged at t.975 each, however many there are.
  package let isPointwise: Bool
  /// Files of the first side that the second has not.
  package let missingFiles: [String]
  /// Files that only the second side has.
  package let extraFiles: [String]
  /// The verdict in total: the worst of those that count.
  package let verdict: ComparisonVerdict
  /// The files that both sides have.
  package let files: [FileComparison]

  /// Compares two files, folders or revisions.
  ///
  /// - Parameters:
  ///   - tables: the tables whose columns are known.
  ///   - folder: where relative paths start, and whose repository revisions are looked up in; the
  ///     process's own folder if empty.
  /// - Throws: `ResultsError` when a name is none of these or schemas differ, and `FileError` or
  ///   `CSVError` when a file cannot be read.
  package init(
    _ first: String, _ second: String, options: ComparisonOptions = ComparisonOptions(),
    tables: KnownTables = KnownTables(), in folder: String = ""
  ) throws {
    let sides = try ComparedSide.both(first, second, in: folder)
    let context = try StudyContext(sides.0, sides.1, tables: tables)
    self.first = sides.0.name
    self.second = sides.1.name
    isPointwise = options.isPointwise
    isSamePlatform = context.isSamePlatform
    isSameSpecification = context.isSameSpecification
    let files = (try sides.0.files(), try sides.1.files())
    for (side, names) in [(sides.0, files.0), (sides.1, files.1)]
    where !names.contains(where: { $0.isEmpty || $0.hasSuffix(".csv") || $0 == "manifest.json" }) {
      throw ResultsError(
        "\(side.name) holds no CSV file and no manifest.json: it is no results folder")
    }
    // A figure that one side does not have could not be drawn there, or was not asked for.
    func lacking(_ names: [String], of others: [String]) -> [String] {
      names.filter { !others.contains($0) && context.reasonToLookDifferent($0) == nil }
    }
    missingFiles = lacking(files.0, of: files.1)
    extraFiles = lacking(files.1, of: files.0)
    var reader = ComparisonReader(context: context, options: options, tables: tables)
    for file in files.0 where files.1.contains(file) { try reader.compare(file) }
    self.files = reader.finished()
    notes = try context.notes + reader.notes + reader.checked()
    let worst = self.files.filter(\.isCounted).map(\.verdict).max() ?? .identical
    verdict = missingFiles.isEmpty && extraFiles.isEmpty ? worst : .different
  }

  /// Whether one side reproduces the other: the same study, and on one platform the same bytes;
  /// elsewhere last bits differ and training makes them grow, up to seed noise.
  package var isReproduction: Bool {
    guard isSameSpecification != false else { return false }
    if isSamePlatform == false { return verdict <= .withinSeedNoise }
    return verdict == .identical && files.allSatisfy { $0.hasSameBytes || !$0.isCounted }
  }

  /// The comparison as JSON with sorted keys.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self)
    // JSON leaves some control characters as they are; all that the encoder itself puts between texts are line feeds.
    guard !text.isPrintable else { return text }
    return text.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "\n" || String(scalar).isPrintable {
        text.unicodeScalars.append(scalar)
      } else {
        text +=
          "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16)
      }
    }
  }
}

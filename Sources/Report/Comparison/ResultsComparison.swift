// Are two files, folders or revisions of results the same?
internal import Formats
internal import Foundation

/// What a comparison found.
public struct ResultsComparison: Codable, Sendable {
  /// What was compared.
  public let first: String
  /// With what.
  public let second: String
  /// What is known to differ before any file is compared: platforms, specifications, data.
  public let notes: [String]
  /// Whether both manifests name one numerical platform; nil where one is missing.
  public let isSamePlatform: Bool?
  /// Whether both manifests state the same study; nil where one is missing.
  public let isSameSpecification: Bool?
  /// Whether groups were judged at t.975 each, however many there are.
  public let isPointwise: Bool
  /// Files of the first side that the second has not.
  public let missingFiles: [String]
  /// Files that only the second side has.
  public let extraFiles: [String]
  /// The verdict in total: the worst of those that count.
  public let verdict: ComparisonVerdict
  /// The files that both sides have.
  public let files: [FileComparison]

  /// Compares two files, folders or revisions.
  ///
  /// - Parameter folder: where relative paths start, and whose repository revisions are looked up
  ///   in; the process's own folder if empty.
  /// - Throws: `ResultsError` when a name is none of these or schemas differ, and `FileError` or
  ///   `CSVError` when a file cannot be read.
  public init(
    _ first: String, _ second: String, options: ComparisonOptions = ComparisonOptions(),
    in folder: String = ""
  ) throws {
    let sides = try ComparedSide.both(first, second, in: folder)
    let context = try StudyContext(sides.0, sides.1)
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
    // What gnuplot did not draw on one side, it could not.
    let drawn = context.isDrawnByOthers ? ".svg" : "/"
    missingFiles = files.0.filter { !files.1.contains($0) && !$0.hasSuffix(drawn) }
    extraFiles = files.1.filter { !files.0.contains($0) && !$0.hasSuffix(drawn) }
    var reader = ComparisonReader(context: context, options: options)
    for file in files.0 where files.1.contains(file) { try reader.compare(file) }
    self.files = reader.finished()
    notes = try context.notes + reader.notes + reader.checked()
    let worst = self.files.filter(\.isCounted).map(\.verdict).max() ?? .identical
    verdict = missingFiles.isEmpty && extraFiles.isEmpty ? worst : .different
  }

  /// Whether one side reproduces the other: the same study, and on one platform the same bytes;
  /// elsewhere last bits differ and training makes them grow, up to seed noise.
  public var isReproduction: Bool {
    guard isSameSpecification != false else { return false }
    if isSamePlatform == false { return verdict <= .withinSeedNoise }
    return verdict == .identical && files.allSatisfy { $0.hasSameBytes || !$0.isCounted }
  }

  /// The comparison as JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

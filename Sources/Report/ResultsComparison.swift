// Are two results folders the same? Byte for byte where both were made on one platform; elsewhere,
// where the last bits of products differ and training amplifies them, within retraining noise.
internal import Formats
internal import Foundation

/// What a comparison of two results folders found.
public struct ResultsComparison: Sendable {
  /// The outcome in one word.
  public enum Verdict: String, Sendable {
    /// All files are equal, byte for byte.
    case identical
    /// Made on different platforms; the runs differ by no more than retraining does.
    case withinSeedNoise = "within seed noise"
    /// Anything else.
    case different
  }

  /// The outcome.
  public let verdict: Verdict
  /// What was compared and what was found, line by line.
  public let findings: [String]

  /// Compares two results folders of one scale.
  ///
  /// - Throws: `ResultsError` when one of them is not a results folder or their schemas differ, and
  ///   `FileError` or `CSVError` when a file cannot be read.
  public init(_ first: String, _ second: String) throws {
    let manifests = try [first, second].map { folder in
      guard let manifest = try ResultsFolder(folder).readManifest() else {
        throw ResultsError("\(folder) holds no manifest.json: it is not a results folder")
      }
      return manifest
    }
    guard manifests[0].schemaVersion == manifests[1].schemaVersion else {
      throw ResultsError(
        "\(first) has schema version \(manifests[0].schemaVersion), \(second) has "
          + "\(manifests[1].schemaVersion): their files cannot be compared")
    }
    var findings: [String] = []
    if manifests[0].experiments != manifests[1].experiments {
      findings.append("the experiments' specifications differ")
    }
    let files = try [first, second].map { try Self.files(below: $0) }
    for (here, there, folder) in [(0, 1, second), (1, 0, first)] {
      for file in files[here] where !files[there].contains(file) {
        findings.append("\(file) is missing in \(folder)")
      }
    }
    let common = files[0].filter(files[1].contains)
    let unequal = try common.filter {
      try AtomicFile.read("\(first)/\($0)") != AtomicFile.read("\(second)/\($0)")
    }
    if findings.isEmpty && unequal.isEmpty {
      verdict = .identical
      self.findings = ["\(common.count) files, equal byte for byte"]
      return
    }
    var platforms = manifests.map(\.platform)
    let drawnAlike = platforms[0].gnuplot == platforms[1].gnuplot
    let described = platforms.map(\.summary)
    // What gnuplot draws is not what was measured.
    for index in platforms.indices { platforms[index].gnuplot = "" }
    guard findings.isEmpty, platforms[0] != platforms[1] else {
      let measured = unequal.filter {
        drawnAlike || !($0.hasSuffix(".svg") || $0 == "manifest.json")
      }
      verdict = findings.isEmpty && measured.isEmpty ? .identical : .different
      self.findings =
        try findings + measured.map { try Self.firstDifference($0, first, second) }
        + (drawnAlike ? [] : ["figures were drawn by different releases of gnuplot: not compared"])
      return
    }
    findings.append(
      "platforms differ (\(described[0]); \(described[1])): comparing runs within retraining noise "
        + "instead of bytes")
    let outside = try SeedNoise.differences(
      common.filter { $0.hasSuffix(".csv") }, first, second)
    verdict = outside.isEmpty ? .withinSeedNoise : .different
    self.findings = findings + outside
  }

  /// All files of a results folder, relative to it, sorted.
  private static func files(below folder: String) throws -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      // What a kill may have left is no result.
      if name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { return false }
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  private static func firstDifference(
    _ file: String, _ first: String, _ second: String
  ) throws -> String {
    let lines = try [first, second].map {
      try AtomicFile.read("\($0)/\(file)").split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
    let line = zip(lines[0], lines[1]).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    return "\(file) differs from line \((line ?? min(lines[0].count, lines[1].count)) + 1) on"
  }
}

extension Manifest.Platform {
  /// One line.
  fileprivate var summary: String { "OpenBLAS \(openblas) \(core), \(lapack), gnuplot \(gnuplot)" }
}

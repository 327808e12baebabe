// A results folder as the command line writes it: record tables and the manifest.

public import Experiments
internal import Formats
internal import Foundation

/// `results/<scale>`: the record tables of each experiment, and `manifest.json`.
public struct ResultsFolder: Sendable {
  /// Where.
  public let folder: String

  /// A folder, which need not exist.
  public init(_ folder: String) { self.folder = folder }

  private var manifestFile: String { "\(folder)/manifest.json" }

  /// What can be read of the manifest of any version.
  private struct Outline: Decodable {
    /// A value that nothing is asked about.
    struct Ignored: Decodable { init(from decoder: any Decoder) {} }
    var schemaVersion: Int
    var experiments: [String: Ignored]
  }

  /// Makes the folder and proves that files can be written to it, before any work is done.
  ///
  /// - Throws: `FileError`.
  public func prepare() throws {
    try AtomicFile.checkWritable(folder: folder)
    AtomicFile.removeLeftovers(in: folder)
  }

  /// Removes the folders of experiments that an earlier manifest names and this one does not, so that
  /// the folder holds what its manifest says.
  public func removeFormer(_ earlier: [String], keeping manifest: Manifest) throws {
    for name in earlier
    where manifest.experiments[name] == nil && !name.contains("/") && !name.hasPrefix(".") {
      let former = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: former) else { continue }
      do {
        try FileManager.default.removeItem(atPath: former)
      } catch {
        throw ResultsError("cannot remove \(former), whose experiment is no longer among these")
      }
    }
  }

  /// The manifest of a folder that is about to hold these experiments.
  ///
  /// - Parameter keepingOthers: whether results of other experiments stay.
  /// - Throws: `ResultsError` when results would stay that were made on another platform or by
  ///   other numerics: a folder says only one of each.
  public func manifest(
    of files: [ExperimentFile], at scale: ScaleName, platform: NumericPlatform, gnuplot: String?,
    keepingOthers: Bool
  ) throws -> Manifest {
    var manifest = Manifest(files, at: scale, platform: platform, gnuplot: gnuplot)
    guard keepingOthers, let present = try readManifest() else { return manifest }
    let others = present.experiments.filter { manifest.experiments[$0.key] == nil }
    guard
      others.isEmpty
        || (present.platform == manifest.platform
          && present.numericsVersion == manifest.numericsVersion
          && present.schemaVersion == manifest.schemaVersion)
    else {
      throw ResultsError(
        "\(folder) holds results of \(others.keys.sorted().joined(separator: ", ")) "
          + "made on another platform or by an older version; run `reproduce all`, or name another "
          + "folder with --output")
    }
    manifest.experiments.merge(others) { own, _ in own }
    manifest.presentation.merge(present.presentation.filter { others[$0.key] != nil }) { own, _ in
      own
    }
    return manifest
  }

  /// The manifest while some of its experiments are still being run. Of those, results that are there and were made
  /// by the very same study stay.
  public func partial(_ manifest: Manifest, without pending: [String]) -> Manifest {
    let present = try? readManifest()
    var partial = manifest
    for name in pending {
      let isThere =
        present?.experiments[name] == manifest.experiments[name]
        && present?.platform == manifest.platform
        && present?.numericsVersion == manifest.numericsVersion
      if isThere { continue }
      partial.experiments[name] = nil
      partial.presentation[name] = nil
    }
    return partial
  }

  /// The names of the experiments in the folder, whatever older version of the program wrote them.
  ///
  /// - Throws: `ResultsError` when a newer version did.
  public func experimentNames() throws -> [String] {
    guard FileManager.default.fileExists(atPath: manifestFile) else { return [] }
    let outline = try outline(Data(try AtomicFile.read(manifestFile)))
    guard outline.schemaVersion <= Manifest.currentSchemaVersion else {
      throw outdated(outline.schemaVersion)
    }
    return outline.experiments.keys.sorted()
  }

  private func outline(_ data: Data) throws -> Outline {
    do {
      return try JSONDecoder().decode(Outline.self, from: data)
    } catch {
      throw ResultsError(
        "\(manifestFile) is not a manifest of this program; "
          + "delete it, or name another folder with --output")
    }
  }

  private func outdated(_ version: Int) -> ResultsError {
    let current = Manifest.currentSchemaVersion
    return ResultsError(
      "\(manifestFile) has the schema version \(version), but this program reads \(current); "
        + (version > current
          ? "use a newer version of the program, or name another folder with --output"
          : "run all experiments again (reproduce all), or name another folder with --output"))
  }

  /// The manifest in the folder; nil when there is none.
  public func readManifest() throws -> Manifest? {
    guard FileManager.default.fileExists(atPath: manifestFile) else { return nil }
    let bytes = try AtomicFile.read(manifestFile)
    let version = try outline(Data(bytes)).schemaVersion
    guard version == Manifest.currentSchemaVersion else { throw outdated(version) }
    do {
      return try JSONDecoder().decode(Manifest.self, from: Data(bytes))
    } catch {
      throw ResultsError(
        "\(manifestFile) is damaged; delete it and run the experiments again, or name another folder "
          + "with --output")
    }
  }

  /// Writes the record tables of one experiment, and removes gate files of models it no longer has.
  public func write(_ result: StudyResult) throws {
    let experiment = "\(folder)/\(result.plan.experiment.name)"
    let tables = RecordTables(result).all()
    for (file, table) in tables { try table.write(to: "\(experiment)/\(file)") }
    let gates = "\(experiment)/gates"
    let written = Set(tables.map(\.file))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: gates)) ?? []
    where name.hasSuffix(".csv") && !written.contains("gates/\(name)") {
      try FileManager.default.removeItem(atPath: "\(gates)/\(name)")
    }
  }

  /// Writes the manifest.
  public func write(_ manifest: Manifest) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try AtomicFile.write(
      [UInt8](try encoder.encode(manifest)) + [UInt8(ascii: "\n")], to: manifestFile)
  }
}

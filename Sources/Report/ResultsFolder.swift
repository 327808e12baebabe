// A results folder as the command line writes it: record tables and the manifest.
public import Experiments
internal import Formats
internal import SyntheticData
internal import Foundation

/// Why results cannot be written where they were asked for.
public struct ResultsError: Error, CustomStringConvertible {
  /// One sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// `results/<scale>`: the record tables of each experiment, and `manifest.json`.
public struct ResultsFolder: Sendable {
  /// Where.
  public let folder: String

  /// A folder, which need not exist.
  public init(_ folder: String) { self.folder = folder }

  private var manifestFile: String { "\(folder)/manifest.json" }

  /// Makes the folder and proves that files can be written to it, before any work is done.
  ///
  /// - Throws: `FileError`.
  public func prepare() throws {
    try AtomicFile.checkWritable(folder: folder)
    AtomicFile.removeLeftovers(in: folder)
  }

  /// Removes the folders of experiments that an earlier manifest names and this one does not, so that
  /// the folder holds what its manifest says.
  public func removeFormer(_ earlier: Manifest?, keeping manifest: Manifest) throws {
    for name in (earlier?.experiments ?? [:]).keys.sorted()
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
    of plans: [Plan], platform: NumericPlatform, gnuplot: String?, keepingOthers: Bool
  ) throws -> Manifest {
    var manifest = Manifest(plans, platform: platform, gnuplot: gnuplot)
    guard keepingOthers, let present = try readManifest() else { return manifest }
    let others = present.experiments.filter { entry in
      !plans.contains { $0.experiment.name == entry.key }
    }
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
    return manifest
  }

  /// The manifest in the folder; nil when there is none.
  public func readManifest() throws -> Manifest? {
    guard FileManager.default.fileExists(atPath: manifestFile) else { return nil }
    let bytes = try AtomicFile.read(manifestFile)
    do {
      return try JSONDecoder().decode(Manifest.self, from: Data(bytes))
    } catch {
      throw ResultsError(
        "\(manifestFile) is not a manifest of this program; "
          + "delete it, or name another folder with --output")
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

/// What made the results of a folder.
public struct Manifest: Codable, Hashable, Sendable {
  /// The libraries and programs that the bytes depend on.
  public struct Platform: Codable, Hashable, Sendable {
    /// OpenBLAS's release.
    public var openblas: String
    /// OpenBLAS's kernels.
    public var core: String
    /// The LAPACK library.
    public var lapack: String
    /// gnuplot's release, or `none`.
    public var gnuplot: String
  }

  /// Counts up when a file of the folder changes its form.
  public var schemaVersion = 3
  /// Counts up when the same specification gives other bits.
  public var numericsVersion: Int
  /// Where the results were made.
  public var platform: Platform
  /// `quick` or `paper`.
  public var scale: String
  /// The experiments by name, as they were run.
  public var experiments: [String: Experiment]

  /// The manifest of plans of one scale.
  init(_ plans: [Plan], platform: NumericPlatform, gnuplot: String?) {
    numericsVersion = Experiments.numericsVersion
    self.platform = Platform(
      openblas: platform.openblas, core: platform.core, lapack: platform.lapack,
      gnuplot: gnuplot ?? "none")
    scale = plans.first?.scaleName.rawValue ?? ScaleName.quick.rawValue
    experiments = [:]
    for plan in plans {
      var experiment = plan.experiment
      // A file leaves sizes to its scales; here there is one scale.
      experiment.data = experiment.data.sized(to: plan.scale)
      experiment.scales = [.init(name: plan.scaleName, scale: plan.scale)]
      experiments[experiment.name] = experiment
    }
  }
}

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

  private var manifestFile: ManifestFile { ManifestFile(folder: folder) }

  private func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }

  // MARK: Before any work

  /// Makes the folder and proves that all files of these experiments can be written to it.
  ///
  /// - Throws: `FileError` when they cannot, `ResultsError` when files of these names are somebody else's: pages without
  ///   a manifest, or tables with other columns.
  public func prepare(for plans: [Plan] = []) throws {
    if !isThere("manifest.json") {
      for name in ["report.md", "claims.csv"] where isThere(name) {
        throw ResultsError(
          "\(folder) holds \(name) but no manifest.json, so this is no folder of results; "
            + "name another folder with --output")
      }
    }
    try AtomicFile.checkWritable(folder: folder)
    AtomicFile.removeLeftovers(in: folder)
    for name in ["manifest.json", "report.md", "claims.csv"] {
      try AtomicFile.checkWritable(file: "\(folder)/\(name)")
    }
    for plan in plans {
      try refuseForeign(plan.experiment.name)
      for place in [plan.experiment.name, "\(plan.experiment.name)/gates"] where isThere(place) {
        try AtomicFile.checkWritable(folder: "\(folder)/\(place)")
        AtomicFile.removeLeftovers(in: "\(folder)/\(place)")
      }
      for file in present(plan) { try AtomicFile.checkWritable(file: "\(folder)/\(file)") }
    }
  }

  /// Refuses to write over a file that has the name of a record table, and is none.
  private func refuseForeign(_ experiment: String) throws {
    for table in RecordSchemas.all where isThere("\(experiment)/\(table.file)") {
      guard let column = table.columns.first?.name else { continue }
      let path = "\(folder)/\(experiment)/\(table.file)"
      let header = try AtomicFile.read(path).prefix { $0 != UInt8(ascii: "\n") }
      // Every form of the tables that there has been begins with this column.
      guard header.starts(with: "\(column),".utf8) else {
        throw ResultsError(
          "\(path) is no table of this program, which would write over it; move it, or name another folder with --output"
        )
      }
    }
  }

  /// What is there under the names of an experiment's tables, figures and pages.
  private func present(_ plan: Plan) -> [String] {
    let name = plan.experiment.name
    let shown = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
    return
      (RecordTables.files(of: plan)
      + shown.filter { file in [".csv", ".svg", ".md"].contains(where: file.hasSuffix) })
      .map { "\(name)/\($0)" }.filter(isThere)
  }

  /// Experiments of which the folder holds results of another study, which these will replace: one sentence each.
  ///
  /// - Throws: `ResultsError` when the manifest cannot be read.
  public func replaced(by files: [ExperimentFile], at scale: ScaleName) throws -> [String] {
    guard let outline = try manifestFile.outline(),
      outline.schemaVersion == Manifest.currentSchemaVersion, let present = try readManifest()
    else { return [] }
    return files.compactMap { file in
      let (name, asked) = (file.experiment.name, file.experiment.asRun(at: scale))
      guard let there = present.experiments[name], there != asked, isThere(name) else { return nil }
      let seeds = there.seed == asked.seed ? "" : " (seed \(there.seed), not \(asked.seed))"
      return "\(folder)/\(name) holds results of another study\(seeds), which will be replaced; "
        + "to keep both, name another folder with --output"
    }
  }

  // MARK: The manifest

  /// The manifest in the folder; nil when there is none.
  ///
  /// - Throws: `ResultsError` when it is of another version or damaged.
  public func readManifest() throws -> Manifest? { try manifestFile.read() }

  /// Writes the manifest.
  public func write(_ manifest: Manifest) throws { try manifestFile.write(manifest) }

  /// Has the manifest say how the files of its studies show them now.
  ///
  /// - Throws: `ResultsError` when the manifest cannot be read.
  public func recordPresentation(of files: [ExperimentFile], at scale: ScaleName) throws {
    guard var manifest = try readManifest() else { return }
    for file in files
    where manifest.experiments[file.experiment.name] == file.experiment.asRun(at: scale) {
      manifest.presentation[file.experiment.name] = file.presentation
    }
    try write(manifest)
  }

  /// The manifest of a folder in which these experiments stand beside those that are there.
  ///
  /// - Parameter pending: those of the experiments that are still to be run. Of them, results that are there and were
  ///   made by the very same study stay.
  /// - Throws: `ResultsError` when results would stay that were made on another platform or by another version: a
  ///   folder says only one of each.
  public func manifest(
    of files: [ExperimentFile], pending: [String] = [], at scale: ScaleName,
    platform: NumericPlatform, gnuplot: String?
  ) throws -> Manifest {
    var manifest = Manifest(files, at: scale, platform: platform, gnuplot: gnuplot)
    guard let outline = try manifestFile.outline() else {
      return manifest.without(pending)
    }
    // What was taken away by hand is no result that could be lost.
    let others = outline.experiments.keys.filter {
      manifest.experiments[$0] == nil && isThere($0)
    }.sorted()
    let present =
      outline.schemaVersion == Manifest.currentSchemaVersion ? try readManifest() : nil
    guard let present, present.isMixable(with: manifest) else {
      if others.isEmpty { return manifest.without(pending) }
      throw ResultsError(
        "\(folder) holds results of \(others.joined(separator: ", ")) made on another platform or by an "
          + "older version; run them too (`reproduce all`), move them away, or name another folder with "
          + "--output")
    }
    let former = pending.filter { present.experiments[$0] != manifest.experiments[$0] }
    manifest = manifest.without(former)
    for name in others {
      manifest.experiments[name] = present.experiments[name]
      manifest.presentation[name] = present.presentation[name]
    }
    return manifest
  }

  // MARK: Writing

  /// Does something while no other process writes to the folder.
  ///
  /// - Parameter waiting: is called once if another process is writing.
  public func exclusively<Result>(
    waiting: () -> Void = {}, _ body: () throws -> Result
  ) throws -> Result {
    try FolderLock.holding(folder, waiting: waiting, body)
  }

  /// Writes the record tables of one experiment, and removes those of its former study that it no longer has: gate files
  /// of models, or curves.
  ///
  /// Until they are whole, no manifest says that they are.
  /// - Parameter former: the study whose results are in the folder, where the manifest no longer names it: while several
  ///   experiments are run it names those that are whole.
  public func write(_ result: StudyResult, former: Experiment? = nil) throws {
    let name = result.plan.experiment.name
    let experiment = "\(folder)/\(name)"
    let present = try? readManifest()
    let there = present?.experiments[name]
    if let present, let there, there != result.plan.asked { try write(present.without([name])) }
    let tables = RecordTables(result).all()
    for (file, table) in tables { try table.write(to: "\(experiment)/\(file)") }
    // Files that this program never wrote are not its own to remove.
    guard let former = there ?? former else { return }
    let written = Set(tables.map(\.file))
    for file in RecordTables.files(of: try Plan(former, at: result.plan.scaleName))
    where !written.contains(file) {
      let path = "\(experiment)/\(file)"
      guard FileManager.default.fileExists(atPath: path) else { continue }
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        throw ResultsError("cannot remove \(path), which the experiment no longer has")
      }
    }
  }
}

extension Manifest {
  /// The manifest without some of its experiments.
  func without(_ names: [String]) -> Manifest {
    var manifest = self
    for name in names {
      manifest.experiments[name] = nil
      manifest.presentation[name] = nil
    }
    return manifest
  }

  /// Whether results of both may stand in one folder.
  fileprivate func isMixable(with other: Manifest) -> Bool {
    platform == other.platform && numericsVersion == other.numericsVersion && scale == other.scale
  }
}

extension Plan {
  /// The experiment as a manifest has it.
  fileprivate var asked: Experiment { experiment.asRun(at: scaleName) }
}

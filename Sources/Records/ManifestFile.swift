// `manifest.json` on the disk: whose it is, and what may stand beside it.

internal import Experiments
internal import Formats
internal import Foundation

/// The manifest of a results folder.
struct ManifestFile {
  /// `results/<scale>`.
  let folder: String

  var path: String { "\(folder)/manifest.json" }

  private var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// What can be read of the manifest of any version.
  struct Outline: Decodable {
    /// A value that nothing is asked about.
    struct Ignored: Decodable { init(from decoder: any Decoder) {} }
    var schemaVersion: Int
    var numericsVersion: Int?
    var experiments: [String: Ignored]
  }

  /// The outline of a manifest of this version or an earlier one; nil when there is no manifest.
  /// - Throws: `ResultsError` when a newer version wrote it, or when it is none.
  func outline() throws -> Outline? {
    guard isThere else { return nil }
    return try outline(of: AtomicFile.read(path))
  }

  private func outline(of bytes: [UInt8]) throws -> Outline {
    guard let outline = try? JSONDecoder().decode(Outline.self, from: Data(bytes)) else {
      throw ResultsError(
        "\(path) is not a manifest of this program; "
          + "delete it, or name another folder with --output")
    }
    try refuseNewer("schema", outline.schemaVersion, than: Manifest.currentSchemaVersion)
    try refuseNewer("numerics", outline.numericsVersion ?? 0, than: Experiments.numericsVersion)
    return outline
  }

  private func refuseNewer(_ what: String, _ version: Int, than current: Int) throws {
    guard version > current else { return }
    throw ResultsError(
      "\(path) has the \(what) version \(version), but this program reads \(current); "
        + "use a newer version of the program, or name another folder with --output")
  }

  /// The manifest; nil when there is none.
  /// - Throws: `ResultsError` when it is of another version, damaged, or asks for what no experiment file may.
  func read() throws -> Manifest? {
    guard isThere else { return nil }
    let bytes = try AtomicFile.read(path)
    let version = try outline(of: bytes).schemaVersion
    guard version == Manifest.currentSchemaVersion else {
      throw ResultsError(
        "\(path) has the schema version \(version), but this program reads "
          + "\(Manifest.currentSchemaVersion); run all experiments again (reproduce all), or name another "
          + "folder with --output")
    }
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)) else {
      throw damaged("")
    }
    let known = try JSONSerialization.jsonObject(with: JSONEncoder().encode(manifest))
    let given = try JSONSerialization.jsonObject(with: Data(bytes))
    if let key = Self.unknownKey(of: given, beside: known) {
      throw ResultsError(
        "\(path) has the key \(key.printable()), which this program does not know; run all experiments again "
          + "(reproduce all), or name another folder with --output")
    }
    do throws(ExperimentFileError) {
      try manifest.check(file: path)
    } catch {
      throw damaged(": \(error.problem)")
    }
    return manifest
  }

  /// The first key that was read over, as in `experiments.seesaw.key`; nil where there is none. What it asks for would be
  /// lost without a word.
  private static func unknownKey(of given: Any, beside known: Any) -> String? {
    if let given = given as? [String: Any] {
      let known = known as? [String: Any] ?? [:]
      for (key, value) in given.sorted(by: { $0.key < $1.key }) {
        guard let same = known[key] else { return key }
        if let inner = unknownKey(of: value, beside: same) { return "\(key).\(inner)" }
      }
    }
    guard let given = given as? [Any], let known = known as? [Any] else { return nil }
    return zip(given, known).lazy.compactMap { unknownKey(of: $0, beside: $1) }.first
  }

  private func damaged(_ reason: String) -> ResultsError {
    ResultsError(
      "\(path) is damaged\(reason); delete it and run the experiments again, or name another folder "
        + "with --output")
  }

  func write(_ manifest: Manifest) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](try encoder.encode(manifest)) + [UInt8(ascii: "\n")], to: path)
  }
}

extension Manifest {
  /// Checks what a file is checked for when it is read: that the experiments are possible ones.
  /// - Throws: `ExperimentFileError`.
  func check(file: String) throws(ExperimentFileError) {
    func refusal(_ problem: String) -> ExperimentFileError {
      ExperimentFileError(file: file, problem: problem)
    }
    guard let scale = ScaleName(rawValue: scale) else {
      throw refusal("scale is \(scale), but must be quick or paper")
    }
    for name in experiments.keys.sorted() {
      guard let experiment = experiments[name] else { continue }
      guard experiment.name == name else {
        throw refusal("the experiment \(name) is called \(experiment.name) in it")
      }
      guard experiment.scales.map(\.name) == [scale] else {
        throw refusal("the experiment \(name) has other scales than \(scale.rawValue)")
      }
      try experiment.checkRecorded(in: file)
    }
    for name in presentation.keys.sorted() {
      guard presentation[name]?.isPrintable != false else {
        throw refusal("the presentation of \(name) has control characters")
      }
    }
    for text in [platform.openblas, platform.core, platform.lapack, platform.gnuplot]
    where !text.isPrintable {
      throw refusal("platform has control characters")
    }
  }
}

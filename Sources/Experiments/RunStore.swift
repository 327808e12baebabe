// The cache of finished runs: a folder of records, each whole or absent.
internal import Formats
internal import Foundation

/// Records by specification, in a folder that may be deleted or moved at any time.
///
/// A record's file is named after the checksum of its specification and platform;
/// its first line is the checksum of the rest, so that damage is noticed.
public struct RunStore: Sendable {
  /// Where the records are.
  public let folder: String
  /// The libraries in use: records of others are not these runs.
  public let platform: NumericPlatform

  /// What the store knows of a run.
  public enum Finding: Sendable {
    /// A whole record of this very run.
    case found(RunRecord)
    /// No record.
    case absent
    /// A record that cannot be used, and why.
    case unusable(file: String, reason: String)
  }

  /// A store in a folder, which need not exist.
  public init(folder: String, platform: NumericPlatform) {
    self.folder = folder
    self.platform = platform
  }

  /// Makes the folder and proves that records can be written to it, before any run is trained. A store in which
  /// all records are found is only read.
  ///
  /// - Throws: `FileError`.
  public func prepare() throws {
    try AtomicFile.checkWritable(folder: folder)
    AtomicFile.removeLeftovers(in: folder)
  }

  /// Looks a run up. For a run without a curve the record of the same run with one will do: another experiment may have
  /// asked for it. Such a record of a newer version is left alone, as training this run writes another file.
  ///
  /// - Throws: `FileError` when a newer version of the program wrote its record.
  public func find(_ spec: RunSpec) throws -> Finding {
    let own = try look(for: spec)
    if case .found = own { return own }
    guard let watched = spec.withCurve, case .found(var record) = try? look(for: watched) else {
      return own
    }
    record.spec = spec
    record.curve = []
    return .found(record)
  }

  /// The file that ``find(_:)`` reads, or would if it were there.
  public func fileInUse(of spec: RunSpec) throws -> String {
    let own = try file(of: spec)
    guard !FileManager.default.fileExists(atPath: own), let watched = spec.withCurve else {
      return own
    }
    let other = try file(of: watched)
    return FileManager.default.fileExists(atPath: other) ? other : own
  }

  /// What the file of a run has.
  private func look(for spec: RunSpec) throws -> Finding {
    let path = try file(of: spec)
    guard FileManager.default.fileExists(atPath: path) else { return .absent }
    func unusable(_ reason: String) -> Finding { .unusable(file: path, reason: reason) }
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path)
    } catch {
      return unusable("\(error)")
    }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      return unusable("it is damaged: its first line has no end")
    }
    let body = bytes[(end + 1)...]
    var checksum = Checksum()
    checksum.combine(body)
    guard bytes[..<end].elementsEqual(checksum.hex.utf8) else {
      return unusable("it is damaged: its checksum does not fit its content")
    }
    // To train such a run again would replace what a newer version needs.
    if let version = try? Self.decoder.decode(Outline.self, from: Data(body)).numericsVersion,
      version > numericsVersion
    {
      throw FileError(
        action: "use the record", path: path,
        reason: "it is of numerics version \(version), and this program knows those up to "
          + "\(numericsVersion); use a newer version of the program, or another folder (--store)")
    }
    guard let record = try? Self.decoder.decode(RunRecord.self, from: Data(body)) else {
      return unusable("it was written by another version of the program")
    }
    guard record.numericsVersion == numericsVersion else {
      return unusable(
        "it is of numerics version \(record.numericsVersion), this is \(numericsVersion)")
    }
    guard record.spec == spec, record.platform == platform else {
      return unusable("it is the record of another run")
    }
    guard record.isWhole else { return unusable("it is damaged: measurements are missing") }
    return .found(record)
  }

  /// Writes a record, whole or not at all.
  ///
  /// - Throws: `FileError` when the disk is full or the folder cannot be written to.
  public func save(_ record: RunRecord) throws {
    let body = [UInt8](try Self.encoder.encode(record))
    var checksum = Checksum()
    checksum.combine(body)
    try AtomicFile.write("\(checksum.hex)\n".utf8 + body, to: file(of: record.spec))
  }

  /// What can be read of a record of any version.
  private struct Outline: Decodable { var numericsVersion: Int }

  // A measurement that is not a number, as of labels that do not vary, is kept as what it is; tables
  // leave it empty.
  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  /// The file of a run. The numerics version is not part of the name: an outdated record is found,
  /// named and replaced rather than left behind (but for one with a curve, where the run needs none).
  public func file(of spec: RunSpec) throws -> String {
    var checksum = Checksum(of: try spec.canonical())
    checksum.combine("\(platform.openblas) \(platform.core) \(platform.lapack)".utf8)
    return "\(folder)/\(checksum.hex).json"
  }
}

// A finished run that is named by its record's file instead of by its specification.
internal import Formats
internal import Foundation

extension RunStore {
  /// The record of a file, checked as if the run had been looked up.
  ///
  /// - Throws: `FileError` if the file cannot be read, or is no whole record of this version under its own
  ///   name.
  public static func read(_ path: String) throws -> RunRecord {
    let bytes = try AtomicFile.read(path)
    func unusable(_ reason: String) -> FileError {
      FileError(action: "use the stored run", path: path, reason: reason)
    }
    struct Identity: Decodable {
      let spec: RunSpec
      let platform: NumericPlatform
    }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let own = try? JSONDecoder().decode(Identity.self, from: Data(bytes[(end + 1)...]))
    else { throw unusable("it is no record of a run, or of another version of the program") }
    let folder = (path as NSString).deletingLastPathComponent
    let store = RunStore(folder: folder.isEmpty ? "." : folder, platform: own.platform)
    let name = (path as NSString).lastPathComponent
    guard (try store.file(of: own.spec) as NSString).lastPathComponent == name else {
      throw unusable("its name is not that of its run")
    }
    switch try store.find(own.spec) {
    case .found(let record): return record
    case .absent: throw unusable("it is gone")
    case .unusable(_, let reason): throw unusable(reason)
    }
  }
}

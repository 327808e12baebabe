// Where a file's bytes go: what a path leads to, and what is there already.

internal import Foundation

/// A file that can be replaced: the one that a path names, or that its links lead to.
struct WritablePlace {
  /// The path as it was given, for messages.
  let path: String
  /// The file itself, which need not exist.
  let file: String
  /// The folder that holds it; empty for the working folder.
  let folder: String
  /// What is there; nil when there is nothing.
  private let present: stat?

  /// Follows the links of a path.
  /// - Throws: ``FileError`` when what is there is no file, or is write-protected.
  init(_ path: String) throws {
    self.path = path
    func refusal(_ reason: String) -> FileError {
      FileError(action: "write", path: path, reason: reason)
    }
    if path.isEmpty || path.hasSuffix("/") { throw refusal("this is no name of a file") }
    var file = path
    var status = stat()
    // As many links as Linux follows.
    for _ in 0..<40 where lstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: file) else {
        throw FileError(action: "write", path: path, code: errno)
      }
      file = next.hasPrefix("/") ? next : Self.joined(Self.folder(of: file), next)
    }
    self.file = file
    folder = Self.folder(of: file)
    guard lstat(file, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else {
        throw FileError(action: "write", path: path, code: errno)
      }
      present = nil
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw refusal("there is a folder of that name")
    case S_IFLNK: throw FileError(action: "write", path: path, code: ELOOP)
    default: throw refusal("there is a device or a pipe of that name, not a file")
    }
    guard access(file, W_OK) == 0 else {
      throw errno == EACCES
        ? refusal("the file is write-protected")
        : FileError(action: "write", path: path, code: errno)
    }
    present = status
  }

  /// A new file beside this one, which a crash may leave there.
  func openTemporary() throws -> (path: String, descriptor: Int32) {
    let temporary = Self.joined(folder, ".\(UUID().uuidString).tmp")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(action: "write", path: path, code: errno) }
    return (temporary, descriptor)
  }

  /// Gives an open file the owner, where that is possible, and the mode of the one that it replaces.
  func keepMode(_ descriptor: Int32) throws {
    guard let present else { return }
    // Only the superuser may give files away.
    _ = fchown(descriptor, present.st_uid, present.st_gid)
    guard fchmod(descriptor, present.st_mode & 0o7777) == 0 else {
      throw FileError(action: "write", path: path, code: errno)
    }
  }

  /// Whether a file's name is one that ``openTemporary()`` gives; earlier versions put the file's own name in front.
  static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
    return UUID(uuidString: String(name.dropLast(4).suffix(36))) != nil
  }

  private static func folder(of file: String) -> String {
    (file as NSString).deletingLastPathComponent
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }
}

// Atomic file writes: a file is written completely or not at all.

internal import Foundation

/// A file or folder that could not be read or written: one sentence with its path and the reason.
public struct FileError: Error, Hashable, CustomStringConvertible {
  /// The action that failed: `write`, `read`, `create the folder`.
  public var action: String
  /// The file or folder.
  public var path: String
  /// The reason and, where there is one, the remedy.
  public var reason: String

  /// An error about one file.
  public init(action: String, path: String, reason: String) {
    self.action = action
    self.path = path
    self.reason = reason
  }

  /// An error from the system's error number.
  init(action: String, path: String, code: Int32) {
    let reason =
      switch code {
      case ENOSPC: "the disk is full; free some space and start again"
      case EDQUOT: "your disk quota is used up; free some space and start again"
      case EFBIG: "the file would be larger than the system allows"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT: "there is no such file or folder"
      case EISDIR: "there is a folder of that name"
      case ENOTDIR: "a part of its path is a file, not a folder"
      case ENAMETOOLONG: "its name is too long"
      case ELOOP: "its links lead in a circle"
      case EMFILE, ENFILE: "too many files are open; raise the limit (ulimit -n)"
      default: String(cString: strerror(code)).lowercased()
      }
    self.init(action: action, path: path, reason: reason)
  }

  /// One sentence: what could not be done to which file, and why.
  public var description: String { "cannot \(action) \(path): \(reason)".message }
}

/// Atomic writes, and reads with the same errors.
public enum AtomicFile {
  /// Replaces a file's content, or creates it with the folders above it.
  ///
  /// The bytes go to a temporary file in the same folder, are flushed to disk, and are renamed to
  /// the file's name. A reader sees the complete old or the complete new content at any moment and
  /// after any crash. A link stays, and the file that it leads to is written; a file keeps its mode.
  /// - Throws: ``FileError``; the temporary file is then removed and the old content unchanged.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    let place = try WritablePlace(path)
    if !place.folder.isEmpty { try createFolder(place.folder) }
    let (temporary, descriptor) = try place.openTemporary()
    do {
      do {
        try write(bytes, through: descriptor, path: path)
        try place.keepMode(descriptor)
      } catch {
        close(descriptor)
        throw error
      }
      guard close(descriptor) == 0, rename(temporary, place.file) == 0 else {
        throw FileError(action: "write", path: path, code: errno)
      }
    } catch {
      unlink(temporary)
      throw error
    }
    flushFolder(place.folder.isEmpty ? "." : place.folder)
  }

  /// Finds out whether a file can be written, without writing it, so that a long run does not fail at
  /// its end.
  /// - Throws: ``FileError``: there is a folder or a device of that name, the file is write-protected, or
  ///   nothing can be written to its folder, which has to exist.
  public static func checkWritable(file path: String) throws {
    let place = try WritablePlace(path)
    var status = stat()
    if !place.folder.isEmpty, stat(place.folder, &status) != 0, errno == ENOENT {
      throw FileError(
        action: "write", path: path, reason: "there is no folder \(place.folder); make it first")
    }
    let (temporary, descriptor) = try place.openTemporary()
    close(descriptor)
    unlink(temporary)
  }

  /// Replaces a file's content by a text in UTF-8.
  /// - Throws: ``FileError``.
  public static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// The bytes of a file.
  ///
  /// - Parameter limit: after how many bytes it is enough; what is returned is then longer.
  /// - Throws: ``FileError``.
  public static func read(_ path: String, atMost limit: Int = .max) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(action: "read", path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(action: "read", path: path, code: errno)
    }
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 4096))
    var filled = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(action: "read", path: path, code: errno) }
      if count == 0 { break }
      filled += count
      if filled > limit { break }
      // A device can go on for ever; a pipe may be a table.
      if filled > 1 << 30, status.st_mode & S_IFMT != S_IFREG {
        throw FileError(action: "read", path: path, reason: "it is no file, and has no end")
      }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Creates a folder and its parents. An existing folder is not an error.
  /// - Throws: ``FileError``.
  public static func createFolder(_ path: String) throws {
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    var status = stat()
    if stat(path, &status) != 0, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      throw FileError(
        action: "create the folder", path: path, reason: "there is a link of that name to nothing")
    }
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw FileError(
        action: "create the folder", path: path, reason: "there is a file of that name")
    }
    let parent = (path as NSString).deletingLastPathComponent
    guard code == ENOENT, !parent.isEmpty, parent != path else {
      throw FileError(action: "create the folder", path: path, code: code)
    }
    try createFolder(parent)
    // Another process may have created it in the meantime.
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw FileError(action: "create the folder", path: path, code: errno)
    }
  }

  /// Removes this program's temporary files that a killed or crashed process left in a folder.
  /// Files that changed within the last hour are kept, because another process may be writing them, and so
  /// are those that others made.
  public static func removeLeftovers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where WritablePlace.isTemporary(name) {
      var status = stat()
      let path = "\(folder)/\(name)"
      guard stat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec > 3600 else { continue }
      unlink(path)
    }
  }

  /// Creates a folder if necessary and checks that files can be written to it, so that a long run
  /// does not fail when it stores its results.
  /// - Throws: ``FileError``.
  public static func checkWritable(folder: String) throws {
    try createFolder(folder)
    do {
      let (temporary, descriptor) = try WritablePlace("\(folder)/any").openTemporary()
      close(descriptor)
      unlink(temporary)
    } catch let error as FileError {
      throw FileError(action: "write to the folder", path: folder, reason: error.reason)
    }
  }

  /// Writes all bytes through an open descriptor and flushes them to the disk.
  static func write(_ bytes: [UInt8], through descriptor: Int32, path: String) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError(action: "write", path: path, code: errno) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw FileError(action: "write", path: path, code: errno) }
  }

  /// Flushes a folder, so that a rename in it survives a power failure. Errors are ignored, because
  /// some file systems do not support this.
  static func flushFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

// One writer at a time: two processes that write to one folder of results wait for each other.

internal import Foundation

/// A folder that this process alone may write to, until the lock is dropped or the process ends.
///
/// The lock is on the folder itself, so nothing is left behind. A file system without locks gives none: there, what two
/// processes write at the same moment is whole, but may be of one of them.
public final class FolderLock {
  private let descriptor: Int32

  /// Waits until no other process holds the lock.
  ///
  /// - Parameters:
  ///   - folder: a folder that exists.
  ///   - waiting: is called once if another process holds it.
  /// - Throws: ``FileError`` when the folder cannot be opened.
  public init(_ folder: String, waiting: () -> Void) throws {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(action: "open", path: folder, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    waiting()
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  deinit { close(descriptor) }

  /// Does something while a folder is locked.
  public static func holding<Result>(
    _ folder: String, waiting: () -> Void, _ body: () throws -> Result
  ) throws -> Result {
    let lock = try FolderLock(folder, waiting: waiting)
    return try withExtendedLifetime(lock, body)
  }
}

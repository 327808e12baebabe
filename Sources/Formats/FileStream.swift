// Files that are written piece by piece: memory does not grow with their length.

internal import Foundation

/// A file under construction. It appears under its name when it is finished, completely or not at
/// all.
///
/// The bytes go to a temporary file in the same folder, which is removed if the stream is dropped
/// unfinished.
public final class FileStream {
  /// The file's final path.
  public let path: String
  private let place: WritablePlace
  private let temporary: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  /// Creates the folders above a file and its temporary file. A link stays, and the file that it leads to is
  /// written; a file keeps its mode.
  ///
  /// - Throws: ``FileError``, also when what is there is no file.
  public init(_ path: String) throws {
    self.path = path
    place = try WritablePlace(path)
    if !place.folder.isEmpty { try AtomicFile.createFolder(place.folder) }
    (temporary, descriptor) = try place.openTemporary()
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  deinit { discard() }

  /// Appends bytes.
  ///
  /// - Throws: ``FileError``.
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends a text in UTF-8.
  ///
  /// - Throws: ``FileError``.
  public func append(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends floats, little-endian.
  ///
  /// - Throws: ``FileError``.
  public func append(_ floats: UnsafeBufferPointer<Float>) throws {
    #if _endian(little)
      try append(UnsafeRawBufferPointer(floats))
    #else
      let words = floats.map(\.bitPattern.littleEndian)
      try words.withUnsafeBytes { try append($0) }
    #endif
  }

  /// Flushes everything to the disk and gives the file its name.
  ///
  /// - Throws: ``FileError``; the old content of the file is then unchanged.
  public func finish() throws {
    try flush()
    try place.keepMode(descriptor)
    guard fsync(descriptor) == 0 else {
      throw FileError(action: "write", path: path, code: errno)
    }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporary, place.file) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(action: "write", path: path, code: code)
    }
    AtomicFile.flushFolder(place.folder.isEmpty ? "." : place.folder)
  }

  private func flush() throws {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileError(action: "write", path: path, code: errno) }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }
}

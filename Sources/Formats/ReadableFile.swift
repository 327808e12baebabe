// Files that are read in parts, each checked against the file's length before memory is taken.

internal import Foundation

/// An open regular file.
final class ReadableFile {
  let path: String
  /// The length in bytes when the file was opened.
  let byteCount: Int
  private let descriptor: Int32

  /// - Throws: ``FileError``, also for what has no length, such as a folder or a pipe.
  init(_ path: String) throws {
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(action: "read", path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileError(action: "read", path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileError(action: "read", path: path, reason: "it is not a regular file")
    }
    self.path = path
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// An error about this file.
  func error(_ reason: String) -> FileError {
    FileError(action: "read", path: path, reason: reason)
  }

  /// The bytes of a range, which must be inside the file.
  func bytes(_ range: Range<Int>) throws -> [UInt8] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount, "bytes \(range) of \(byteCount)")
    var bytes = [UInt8](repeating: 0, count: range.count)
    try bytes.withUnsafeMutableBytes { try read(into: $0, at: range.lowerBound) }
    return bytes
  }

  /// Little-endian numbers of a range, which must be inside the file.
  func numbers<Word: FixedWidthInteger, Number>(
    _ range: Range<Int>, _ number: (Word) -> Number
  ) throws -> [Number] {
    try bytes(range).withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Word>.size).map { index in
        number(
          Word(
            littleEndian: bytes.loadUnaligned(
              fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)))
      }
    }
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError(action: "read", path: path, code: errno) }
      guard count > 0 else { throw error("it became shorter while it was read") }
      filled += count
    }
  }
}

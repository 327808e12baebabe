// Standard output: what could not be written is an error, and never lost without a word.
import ArgumentParser
import Formats
import Foundation
import Synchronization

/// Prints to standard output.
///
/// Takes the place of Swift's `print`, which ignores errors. After the first one nothing more is printed, and
/// ``Output/check()`` throws it when the work is done: results that are on their way to a file must not be lost because
/// nobody reads. Control characters, which names and files can hold, are written out.
func print(_ text: String) { print(text, terminator: "\n") }

/// Prints to standard output, with something else than a line feed at the end.
func print(_ text: String, terminator: String) {
  Output.write(text.printable(keepingLines: true) + terminator)
}

/// What became of standard output.
enum Output {
  private struct Failure {
    /// The system's number of the first error.
    var code: Int32
    var isReported = false
  }

  private static let failure = Mutex<Failure?>(nil)

  /// Writes all of a text as it is, unless an earlier one could not be written.
  static func write(_ text: String) {
    failure.withLock { failure in
      guard failure == nil else { return }
      var text = text
      failure = text.withUTF8 { write($0) }.map { Failure(code: $0) }
    }
  }

  /// Writes bytes; the number of the error, if there is one.
  private static func write(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    var rest = UnsafeRawBufferPointer(bytes)
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Foundation.write(STDOUT_FILENO, start, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Whoever shares the pipe has made it one that does not wait.
        var pipe = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&pipe, 1, -1)
      default: return count < 0 ? errno : EIO
      }
    }
    return nil
  }

  /// Throws what went wrong, if something did and nobody was told yet.
  static func check() throws {
    let code = failure.withLock { failure -> Int32? in
      guard let known = failure, !known.isReported else { return nil }
      failure?.isReported = true
      return known.code
    }
    guard let code else { return }
    if code == EPIPE { throw ClosedPipe() }
    throw OutputError(code: code)
  }
}

/// Nobody reads any more, as after `| head`. No reason to say anything.
struct ClosedPipe: Error {
  /// What shells expect of a program that writes to a closed pipe.
  static let status = 128 + SIGPIPE
}

/// Standard output cannot be written.
private struct OutputError: Error, CustomStringConvertible {
  let code: Int32
  var description: String {
    "cannot write to standard output: "
      + (code == ENOSPC ? "the disk is full" : String(cString: strerror(code)).lowercased())
  }
}

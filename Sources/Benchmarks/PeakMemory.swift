// How much memory the process has used at most, as Linux counts it.
internal import Foundation

/// The peak of the process's resident memory.
enum PeakMemory {
  /// Starts the peak anew at what is resident now, where the system allows it.
  static func reset() {
    // 5 resets the peak: proc(5), /proc/pid/clear_refs. Where it is refused, the peak stays.
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  /// The peak, in bytes; nil where the system does not tell.
  static func bytes() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        .map { $0 * 1024 }
    }
    return nil
  }
}

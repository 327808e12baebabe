// The process's peak memory, as reported by Linux.
internal import Foundation

/// The peak of the process's resident memory.
enum PeakMemory {
  /// Resets the peak to the current resident memory, if the system allows it.
  static func reset() {
    // 5 resets the peak: proc(5), /proc/pid/clear_refs. If refused, the peak is kept.
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
  }

  /// The peak, in bytes; nil if the system does not report it.
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

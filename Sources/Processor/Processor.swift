// CPU features, checked before any code that requires them runs. This target is compiled for every
// CPU.
internal import Foundation

/// The CPU's feature flags, as the kernel lists them.
public enum Processor {
  /// Flags such as `avx2`; empty if the kernel lists none.
  public static let features: Set<String> = features(
    in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")

  /// Why the program cannot run on a CPU with these features, in one sentence; nil when it can.
  ///
  /// On x86-64 the loops are compiled for AVX2 (Package.swift). A CPU of unknown features is
  /// accepted.
  public static func refusal(_ features: Set<String> = features) -> String? {
    #if arch(x86_64)
      if !features.isEmpty, !features.contains("avx2") {
        return
          "this CPU has no AVX2, which reproduce is compiled for: use an x86-64 CPU made after "
          + "2015, or delete -mavx2 from Package.swift and build again"
      }
    #endif
    return nil
  }

  /// The words of the first line of flags of a /proc/cpuinfo.
  static func features(in text: String) -> Set<String> {
    for line in text.split(separator: "\n") where line.hasPrefix("flags") {
      return Set((line.split(separator: ":").last ?? "").split(separator: " ").map(String.init))
    }
    return []
  }
}

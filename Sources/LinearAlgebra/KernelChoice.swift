// The choice of OpenBLAS kernels, which must be made before the library loads.
internal import Foundation
internal import COpenBLAS
internal import Processor

/// The kernels that compute all products of a process.
///
/// OpenBLAS selects its kernels by CPU model when it loads, and older releases use very old kernels
/// on CPUs that they do not know. `OPENBLAS_CORETYPE` overrides the selection and must be in the
/// environment before the process starts.
public enum KernelChoice: String, CaseIterable, Sendable {
  /// Haswell kernels: bit-identical results on every x86-64 machine with AVX2 and the same
  /// OpenBLAS.
  case portable
  /// The fastest kernels that this CPU can run.
  case native

  /// OpenBLAS's name for the kernels on this machine; nil leaves the choice to OpenBLAS.
  public var coreType: String? {
    let flags = Processor.features
    let avx2 = flags.isSuperset(of: ["avx2", "fma"])
    let avx512 = flags.isSuperset(of: ["avx512f", "avx512bw", "avx512vl", "avx512dq"])
    switch self {
    case .portable: return avx2 ? "Haswell" : nil
    case .native: return avx512 ? "SkylakeX" : avx2 ? "Haswell" : nil
    }
  }

  /// The environment that this choice needs: core type and one thread per product. The OpenMP build of
  /// OpenBLAS counts its threads per calling thread, so that only the environment reaches all of them.
  public var environment: [(name: String, value: String)] {
    (coreType.map { [("OPENBLAS_CORETYPE", $0)] } ?? [])
      + [("OPENBLAS_NUM_THREADS", "1"), ("OMP_NUM_THREADS", "1")]
  }

  /// Restarts the process once with the environment that this choice needs; returns if the
  /// environment is already set, and if the system refuses to restart the process.
  public func restartIfNeeded() {
    let present = ProcessInfo.processInfo.environment
    guard environment.contains(where: { present[$0.name] != $0.value }) else { return }
    // A restarted process keeps its number; what another process left in the environment says nothing.
    let mark = "\(getpid())"
    guard present["SEESAW_RESTARTED"] != mark else { return }
    for (name, value) in environment { setenv(name, value, 1) }
    setenv("SEESAW_RESTARTED", mark, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", &arguments)
  }
}

/// The BLAS and LAPACK libraries in use, on which the bits of a result depend.
public struct BLASLibrary: Sendable {
  /// OpenBLAS's release, such as `0.3.21`.
  public let version: String
  /// The kernels in use, such as `Haswell`.
  public let core: String
  /// The LAPACK library: its last folder and its file name.
  public let lapack: String
  /// How the library was built to run in parallel: `sequential`, `pthreads` or `OpenMP`.
  public let threading: String

  /// Whether several threads may compute products at a time. The sequential build takes its buffers without a lock:
  /// two threads at once give wrong products now and then.
  public var isSafeOnThreads: Bool { threading != "sequential" && threading != "unknown" }

  /// The libraries loaded in this process; sets one thread per product.
  public static func loaded() -> BLASLibrary {
    openblas_set_num_threads(1)
    let configuration = openblas_get_config().map { String(cString: $0) } ?? ""
    let words = configuration.split(separator: " ")
    return BLASLibrary(
      version: words.count > 1 && words[0] == "OpenBLAS" ? String(words[1]) : "unknown",
      core: loadedCore(), lapack: lapackProvider(), threading: builtThreading())
  }

  private static func builtThreading() -> String {
    switch openblas_get_parallel() {
    case 0: "sequential"
    case 1: "pthreads"
    case 2: "OpenMP"
    default: "unknown"
    }
  }

  /// The name of the kernels in use.
  static func loadedCore() -> String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// The last folder and the name of the LAPACK library that this process has mapped, such as
  /// `openblas-pthread/liblapack.so.3` or `lapack/liblapack.so.3.11.0`.
  private static func lapackProvider() -> String {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    for line in maps.split(separator: "\n") {
      let parts = line.split(separator: "/")
      guard let name = parts.last, name.hasPrefix("liblapack."), parts.count > 1 else { continue }
      return "\(parts[parts.count - 2])/\(name)"
    }
    return "unknown"
  }
}

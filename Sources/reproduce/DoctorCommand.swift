// Is this machine ready, and will it give the committed bytes?
import ArgumentParser
import Experiments
import Formats
import Foundation
import LinearAlgebra
import Page
import Records

/// `reproduce doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what this machine has, what is missing, and what to install or change.")

  @OptionGroup var kernel: KernelOption

  func run() throws {
    let platform = kernel.platform()
    var advice: [String] = []
    var rows = [
      ["Swift compiler", Self.compiler, ""],
      ["OpenBLAS", platform.openblas, ""],
      ["threads", "one per product", "built for \(BLASLibrary.loaded().threading)"],
      ["kernels in use", platform.core, "--kernels \(kernel.kernels.rawValue)"],
      [
        "fastest kernels", KernelChoice.native.coreType ?? "OpenBLAS's own choice",
        "--kernels native",
      ],
      ["LAPACK", platform.lapack, ""],
      ["cores", "\(ProcessInfo.processInfo.activeProcessorCount)", "--jobs"],
    ]
    if KernelChoice.portable.coreType == nil {
      advice.append(
        "OpenBLAS's portable kernels are for x86-64: results here differ in their last bits from the "
          + "committed ones; compare them with `reproduce diff --reproduction`.")
    }
    let gnuplot = Gnuplot.version()
    rows.append(["gnuplot", gnuplot ?? "missing", ""])
    if gnuplot == nil {
      advice.append(
        "Figures need gnuplot: `scripts/setup`, or `apt-get install gnuplot-nox`. Everything else "
          + "works without.")
    }
    if let manifest = try? ResultsFolder("results/quick").readManifest() {
      let same =
        manifest.platform.openblas == platform.openblas && manifest.platform.core == platform.core
        && manifest.platform.lapack == platform.lapack
      rows.append([
        "results/quick", same ? "same platform" : "another platform",
        "OpenBLAS \(manifest.platform.openblas) \(manifest.platform.core), "
          + "\(manifest.platform.lapack), gnuplot \(manifest.platform.gnuplot)",
      ])
      advice.append(
        same
          ? "`reproduce all` gives the committed records byte for byte here."
          : "`reproduce all` gives results here that agree with the committed ones within seed noise."
      )
    }
    print(aligned(rows))
    print(advice.joined(separator: "\n"))
    if gnuplot == nil { throw ExitCode.failure }
  }

  private static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "before 6.3: install 6.3 from swift.org"
    #endif
  }
}

// Whether this machine has the memory that a study takes: better said before than found out after hours.
import Experiments
import Foundation

enum MachineMemory {
  private struct TooLarge: Error, CustomStringConvertible {
    let description: String
  }

  /// Throws, in one sentence, where a study cannot fit.
  static func check(_ plan: Plan, jobs: Int) throws {
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    let needed = try plan.memory(cells: jobs)
    guard needed > memory else { return }
    let alone = try plan.memory(cells: 1)
    throw TooLarge(
      description:
        "\(plan.experiment.name) at scale \(plan.scaleName.rawValue) takes about \(ForecastPage.bytes(needed)), but this "
        + "machine has \(ForecastPage.bytes(memory)); "
        + (alone <= memory && jobs > 1
          ? "with --jobs 1 it takes \(ForecastPage.bytes(alone))"
          : "narrower layers, a smaller batch or fewer experts take less"))
  }
}

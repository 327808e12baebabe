// The options that the verbs which train have in common.
public import ArgumentParser
public import Experiments
import Formats
import Foundation
public import LinearAlgebra

extension KernelChoice: ExpressibleByArgument {}
extension ScaleName: ExpressibleByArgument {}

/// Which kernels compute the products.
struct KernelOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kernels of the matrix products.",
      discussion: """
        portable: the same bits on every x86-64 machine with AVX2; what committed results are made \
        with. native: the fastest of this CPU; writes to .results unless --output is given.
        """))
  var kernels: KernelChoice = .portable

  /// The libraries in use, after restarting the process once if the environment has to be set.
  func platform() -> NumericPlatform {
    kernels.restartIfNeeded()
    let library = BLASLibrary.loaded()
    return NumericPlatform(
      openblas: library.version, core: library.core, lapack: library.lapack)
  }

  /// How many of the cells that are asked for can be trained at a time; says so if it is fewer.
  ///
  /// - Throws: an error if the system does not give what these take.
  func safeJobs(_ asked: Int) throws -> Int {
    let isSafe = BLASLibrary.loaded().isSafeOnThreads
    let jobs = isSafe ? asked : 1
    if jobs < asked {
      Terminal.remark(
        "OpenBLAS is here in its sequential build, which computes on one thread at a time: --jobs 1"
      )
    }
    try Resources.check(cells: jobs)
    return jobs
  }

  /// Throws unless there is a core for every cell.
  static func checkJobs(_ jobs: Int) throws {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    guard (1...cores).contains(jobs) else {
      throw ValidationError(
        "--jobs is \(jobs), but must be from 1 to \(cores), the number of cores")
    }
  }
}

/// How a study is run.
struct StudyOptions: ParsableArguments {
  @Option(help: "Size of the study: quick (minutes) or paper (hours).")
  var scale: ScaleName = .quick

  @Option(
    parsing: .unconditional,
    help: "Cells trained at a time; as many as there are cores unless told otherwise.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var kernel: KernelOption

  @Option(
    help:
      "Folder of the results; results, or .results when an option makes them differ from those.",
    transform: GivenPath.path)
  var output: String?

  @Option(
    help: "Folder of finished runs; may be moved or deleted at any time.", transform: GivenPath.path
  )
  var store: String = ".runs"

  @Option(
    parsing: .unconditional,
    help:
      "Seed of all random streams, instead of the experiment file's; of several files, that of the lowest, and the others keep their distance."
  )
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "Number of draws (data sets), instead of the experiment file's.")
  var draws: Int?

  @Option(
    parsing: .unconditional,
    help: "Number of trainings on every draw, instead of the experiment file's.")
  var trainings: Int?

  mutating func validate() throws {
    try KernelOption.checkJobs(jobs)
    if let draws, !(1...999).contains(draws) {
      throw ValidationError("--draws is \(draws), but must be from 1 to 999")
    }
    if let trainings, !(1...99).contains(trainings) {
      throw ValidationError("--trainings is \(trainings), but must be from 1 to 99")
    }
  }

  /// Where the results go: to `results` only those that the project's own experiment files, on the
  /// portable kernels, make.
  ///
  /// - Parameter ownFiles: whether some experiments are the user's own files.
  func results(ownFiles: Bool = false) -> String {
    let isStandard =
      kernel.kernels == .portable && seed == nil && draws == nil && trainings == nil && !ownFiles
    return "\(output ?? (isStandard ? "results" : ".results"))/\(scale.rawValue)"
  }

  /// Experiments with the seed and the numbers of draws and trainings asked for.
  func adjusted(_ files: [ExperimentFile]) -> [ExperimentFile] {
    // Experiments whose files differ in their seeds keep different draws.
    let first = files.map(\.experiment.seed).min() ?? 0
    return files.map { file in
      var file = file
      file.experiment = adjusted(file.experiment, seed: { $0 &- first })
      return file
    }
  }

  /// - Parameter distance: how far a seed is from the lowest of all experiments.
  private func adjusted(
    _ experiment: Experiment, seed distance: (UInt64) -> UInt64
  ) -> Experiment {
    var experiment = experiment
    if let seed {
      experiment.seed = seed &+ distance(experiment.seed)
      for index in experiment.scales.indices {
        experiment.scales[index].scale.seed = experiment.scales[index].scale.seed.map {
          seed &+ distance($0)
        }
      }
    }
    for index in experiment.scales.indices {
      if let draws { experiment.scales[index].scale.draws = draws }
      if let trainings { experiment.scales[index].scale.trainings = trainings }
    }
    return experiment
  }
}

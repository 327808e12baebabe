// The cost of a forecast study on this machine.
internal import Foundation
internal import SyntheticData

/// What training the missing runs of an experiment takes.
public struct StudyCost: Hashable, Sendable {
  /// Training samples, summed over models and passes.
  public let trainingSamples: Double
  /// Floating-point operations of the matrix products of training.
  public let flops: Double
  /// Seconds, with as many cells at a time as there are jobs; an estimate.
  public let seconds: Double
  /// The same if the grid of learning rates grows as far as it can.
  public let mostSeconds: Double
  /// Bytes of the process at its largest; an estimate.
  public let peakMemory: Double
}

extension Plan {
  /// Bytes that some cells take side by side; an estimate from the largest of one draw, which all draws are like.
  ///
  /// - Throws: `SpecError` when a model is impossible.
  public func memory(cells: Int) throws -> Double {
    let rates = StudyForecast.standIns(self)
    let study = try variants.map {
      try studyRun(
        of: $0, correlation: correlations(of: $0)[0], draw: 0, training: 0, rates: rates)
    }
    let trials = try tunedVariants.flatMap {
      try self.trials(of: $0, learningRate: rates[$0] ?? 0).prefix(1).map(\.run)
    }
    var sizes = ModelSizes()
    let largest =
      try (StudyRunner.cells(of: study) + StudyRunner.cells(of: trials))
      .map { try $0.byteCount(&sizes) }.max() ?? 0
    return StudyForecast.bytesOfProgram + Double(cells) * largest
  }
}

extension StudyForecast {
  /// Bytes of a finished run's record while its experiment is run: curve, scores, and statistics of its gates.
  private static let bytesPerRecord = 24_000.0
  /// Bytes of the program without any run, and of the tables at the end.
  static let bytesOfProgram = 45e6

  /// The costs of experiments that are run one after the other.
  ///
  /// Every model is trained for a moment to see how fast this machine is, which takes up to ten seconds in all.
  ///
  /// - Parameter jobs: cells trained at a time.
  /// - Throws: `SpecError` when a model or its data are impossible.
  public nonisolated static func costs(
    of forecasts: [StudyForecast], jobs: Int
  ) async throws -> [StudyCost] {
    let cells = forecasts.flatMap { $0.stages.flatMap(\.cells) }
    let speed = try await MachineSpeed.measure(cells, jobs: jobs)
    var sizes = ModelSizes()
    return try forecasts.map { try $0.cost(speed, jobs: jobs, &sizes) }
  }

  private func cost(
    _ speed: MachineSpeed, jobs: Int, _ sizes: inout ModelSizes
  ) throws -> StudyCost {
    var (samples, flops, seconds, largest) = (0.0, 0.0, 0.0, 0.0)
    for stage in stages {
      var times: [Double] = []
      var bytes: [Double] = []
      for cell in stage.cells {
        samples += cell.trainingSamples * Double(cell.runs.count)
        flops += try cell.flops(&sizes)
        times.append(try cell.seconds(speed, &sizes))
        bytes.append(try cell.byteCount(&sizes))
      }
      seconds += Self.duration(of: times, jobs: jobs)
      largest = max(largest, bytes.sorted(by: >).prefix(jobs).reduce(0, +))
    }
    let perRate = try Self.duration(
      of: cellsPerRate.map { try $0.seconds(speed, &sizes) }, jobs: jobs)
    let records = stages.reduce(0) { $0 + $1.runCount }
    return StudyCost(
      trainingSamples: samples, flops: flops, seconds: seconds,
      mostSeconds: seconds + Double(openRates) * perRate,
      peakMemory: Self.bytesOfProgram + largest + Self.bytesPerRecord * Double(records))
  }

  /// The time until all are done, when each begins as soon as one of `jobs` is free.
  static func duration(of times: [Double], jobs: Int) -> Double {
    var ends = Array(repeating: 0.0, count: max(1, jobs))
    for time in times {
      let first = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      ends[first] += time
    }
    return ends.max() ?? 0
  }
}

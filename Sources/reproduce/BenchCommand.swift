// How fast is training on this machine, and how fast could it be?
public import ArgumentParser
public import Benchmarks
import Formats
import Foundation
import ModelZoo

/// `reproduce bench`.
struct BenchCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures the speed of training against that of the matrix products it is made of.",
    discussion: """
      On one thread, at the PLE paper's shape and at MMoE's: every model on batches made beforehand, \
      then all models of a replicate side by side with the making of their batches; at MoSE's, with \
      500 steps and with 32, the LSTM shared bottom and MoSE (mmoe), whole sequences per second. 'sgemm GFLOP/s' \
      is what BLAS reaches in the same run at the products of that model, each alone and repeated; \
      'reached' is the share of it that training reaches. Data are counted in a replicate only; \
      'evaluation' is an eighth of a test sample, as a study has one for eight training samples.

        swift run reproduce bench --kernels native
        swift run reproduce bench --shape mmoe --model ple --batch 128 --repetitions 9
      """)

  @Option(help: "paper, mmoe, mose or mose-short; may be repeated. All unless told otherwise.")
  var shape: [BenchmarkShape] = []

  @Option(help: "A model, by name; may be repeated. The shape's own unless told otherwise.")
  var model: [ModelKind] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: "Batch size; may be repeated. The shape's own unless told otherwise.")
  var batch: [Int] = []

  @Option(parsing: .unconditional, help: "How often everything is measured.")
  var repetitions: Int = 5

  @Flag(help: "Samples per second alone, without limit, costs and replicates.")
  var trainingOnly = false

  @Option(help: "text or json; json holds every repetition, in seconds, bytes and operations.")
  var format: Format = .text

  @OptionGroup var kernel: KernelOption

  func run() throws {
    _ = kernel.platform()
    let jobs = try kernel.safeJobs(ProcessInfo.processInfo.activeProcessorCount)
    let benchmark = Benchmark(
      shapes: shape.isEmpty ? BenchmarkShape.allCases : shape,
      models: model.isEmpty ? nil : model,
      batchSizes: batch.isEmpty ? nil : batch, repetitions: repetitions,
      trainingOnly: trainingOnly, jobs: jobs)
    try benchmark.validate()
    let slowness = OptimisedBuild.slowness()
    guard slowness <= OptimisedBuild.allowedSlowness else {
      throw UnoptimisedBuildError(slowness: slowness)
    }
    let report = try benchmark.run { text in
      if Terminal.isInteractive { Terminal.replaceLine(text) }
    }
    if Terminal.isInteractive { Terminal.replaceLine("") }
    print(format == .json ? try report.json() : report.text())
  }
}

extension BenchmarkShape: ExpressibleByArgument {}

/// The build is not one to measure.
private struct UnoptimisedBuildError: Error, CustomStringConvertible {
  let slowness: Double
  var description: String {
    "this build is not optimised: its loops take \(NumberFormat.decimal(slowness, places: 0)) times "
      + "as long as a copy, and optimised ones less than "
      + "\(NumberFormat.decimal(OptimisedBuild.allowedSlowness, places: 0)); build with the flags of "
      + "Package.swift, or with -c release"
  }
}

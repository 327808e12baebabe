// One run of a study, watched: the learning curve as it grows, then errors and gates.
public import ArgumentParser
import Experiments
import Export
import Formats
import Foundation
import ModelZoo
import Records
import SyntheticData
import Training

/// `reproduce train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one run of a study and shows its learning curve, errors and gate weights.",
    discussion: """
      The run is the study's own: the same data, first weights, order of batches and learning rate, and so the errors of \
      its row in metrics.csv. The rate is the one that was tuned, from --store, or from --results of this very study; \
      where it is not tuned yet, the middle of the grid is taken, and said. What makes it another run is said too.

        swift run reproduce train --model ple --correlation 0.5
        swift run reproduce train --experiment my/wider.yaml --setting no-gate-bias --model mmoe --temperature 4
      """)

  @OptionGroup var data: DataChoice

  @Option(
    help: """
      A model of the experiment by its name, or one of \
      \(ModelDefinition.all.map(\.kind.rawValue).joined(separator: ", ")).
      """)
  var model: String?

  @Option(
    parsing: .unconditional,
    help: "Which training on the draw, from 0: first weights and order of batches (default: 0).")
  var training: Int?

  @OptionGroup(title: "Changes of the run") var changes: TrainChanges

  @Option(
    help: "Folder of finished runs, which have the tuned learning rates.",
    transform: GivenPath.path)
  var store: String = ".runs"

  @Option(help: "Folder of results, which have them too.", transform: GivenPath.path)
  var results: String = "results"

  @Option(
    help: ArgumentHelp(
      "Writes the trained weights to this file, in the safetensors format.", valueName: "file"),
    transform: GivenPath.path)
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Starts from the weights of this file, as --weights and `export` write them.",
      valueName: "file"), transform: GivenPath.path)
  var initial: String?

  @Option(
    help: ArgumentHelp(
      "Writes the weights of every gate, sample by sample, to this CSV file.", valueName: "file"),
    transform: GivenPath.path)
  var gates: String?

  @Option(help: "Whose gate weights: of train, validation or test samples (default: test).")
  var split: Splits.Part?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of how many samples, the first ones (default: \(GateRecorder.keptSamples)).",
      valueName: "number"))
  var samples: Int?

  @OptionGroup var kernel: KernelOption

  func validate() throws {
    if let training, !(0...98).contains(training) {
      throw ValidationError("--training is \(training), but must be from 0 to 98")
    }
    if gates == nil {
      for (name, isGiven) in [("--split", split != nil), ("--samples", samples != nil)]
      where isGiven {
        throw ValidationError("\(name) says which gate weights are written; --gates says where to")
      }
    }
    if let samples, samples < 1 {
      throw ValidationError("--samples is \(samples), but must be at least 1")
    }
    if data.run == nil {
      guard model != nil else { throw ValidationError("--model is missing: which model?") }
    } else if model != nil || training != nil || !changes.given.isEmpty {
      throw DataChoice.excess
    }
  }

  func run() throws {
    let platform = kernel.platform()
    _ = try kernel.safeJobs(1)
    let chosen = try chosen(on: platform)
    if let file = gates { try checkGates(of: chosen.run, file) }
    if let weights { try AtomicFile.checkWritable(file: weights) }
    print(chosen.words)
    let trained = try WatchedRun.train(chosen.run, from: initial)
    if let weights {
      try WeightFile.write(trained.learner.model, to: weights)
      print("\nweights: \(weights)")
    }
    if let file = gates {
      try write(trained, chosen.setting, to: file)
      print("\ngate weights: \(file)")
    }
  }

  // MARK: Which run

  /// The run with what is said of it, and its setting.
  private func chosen(
    on platform: NumericPlatform
  ) throws -> (run: RunSpec, words: String, setting: String) {
    if let record = try data.record() {
      return (record.spec, "The run \(data.run ?? "").", Setting.defaultName)
    }
    let study = try data.study()
    let plan = try data.plan(changing: changes.set)
    let setting = try data.setting(in: plan)
    let tuned = try TunedRates(
      of: study, in: RunStore(folder: store, platform: platform), orResults: results)
    let choice = TrainChoice(
      study: study, plan: plan, changes: changes, others: data.seed.map { ["--seed \($0)"] } ?? [],
      tuned: tuned)
    let chosen = try choice.run(
      model: model ?? "", setting: setting, correlation: try data.correlation(in: plan, setting),
      draw: data.draw ?? 0, training: training ?? 0)
    var words = [
      study.experiment.name, study.scaleName.rawValue, chosen.variant.choice.name,
      "setting \(chosen.variant.setting.name)",
    ]
    if let p = chosen.run.data.correlation { words.append("p = \(TrainChanges.words(p))") }
    words += ["draw \(data.draw ?? 0)", "training \(training ?? 0)"]
    let kind =
      chosen.differences.isEmpty
      ? "The study's run."
      : "Not the study's run: \(chosen.differences.joined(separator: "; "))."
    return (
      chosen.run,
      "\(words.joined(separator: ", "))\n\(kind)\nLearning rate \(chosen.rate).",
      chosen.variant.setting.name
    )
  }

  // MARK: Gates

  /// Throws unless a run has gates, and as many samples as are asked for.
  private func checkGates(of run: RunSpec, _ file: String) throws {
    let kind = run.subject.model.kind
    guard kind.definition.hasGates else {
      throw ValidationError("--gates is given, but \(kind.rawValue) has no gates")
    }
    let part = split ?? .test
    let most = try Splits(sampleCount: run.data.sampleCount).range(of: part).count
    if let samples, samples > most {
      throw ValidationError(
        "--samples is \(samples), but must be at most \(most), the \(part.rawValue) samples")
    }
    try AtomicFile.checkWritable(file: file)
  }

  private func write(_ trained: TrainedRun, _ setting: String, to file: String) throws {
    let records = trained.gates(
      of: split ?? .test, sampleCount: samples ?? GateRecorder.keptSamples)
    let rows = records.flatMap { GateSample.rows(of: $0, setting: setting) }
    try GateSample.table(rows).write(to: file)
  }
}

extension Splits.Part: ExpressibleByArgument {}

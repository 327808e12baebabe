// One run, watched: the learning curve as it grows, then errors and gates.
public import ArgumentParser
import Experiments
import Formats
import Foundation
public import ModelZoo
import SyntheticData
public import Training

/// `reproduce train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains one model and shows its learning curve, errors and gate weights.",
    discussion: """
      Data and sizes are those of an experiment file, so that what is seen here is what a study does:

        swift run reproduce train --model ple --correlation 0.5
      """)

  @Option(
    help: """
      A model of the experiment by its name, or one of \
      \(ModelDefinition.all.map(\.kind.rawValue).joined(separator: ", ")).
      """)
  var model: String

  @Option(
    help: """
      Task correlation p, the cosine of the tasks' weight vectors (default: 0.5); none where nothing \
      controls it.
      """)
  var correlation: Double?

  @Option(
    help: """
      The experiment whose data, sizes and expert counts are used; the first of `reproduce list` unless \
      told otherwise.
      """)
  var experiment: String?

  @Option(help: "Size: quick or paper.")
  var scale: ScaleName = .quick

  @Option(help: "Adam's step size; with a schedule that of the first step.")
  var learningRate: Double = 0.001

  @Option(
    help: "How the step size changes over the training, instead of as in the experiment file.")
  var schedule: LearningRateSchedule?

  @Flag(inversion: .prefixedNo, help: "Whether gates have a bias.")
  var gateBias = true

  @Option(help: "Which draw (data set), from 0.")
  var draw: Int = 0

  @Option(help: "Which training on it, from 0: first weights and order of batches.")
  var training: Int = 0

  @Option(help: "Seed of all random streams, instead of the experiment file's.")
  var seed: UInt64?

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

  @OptionGroup var kernel: KernelOption

  func run() throws {
    _ = kernel.platform()
    _ = try kernel.safeJobs(1)
    let file =
      try self.experiment.map {
        try ExperimentFile.read(file: "\(Folders.experiments)/\($0).yaml")
      } ?? ExperimentFile.readAll(folder: Folders.experiments)[0]
    var experiment = file.experiment
    if let seed {
      experiment.seed = seed
      for index in experiment.scales.indices { experiment.scales[index].scale.seed = nil }
    }
    if let schedule { experiment.schedule = schedule }
    guard (0...998).contains(draw) else {
      throw ValidationError("--draw is \(draw), but must be from 0 to 998")
    }
    guard (0...98).contains(training) else {
      throw ValidationError("--training is \(training), but must be from 0 to 98")
    }
    let plan = try Plan(experiment, at: scale)
    let choice = try self.choice(in: plan)
    guard experiment.data.hasCorrelation || correlation == nil else {
      throw ValidationError(
        "--correlation is given, but \(experiment.name) has \(experiment.data.name), where nothing "
          + "controls the correlation of the tasks")
    }
    let variant = Variant(
      choice: choice, setting: Setting(name: Setting.defaultName, gateBias: gateBias))
    let baseline = Variant(
      choice: experiment.models.first(where: \.isBaseline) ?? choice,
      setting: experiment.settings[0])
    let run = try plan.studyRun(
      of: variant, correlation: experiment.data.hasCorrelation ? correlation ?? 0.5 : nil,
      draw: draw, training: training,
      rates: Dictionary(
        [variant, baseline].map { ($0, learningRate) }, uniquingKeysWith: { first, _ in first }))
    if let weights { try AtomicFile.checkWritable(file: weights) }
    let trained = try WatchedRun(run, isKept: weights != nil).train(from: initial)
    if let weights {
      try WeightFile.write(trained.model, to: weights)
      print("\nweights: \(weights)")
    }
  }

  /// The model of that name in the experiment, else of the zoo.
  private func choice(in plan: Plan) throws -> ModelChoice {
    let models = plan.experiment.models
    if let choice = models.first(where: { $0.name == model }) { return choice }
    guard let kind = ModelKind(rawValue: model) else {
      let names = models.map(\.name)
      let others = ModelDefinition.all.map(\.kind.rawValue).filter { !names.contains($0) }
      throw ValidationError(
        "--model is \(model), but must be one of \((names + others).joined(separator: ", "))")
    }
    return ModelChoice.standard(kind, in: plan)
  }
}

extension ModelKind: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}

extension ModelChoice {
  /// A model that an experiment does not name, with the study's usual expert counts.
  static func standard(_ kind: ModelKind, in plan: Plan) -> ModelChoice {
    let definition = kind.definition
    return ModelChoice(
      name: kind.rawValue, kind: kind,
      levels: definition.levels.upperBound >= 2 ? 2 : definition.levels.upperBound,
      taskExperts: definition.hasTaskExperts
        ? Array(repeating: 1, count: plan.taskCount) : [],
      sharedExperts: definition.hasTaskExperts ? 1 : definition.hasGates ? 3 : 0)
  }
}

/// A run that prints what happens in it.
private struct WatchedRun {
  let run: RunSpec
  /// Whether the model is kept, so that it is trained to the end though nobody watches any more.
  let isKept: Bool
  let source: any SampleSource
  let splits: Splits

  init(_ run: RunSpec, isKept: Bool) throws {
    self.run = run
    self.isKept = isKept
    source = try run.data.generator.source(
      correlation: run.data.correlation, draw: run.data.stream)
    splits = try Splits(sampleCount: run.data.sampleCount)
  }

  /// - Parameter initial: the file of the first weights; nil to draw them.
  func train(from initial: String?) throws -> Learner {
    let learner = try Learner(
      run.subject.model, training: run.subject.training,
      initialisation: run.subject.stream(seed: run.data.seed))
    if let initial { try WeightFile.read(initial, into: learner.model) }
    let batch = Batch(capacity: run.subject.training.batchSize, of: source)
    print(
      "\(run.subject.model.kind.definition.title): \(learner.model.parameterCount) parameters, "
        + "\(splits.train.count) training samples"
        + (run.data.correlation.map { ", p = \(NumberFormat.correlation($0))" } ?? "") + "\n")
    print("    step    samples  validation NMSE")
    let start = Date()
    _ = try LockStep(source: source, splits: splits).train(
      [learner], rotation: run.rotation ?? 0, batch: batch,
      point: { _, point in
        let length = min(40, max(0, Int((point.validationNMSE * 40).rounded())))
        let bar = String(repeating: "▇", count: length)
        print(
          String(format: "%8d %10d  %.6f  ", point.step, point.samples, point.validationNMSE) + bar)
      }, progress: { _ in if !isKept { try Output.check() } })
    let seconds = Date().timeIntervalSince(start)
    let recorder = GateRecorder(learner.model)
    let scores = Evaluation.score(
      [learner], on: source, samples: splits.test, batch: batch, recorders: [recorder])
    let variances = Evaluation.labelVariances(source, samples: splits.test, batch: batch)
    guard let score = scores[0] else {
      throw DivergedError(step: learner.divergedAt ?? learner.stepCount)
    }
    print("\ntrained in \(duration(seconds))\n")
    var rows = [["task", "test MSE", "Var(y)", "NMSE"]]
    for (task, score) in score.enumerated() {
      rows.append(
        [NumberFormat.task(task)]
          + [
            score.meanSquaredError, variances[task], score.meanSquaredError / variances[task],
          ].map { String(format: "%.6f", $0) })
    }
    print(aligned(rows), terminator: "")
    let gates = recorder.records()
    if !gates.isEmpty { print("\n" + Self.table(of: gates), terminator: "") }
    return learner
  }

  private static func table(of gates: [GateRecord]) -> String {
    var rows = [["level", "gate", "expert", "owner", "mean weight", "sd"]]
    for gate in gates {
      for usage in gate.experts {
        rows.append([
          "\(gate.level)", gate.gate, usage.expert, usage.owner,
          String(format: "%.4f", usage.mean), String(format: "%.4f", usage.standardDeviation),
        ])
      }
    }
    return aligned(rows)
  }
}

/// The one watched run diverged.
private struct DivergedError: Error, CustomStringConvertible {
  let step: Int
  var description: String {
    "the loss stopped being finite at step \(step); a smaller --learning-rate may help"
  }
}

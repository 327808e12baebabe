// The models of a cell trained for a moment, as a study trains them: side by side on the same batches, since models that
// share a core's caches are slower than each by itself.
internal import Foundation
internal import ModelZoo
internal import Randomness
internal import SyntheticData
internal import Training

/// A cell to be tried.
struct SpeedTrial: Sendable {
  private var models: [BatchedModel]
  private var data: DataShape
  private let correlation: Double?

  private init(_ cell: Cell) {
    models = cell.loads.map(\.shape)
    data = cell.dataShape
    correlation = cell.spec.data.correlation
  }

  /// Seconds per sample.
  struct Result: Sendable {
    let models: [(shape: BatchedModel, speed: ModelSpeed)]
    let data: (shape: DataShape, speed: DataSpeed)
  }

  /// One trial of each kind of cell, those first that most of the work is of, and others only if they have a model or
  /// data that no trial before has.
  static func trials(of cells: [Cell], atMost most: Int) -> [SpeedTrial] {
    struct Kind: Hashable {
      let models: [BatchedModel]
      let data: DataShape
    }
    var work: [Kind: Double] = [:]
    var order: [(kind: Kind, trial: SpeedTrial)] = []
    for cell in cells {
      let trial = SpeedTrial(cell)
      let kind = Kind(models: trial.models, data: trial.data)
      if work[kind] == nil { order.append((kind, trial)) }
      work[kind, default: 0] += cell.trainingSamples * Double(cell.runs.count)
    }
    let sorted = order.enumerated().sorted { a, b in
      let (first, second) = (work[a.element.kind] ?? 0, work[b.element.kind] ?? 0)
      return first == second ? a.offset < b.offset : first > second
    }
    var seen: (models: Set<BatchedModel>, data: Set<DataShape>) = ([], [])
    var trials: [SpeedTrial] = []
    for (_, (_, trial)) in sorted {
      let isNew =
        !seen.data.contains(trial.data) || !trial.models.allSatisfy { seen.models.contains($0) }
      guard isNew || trials.count < most else { continue }
      trials.append(trial)
      seen.data.insert(trial.data)
      seen.models.formUnion(trial.models)
    }
    return trials
  }

  /// Operations per second that any machine reaches, to keep a single step from taking long.
  private static let leastFlopsPerSecond = 2e9
  /// Bytes that a trial may take.
  private static let mostBytes = 1 << 28

  /// How many samples a step may have; nil where even one takes too long, or too much memory.
  private func sampleCount(for slice: Double) throws -> Int? {
    let flops = try models.reduce(0) {
      $0 + Double(try ModelSize($1.model, batchCapacity: 1).flopsPerSample)
    }
    let most = slice * Self.leastFlopsPerSecond / max(1, flops)
    guard most >= 1 else { return nil }
    let count = min(data.batchSize, max(8, Int(min(most, 1e6))))
    let bytes = try models.reduce(count * data.generator.inputCount * MemoryLayout<Float>.stride) {
      let size = try ModelSize($1.model, batchCapacity: count)
      return $0 + size.byteCount + 2 * size.parameterCount * MemoryLayout<Float>.stride
    }
    return bytes < Self.mostBytes ? count : nil
  }

  /// The same cell with sequences of half as many steps; nil where samples are no sequences, or short ones.
  var halved: SpeedTrial? {
    guard let stepCount = data.generator.sequence?.stepCount, stepCount >= 16 else { return nil }
    var half = self
    half.data = DataShape(
      generator: data.generator.shortened(to: stepCount / 2), batchSize: data.batchSize)
    half.models = models.map { shape in
      var model = shape.model
      model.stepCount = model.stepCount.map { min($0, stepCount / 2) }
      model.labelCount = model.labelCount.map { min($0, stepCount / 2) }
      return BatchedModel(model: model, batchSize: shape.batchSize)
    }
    return half
  }

  /// What was measured with shorter sequences, as it is for these: models by their operations, data by their steps.
  func scaled(_ result: Result) throws -> Result {
    func flops(_ shape: BatchedModel) throws -> Double {
      Double(try ModelSize(shape.model, batchCapacity: 1).flopsPerSample)
    }
    let models = try zip(models, result.models).map { shape, measured in
      let ratio = try flops(shape) / flops(measured.shape)
      return (
        shape: shape,
        speed: ModelSpeed(
          learning: ratio * measured.speed.learning, predicting: ratio * measured.speed.predicting,
          watching: ratio * measured.speed.watching)
      )
    }
    func steps(_ shape: DataShape) -> Double { Double(shape.generator.sequence?.stepCount ?? 1) }
    let measured = result.data.speed
    return Result(
      models: models,
      data: (
        data,
        DataSpeed(
          preparation: measured.preparation,
          filling: measured.filling * steps(data) / steps(result.data.shape))
      ))
  }

  /// Trains and evaluates for about `slice` seconds, with shorter sequences where one step of all models takes longer;
  /// nil for models that are too large even so.
  func measure(for slice: Double) throws -> Result? {
    guard let count = try sampleCount(for: slice) else {
      return try halved?.measure(for: slice).map(scaled)
    }
    let stream = RandomStream(seed: 0).stream("speed")
    let watch = Stopwatch()
    var source: (any SampleSource)?
    let preparation = try watch.seconds {
      source = try data.generator.source(correlation: correlation, draw: stream.stream("data"))
    }
    guard let source else { return nil }
    let batch = Batch(capacity: count, of: source)
    let learners = try models.map { shape in
      try Learner(
        shape.model,
        training: TrainingSpec(
          batchSize: count, learningRate: 1e-4,
          taskWeights: Array(repeating: TaskWeight(), count: shape.model.taskCount)),
        initialisation: stream)
    }
    let recorders = learners.map { GateRecorder($0.model) }

    // The first round maps memory.
    var filling = 0.0
    var learning = learners.map { _ in 0.0 }
    let steps = Self.rounds(for: 0.7 * slice) { round in
      let range = round * count..<(round + 1) * count
      let filled = watch.seconds { source.fill(batch, with: range) }
      let times = learners.map { learner in watch.seconds { learner.learn(batch, epoch: 0) } }
      guard round > 0 else { return }
      filling += filled
      for index in times.indices { learning[index] += times[index] }
    }
    let standing = StandingSamples(source)
    var predicting = learners.map { _ in 0.0 }
    var watching = predicting
    let evaluations = Self.rounds(for: 0.3 * slice) { round in
      for (index, learner) in learners.enumerated() {
        func score(_ recorder: GateRecorder?) -> Double {
          watch.seconds {
            _ = Evaluation.score(
              [learner], on: standing, samples: 0..<count, batch: batch, recorders: [recorder])
          }
        }
        let times = (score(nil), score(recorders[index]))
        guard round > 0 else { continue }
        predicting[index] += times.0
        watching[index] += times.1
      }
    }
    func perSample(_ seconds: Double, _ rounds: Int) -> Double { seconds / Double(rounds * count) }
    return Result(
      models: models.enumerated().map { index, shape in
        (
          shape,
          ModelSpeed(
            learning: perSample(learning[index], steps),
            predicting: perSample(predicting[index], evaluations),
            watching: perSample(watching[index], evaluations))
        )
      },
      data: (data, DataSpeed(preparation: preparation, filling: perSample(filling, steps))))
  }

  /// Repeats work for some seconds, once at least after a first time that does not count; returns how often.
  private static func rounds(for seconds: Double, _ work: (_ round: Int) -> Void) -> Int {
    let clock = ContinuousClock()
    work(0)
    let start = clock.now
    var round = 0
    repeat {
      round += 1
      work(round)
    } while (clock.now - start) / .seconds(1) < seconds
    return round
  }
}

/// Measures the seconds that this thread computes: other programs on the machine do not count.
private struct Stopwatch {
  /// What reading the clock takes.
  private let overhead: Double

  init() {
    overhead =
      (0..<64).map { _ in
        let start = Self.now
        return Self.now - start
      }.min() ?? 0
  }

  /// Seconds of some work.
  func seconds<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) -> Double {
    let start = Self.now
    try work()
    return max(0, Self.now - start - overhead)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

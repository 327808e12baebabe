// How fast this machine trains the models of a study, measured for a few seconds.
internal import ModelZoo

/// Models that take the same time per sample.
struct BatchedModel: Hashable, Sendable {
  let model: ModelSpec
  let batchSize: Int
}

/// Data that take the same time per sample; correlations do not differ in it.
struct DataShape: Hashable, Sendable {
  let generator: GeneratorSpec
  let batchSize: Int
}

/// Seconds per sample of one model.
struct ModelSpeed: Sendable {
  /// Of a training step.
  var learning: Double
  /// Of an evaluation.
  var predicting: Double
  /// Of an evaluation in which gates are watched.
  var watching: Double
}

/// Seconds of one data set.
struct DataSpeed: Sendable {
  /// Once per cell.
  var preparation: Double
  /// Per sample.
  var filling: Double

  static let unknown = DataSpeed(preparation: 0, filling: 0)
}

/// What was measured on one machine.
struct MachineSpeed: Sendable {
  var models: [BatchedModel: ModelSpeed] = [:]
  var data: [DataShape: DataSpeed] = [:]
  /// Training operations per second, for models that are too large to be tried.
  var flopsPerSecond = 1e10

  /// A model's speed; by its operations where it was not measured.
  func model(_ shape: BatchedModel, size: ModelSize) -> ModelSpeed {
    if let speed = models[shape] { return speed }
    let learning = Double(size.flopsPerSample) / flopsPerSecond
    return ModelSpeed(learning: learning, predicting: learning / 3, watching: learning / 3)
  }
}

extension MachineSpeed {
  /// Seconds that all measurements may take together.
  private static let budget = 8.0
  /// The most seconds for one measurement.
  private static let longest = 0.4
  /// The most measurements, unless more are needed to see every model.
  private static let mostTrials = 24

  /// Measures the models and data of some cells, on as many threads at a time as will train.
  static func measure(_ cells: [Cell], jobs: Int) async throws -> MachineSpeed {
    let trials = SpeedTrial.trials(of: cells, atMost: mostTrials)
    let slice = min(longest, budget / Double(max(1, trials.count)))
    let measured = try await concurrentMap(Array(0..<jobs), width: jobs) { _ in
      try trials.compactMap { try $0.measure(for: slice) }
    }
    var (models, data) = ([BatchedModel: [ModelSpeed]](), [DataShape: [DataSpeed]]())
    for result in measured.joined() {
      for (shape, speed) in result.models { models[shape, default: []].append(speed) }
      data[result.data.shape, default: []].append(result.data.speed)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    var speed = MachineSpeed()
    speed.models = models.mapValues { all in
      ModelSpeed(
        learning: mean(all.map(\.learning)), predicting: mean(all.map(\.predicting)),
        watching: mean(all.map(\.watching)))
    }
    speed.data = data.mapValues { all in
      DataSpeed(
        preparation: mean(all.map(\.preparation)), filling: mean(all.map(\.filling)))
    }
    let rates = try speed.models.map { shape, own in
      Double(try ModelSize(shape.model, batchCapacity: 1).flopsPerSample) / own.learning
    }.sorted()
    if !rates.isEmpty { speed.flopsPerSecond = rates[rates.count / 2] }
    return speed
  }
}

// What one cell takes: samples, operations, memory, and with a machine's speed, time.
internal import ModelZoo
internal import SyntheticData
internal import Training

/// The sizes of models, each computed once.
struct ModelSizes {
  private var found: [BatchedModel: ModelSize] = [:]

  subscript(shape: BatchedModel) -> ModelSize {
    mutating get throws {
      if let size = found[shape] { return size }
      let size = try ModelSize(shape.model, batchCapacity: shape.batchSize)
      found[shape] = size
      return size
    }
  }
}

extension Cell {
  /// A learner of a cell, as far as its cost goes.
  struct Load {
    let shape: BatchedModel
    /// The part of all steps that it takes itself.
    let trainedShare: Double
    /// Whether its gates are watched on the test samples: the models of runs, but not those that they start at.
    let isRun: Bool
  }

  /// The learners.
  var loads: [Load] {
    subjects.enumerated().map { index, subject in
      Load(
        shape: BatchedModel(model: subject.spec.model, batchSize: spec.batchSize),
        trainedShare: 1 - (subject.origin?.start.after ?? 0), isRun: index < runs.count)
    }
  }

  /// The data.
  var dataShape: DataShape {
    DataShape(generator: spec.data.generator, batchSize: spec.batchSize)
  }

  /// Samples that a model sees in its training.
  var trainingSamples: Double {
    Double(spec.data.sampleCount * Splits.shares[0] / 100) * Double(spec.epochCount)
  }

  /// Samples on which models are measured along the training, and at its end.
  private var measuredSamples: (curve: Double, scored: Double) {
    let tenth = spec.data.sampleCount / 10
    let steps = (trainingSamples / Double(spec.batchSize)).rounded(.up)
    return (
      min(Double(spec.curvePointCount), steps)
        * Double(min(tenth, spec.curveSampleCount)), Double(tenth)
    )
  }

  /// Floating-point operations of the products of all training steps.
  func flops(_ sizes: inout ModelSizes) throws -> Double {
    let samples = trainingSamples
    return try loads.reduce(0) {
      $0 + $1.trainedShare * samples * Double(try sizes[$1.shape].flopsPerSample)
    }
  }

  /// Bytes of memory while the cell is trained.
  func byteCount(_ sizes: inout ModelSizes) throws -> Double {
    let data = spec.data.generator
    let sample = Double(data.inputCount + 4 * data.taskCount * data.labelCount)
    // Batches of training and scoring, and that of the data card with its scratch space.
    let batches = sample * Double(2 * spec.batchSize + 2 * DataCard.checksumSamples)
    var bytes = batches * Double(MemoryLayout<Float>.stride)
    for load in loads {
      let size = try sizes[load.shape]
      // Adam has two moments of every parameter.
      bytes += Double(size.byteCount + 2 * size.parameterCount * MemoryLayout<Float>.stride)
      if spec.purpose == .study, load.isRun {
        bytes += Double(size.weighedExpertCount * GateRecorder.bytesPerWeight)
      }
    }
    return bytes
  }

  /// Seconds on one thread.
  func seconds(_ speed: MachineSpeed, _ sizes: inout ModelSizes) throws -> Double {
    let data = speed.data[dataShape] ?? .unknown
    let (curve, scored) = measuredSamples
    // Labels' variances are measured in passes of their own.
    var fills = trainingSamples + curve + 2 * scored
    if spec.curvePointCount > 0 { fills += Double(spec.curveSampleCount) }
    if spec.purpose == .study {
      fills += scored + 3 * Double(DataCard.checksumSamples)
      if spec.data.generator.hasModes { fills += Double(spec.data.sampleCount) }
    }
    var seconds = data.preparation + fills * data.filling
    let fitted = spec.trainingErrors ? Double(spec.data.sampleCount * Splits.shares[0] / 100) : 0
    seconds += 2 * fitted * data.filling
    for load in loads {
      let model = try speed.model(load.shape, size: sizes[load.shape])
      seconds += load.trainedShare * trainingSamples * model.learning
      seconds += (curve + fitted) * model.predicting
      seconds += scored * (spec.purpose == .study && load.isRun ? model.watching : model.predicting)
    }
    return seconds
  }
}

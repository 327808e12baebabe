// Which models are tried, and with how long sequences.
import ModelZoo
import Testing

@testable import Experiments

struct SpeedTrialTests {
  /// The trial of the study's first cell, and the operations of all its models for one sample.
  private func trial(
    _ experiment: Experiment
  ) throws -> (trial: SpeedTrial, shapes: [BatchedModel], data: DataShape, flops: Double) {
    let plan = try Plan(experiment, at: .quick)
    let cells = StudyRunner.cells(of: try plan.study(rates: plan.equalRates()).map(\.run))
    let shapes = cells[0].loads.map(\.shape)
    let flops = try shapes.reduce(0) {
      $0 + Double(try ModelSize($1.model, batchCapacity: 1).flopsPerSample)
    }
    let trial = try #require(SpeedTrial.trials(of: [cells[0]], atMost: 1).first)
    return (trial, shapes, cells[0].dataShape, flops)
  }

  /// The time that is surely enough for one sample of all models.
  private func slice(_ flops: Double) -> Double { flops / 2e9 }

  /// A step of all models would take too long: it is measured with short sequences, and said of the long ones.
  @Test(arguments: tinyGenerators)
  func longSequencesAreTriedAsShorterOnes(_ data: GeneratorSpec) throws {
    var experiment = tinySequences(data)
    experiment.scales[0].scale.stepCount = 256
    experiment.scales[0].scale.labelCount = 200
    let (long, shapes, dataShape, flops) = try trial(experiment)
    for share in [1.1, 0.3, 0.1] {
      let result = try #require(try long.measure(for: share * slice(flops)))
      #expect(result.models.map(\.shape) == shapes && result.data.shape == dataShape)
      let speeds = result.models.map(\.speed)
      #expect(speeds.allSatisfy { $0.learning > 0 && $0.predicting > 0 && $0.watching > 0 })
      #expect(speeds.allSatisfy { $0.learning < 1 } && result.data.speed.filling > 0)
    }
    // Nothing shorter than eight steps is tried.
    #expect(try long.measure(for: 1e-3 * slice(flops)) == nil)
  }

  /// Models by their operations, data by their steps; what is prepared once takes no longer.
  @Test(arguments: tinyGenerators)
  func whatShorterSequencesTookIsScaled(_ data: GeneratorSpec) throws {
    var experiment = tinySequences(data)
    experiment.scales[0].scale.stepCount = 64
    let (long, shapes, dataShape, flops) = try trial(experiment)
    let half = try #require(long.halved)
    let short = try #require(try half.measure(for: 2 * slice(flops)))
    let scaled = try long.scaled(short)
    #expect(scaled.models.map(\.shape) == shapes && scaled.data.shape == dataShape)
    for (own, measured) in zip(scaled.models, short.models) {
      #expect(measured.shape.model.stepsPerSample == own.shape.model.stepsPerSample / 2)
      let operations = try [own.shape, measured.shape].map {
        Double(try ModelSize($0.model, batchCapacity: 1).flopsPerSample)
      }
      let ratio = operations[0] / operations[1]
      #expect(ratio > 1)
      #expect(own.speed.learning == ratio * measured.speed.learning)
      #expect(own.speed.predicting == ratio * measured.speed.predicting)
      #expect(own.speed.watching == ratio * measured.speed.watching)
    }
    #expect(scaled.data.speed.filling == 2 * short.data.speed.filling)
    #expect(scaled.data.speed.preparation == short.data.speed.preparation)
  }

  @Test func otherModelsThatAreTooLargeAreNotTried() throws {
    let (whole, shapes, _, flops) = try trial(tinyExperiment())
    #expect(try whole.measure(for: 1.1 * slice(flops))?.models.map(\.shape) == shapes)
    #expect(try whole.measure(for: 0.9 * slice(flops)) == nil)
  }
}

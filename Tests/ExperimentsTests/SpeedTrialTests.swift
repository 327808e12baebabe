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

  @Test func otherModelsThatAreTooLargeAreNotTried() throws {
    let (whole, shapes, _, flops) = try trial(tinyExperiment())
    #expect(try whole.measure(for: 1.1 * slice(flops))?.models.map(\.shape) == shapes)
    #expect(try whole.measure(for: 0.9 * slice(flops)) == nil)
  }
}

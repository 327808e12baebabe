// A run's identity is its specification as text: a change of it makes all finished runs new.
import Foundation
import SyntheticData
import Testing

@testable import Experiments

struct IdentityTests {
  @Test func anIdentityHoldsAllThatDecidesARun() throws {
    let plan = try Plan(tinyExperiment(), at: .quick)
    let run = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first).run
    #expect(
      try run.canonical() == """
        {"data":{"correlation":0.5,"draw":"tuning-0","generator":{"inputWidth":6,"noiseVariance":0.01,\
        "perTaskPhases":false,"phases":"standard-normal","scale":1,"sineCount":2,"taskCount":2},\
        "sampleCount":600,"seed":7},"measurement":{"curvePointCount":0,"curveSampleCount":1024,"keptSampleCount":64,\
        "splits":[80,10,10]},"purpose":"tuning","subject":{"initialisation":"tuning-0-training-0",\
        "model":{"gateBias":true,"inputWidth":6,"kind":"single-task","levelWidths":[],\
        "sharedExpertCount":0,"taskCount":2,"taskExpertCounts":[],"towerWidths":[4,4,3]},\
        "training":{"batchSize":16,"epochCount":1,"learningRate":0.01,\
        "taskWeights":[{"decay":1,"initial":1},{"decay":1,"initial":1}]}}}
        """)
  }

  @Test func dataOfModesSayTheirGeneratorAndNoCorrelation() throws {
    let plan = try Plan(tinySequences(tinyGenerators[0]), at: .quick)
    let run = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first).run
    let text = try run.canonical()
    #expect(
      text.hasPrefix(#"{"data":{"draw":"tuning-0","generator":{"sequential-modes":{"firstFactors""#)
    )
    #expect(!text.contains("correlation"))
  }

  @Test(arguments: tinyGenerators + [.correlatedTasks(CorrelatedTasksSpec(inputWidth: 6))])
  func aGeneratorIsReadAsItWasWritten(_ data: GeneratorSpec) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(data)
    #expect(try JSONDecoder().decode(GeneratorSpec.self, from: bytes) == data)
    guard case .correlatedTasks(let spec) = data else { return }
    #expect(try encoder.encode(spec) == bytes)
  }
}

// The project's own experiment files.
import Experiments
import Foundation
import SyntheticData
import Testing

struct ShippedExperimentTests {
  private func shipped(_ name: String) throws -> Experiment {
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try Experiment.read(file: project.appending(path: "experiments/\(name).yaml").path)
  }

  @Test func theSweepIsThePapersAtPaperScale() throws {
    let seesaw = try shipped("seesaw")
    #expect(seesaw.correlations == [0.2, 0.4, 0.5, 0.75, 1])
    #expect(
      seesaw.models.map(\.name)
        == ["single-task", "placebo", "shared-bottom", "mmoe", "ml-mmoe", "cgc", "ple"])
    let paper = try #require(seesaw.scale(.paper))
    #expect(paper.inputWidth == 512)
    #expect(paper.hiddenWidths == [256, 128, 64])
    #expect(paper.sampleCount == 1_400_000)
    #expect(seesaw.data.scale == 1)
    #expect(seesaw.data.sineCount == 10)
    #expect(seesaw.data.noiseVariance == 0.01)
    #expect(seesaw.scale(.quick) != nil)
  }

  @Test func expertUtilizationAsksForRunsOfTheSweep() throws {
    let (seesaw, experts) = (try shipped("seesaw"), try shipped("expert-utilization"))
    #expect(experts.seed == seesaw.seed)
    #expect(experts.data == seesaw.data)
    #expect(experts.draws == seesaw.draws)
    #expect(experts.correlations == seesaw.correlations)
    #expect(experts.tuning == seesaw.tuning)
    #expect(experts.scales == seesaw.scales)
    #expect(experts.taskWeights == seesaw.taskWeights)
    #expect(experts.epochCount == seesaw.epochCount)
    #expect(experts.models.allSatisfy(seesaw.models.contains))
    #expect(experts.settings[0] == seesaw.settings[0])
    #expect(
      experts.settings.dropFirst()
        == [Setting(name: "no-gate-bias", gateBias: false, correlations: [0.5])])
    #expect(experts.gateFiles)
  }

  /// A rate of at most 3% needs 100 independent runs in every setting, at both scales.
  @Test func neverZeroHasAHundredIndependentRunsInEverySettingAndSomeToSpare() throws {
    let experiment = try shipped("never-zero")
    #expect(experiment.correlations.count == 1 && experiment.draws == .perReplicate)
    #expect(experiment.settings.map(\.gateBias) == [true, false])
    #expect(experiment.gateFiles)
    #expect(experiment.seed != (try shipped("seesaw")).seed)
    for scale in [ScaleName.quick, .paper] {
      #expect((experiment.scale(scale)?.replicates ?? 0) >= 105, "a few may diverge")
    }
  }

  /// The 2 × 2: each model in its own way and in the other's, at the sweep's sizes.
  @Test func theSelectorExperimentHasFourCells() throws {
    let (seesaw, selector) = (try shipped("seesaw"), try shipped("gate-selector"))
    #expect(selector.data == seesaw.data)
    #expect(selector.seed != seesaw.seed, "confirmed on draws that did not suggest it")
    #expect(selector.tuning == seesaw.tuning && selector.scales == seesaw.scales)
    #expect(selector.models.allSatisfy(seesaw.models.contains))
    let variants = try Plan(selector, at: .quick).variants.map {
      "\($0.choice.name) \($0.setting.name)"
    }
    #expect(
      variants == [
        "single-task -", "ml-mmoe -", "ple -", "ple input-selector", "ml-mmoe fusion-selector",
      ])
  }

  @Test func theFixedDrawDiffersFromTheSweepInItsDataOnly() throws {
    let (seesaw, fixed) = (try shipped("seesaw"), try shipped("seesaw-fixed-draw"))
    #expect(fixed.draws == .fixed)
    #expect(fixed.data.perTaskPhases)
    #expect(fixed.correlations == [0.5])
    #expect(fixed.tuning.correlations == [0.5])
    #expect(fixed.models == seesaw.models)
    #expect(fixed.scales == seesaw.scales)
  }
}

// The project's own experiment files.
import Experiments
import Foundation
import ModelZoo
import SyntheticData
import Testing

struct ShippedExperimentTests {
  private func shipped(_ name: String) throws -> Experiment {
    let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try ExperimentFile.read(file: project.appending(path: "experiments/\(name).yaml").path)
      .experiment
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
    let labels = try #require(seesaw.data.labels)
    #expect(labels.scale == 1)
    #expect(labels.sineCount == 10)
    #expect(labels.noiseVariance == 0.01)
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
    #expect(fixed.data.labels?.perTaskPhases == true)
    #expect(fixed.correlations == [0.5])
    #expect(fixed.tuning.correlations == [0.5])
    #expect(fixed.models == seesaw.models)
    #expect(fixed.scales == seesaw.scales)
  }
}

/// The experiments on sequences.
struct ShippedSequenceTests {
  private func file(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "experiments/\(name).yaml")
  }

  private func shipped(_ name: String) throws -> Experiment {
    try ExperimentFile.read(file: file(name).path).experiment
  }

  private func counts(_ experiment: Experiment, _ scale: Scale) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for choice in experiment.models where !choice.isPlacebo {
      let spec = try choice.spec(
        scale, taskCount: experiment.data.taskCount, in: experiment.settings[0])
      counts[choice.name] = try Model(spec, batchCapacity: 1).parameterCount
    }
    return counts
  }

  /// The alternatives have as many parameters as MoSE, which has the paper's sizes.
  @Test(arguments: ScaleName.allCases)
  func theAlternativesAreAsLargeAsMoSE(_ name: ScaleName) throws {
    let experiment = try shipped("sequential")
    let scale = try #require(experiment.scale(name))
    let counts = try counts(experiment, scale)
    let mose = try #require(counts["mose"])
    #expect(counts.count == 11)
    for (model, count) in counts {
      #expect(abs(Double(count) / Double(mose) - 1) <= 0.1, "\(model): \(count), MoSE \(mose)")
    }
    // The comments of the file say so.
    let text = try String(contentsOf: file("sequential"), encoding: .utf8)
    let halves = text.components(separatedBy: "\n  paper:\n")
    let lines = halves[name == .quick ? 0 : 1].split(separator: "\n")
      .filter { $0.hasPrefix("      - {model: ") }
    #expect(lines.count == counts.count)
    for line in lines {
      let model = line.dropFirst(16).prefix { $0 != "," }
      let comment = line.split(separator: "#").last?.filter(\.isNumber)
      #expect(counts[String(model)].map(String.init) == comment, "\(line)")
    }
  }

  @Test func theSequentialStudyIsThePapersAtPaperScale() throws {
    let experiment = try shipped("sequential")
    let paper = try #require(experiment.scale(.paper))
    #expect(paper.sampleCount == 2000 && paper.stepCount == 500 && paper.inputWidth == 10)
    #expect(paper.labelCount == 7 && paper.replicates >= 8)
    #expect((experiment.scale(.quick)?.replicates ?? 0) >= 20)
    // What the paper leaves open is the generator's own.
    #expect(experiment.data.sized(to: paper) == .sequentialModes(SequentialModesSpec()))
    let mose = try #require(experiment.models.first { $0.name == "mose" })
    let spec = try mose.spec(paper, taskCount: 2, in: experiment.settings[0])
    #expect(spec.bottomWidths == [16] && spec.levelWidths == [[8]] && spec.towerWidths == [8])
    #expect(spec.sharedExpertCount == 10 && spec.layers == .lstm)
  }

  /// Its labels are those of the sweep, its waves those of the sequential study.
  @Test func theSequentialSweepTakesItsConstantsFromTheOthers() throws {
    let sweep = try shipped("sequential-seesaw")
    #expect(sweep.data.labels == (try shipped("seesaw")).data.labels)
    guard case .sequentialModes(let modes) = try shipped("sequential").data,
      case .correlatedSequences(let sequences) = sweep.data
    else {
      Issue.record("other generators")
      return
    }
    var waves = modes.sequence
    waves.stepsAhead = 0
    #expect(sequences.sequence == waves)
    for scale in sweep.scales.map(\.scale) {
      let counts = try counts(sweep, scale)
      let (with, without) = (
        try #require(counts["shared-bottom"]), try #require(counts["stepwise"])
      )
      #expect(abs(Double(without) / Double(with) - 1) < 0.02)
    }
  }
}

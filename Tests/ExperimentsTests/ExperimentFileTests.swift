// Experiment files: what is read from a good one, and how a bad one is refused.
import Experiments
import ModelZoo
import SyntheticData
import Testing
import Training

struct ExperimentFileTests {
  @Test func aWholeFileIsReadValueByValue() throws {
    let experiment = try parsed(wholeFile)
    let expected = Experiment(
      name: "small", title: "A small study", regenerates: "Figure 7: a part", seed: .max,
      data: .correlatedTasks(
        CorrelatedTasksSpec(
          inputWidth: 0, taskCount: 2, scale: 0.5, sineCount: 6, noiseVariance: 0.01,
          phases: .standardNormal, perTaskPhases: true, labelShares: [1, 0.25])),
      draws: .fixed, correlations: [-1, 0.29, 0.5, 1],
      models: [
        ModelChoice(name: "single-task", kind: .singleTask, levels: 0, towerWidths: [8]),
        ModelChoice(name: "placebo", kind: .singleTask, levels: 0),
        ModelChoice(name: "shared-bottom", kind: .sharedBottom, levels: 1),
        ModelChoice(name: "omoe", kind: .omoe, levels: 1, sharedExperts: 2),
        ModelChoice(name: "mmoe", kind: .mmoe, levels: 1, sharedExperts: 3),
        ModelChoice(name: "ml-mmoe", kind: .mlMMoE, levels: 2, sharedExperts: 3),
        ModelChoice(name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 2]),
        ModelChoice(
          name: "ple", kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1,
          levelWidths: [[16, 8], [4]], towerWidths: []),
      ],
      settings: [
        Setting(name: "-", gateBias: true),
        Setting(name: "no-gate-bias", gateBias: false, correlations: [0.5]),
      ],
      taskWeights: [TaskWeight(initial: 1, decay: 1), TaskWeight(initial: 0.5, decay: 0.9)],
      epochCount: 3,
      tuning: Tuning(learningRates: [1e-4, 1e-3, 1e-2], draws: 2, correlations: [0.75]),
      gateFiles: true,
      scales: [
        Experiment.Sized(
          name: .quick,
          scale: Scale(
            inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1280, replicates: 2, batchSize: 128)),
        Experiment.Sized(
          name: .paper,
          scale: Scale(
            inputWidth: 16, hiddenWidths: [16, 8, 4], sampleCount: 2000, replicates: 3,
            batchSize: 64)),
      ])
    #expect(experiment == expected)
  }

  @Test func whatMayBeLeftOutHasItsDefault() throws {
    let optional = 24...29
    let lines = wholeFile.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.enumerated().filter { !optional.contains($0.offset + 1) }.map(\.element)
    let experiment = try parsed(kept.joined(separator: "\n"))
    #expect(experiment.settings == [Setting(name: "-", gateBias: true)])
    #expect(experiment.taskWeights == [TaskWeight(), TaskWeight()])
    #expect(experiment.epochCount == 1)
  }

  @Test(arguments: damagedLines)
  func aDamagedFileIsRefusedInOneSentence(_ damage: DamagedLine) throws {
    let error = try #require(throws: ExperimentFileError.self) { try parsed(damage.text) }
    #expect(
      error.description
        == "experiments/small.yaml:\(damage.reported ?? damage.line): \(damage.problem)")
    #expect(!error.description.contains("\n"))
  }

  @Test func whatTheGeneratorRefusesIsReportedWhereItStands() throws {
    // No three vectors have pairwise cosines below −1/2, and no three are independent in the plane.
    for (original, damaged, sentence) in [
      ("[0.5]", "[0.5, -0.75]", "13: correlations[1] is -0.75, but must be "),
      ("[0.25]", "[-0.6]", "15: tuning.correlations[0] is -0.6, but must be "),
      ("inputWidth: 3", "inputWidth: 2", "18: scales.quick.inputWidth is 2, but must be "),
    ] {
      let text = leastExperiment.replacing(original, with: damaged)
      let error = try #require(throws: ExperimentFileError.self) { try parsed(text) }
      #expect(error.description.hasPrefix("experiments/small.yaml:\(sentence)"))
    }
  }

  @Test func aDocumentThatIsNoMappingIsRefused() throws {
    let error = try #require(throws: ExperimentFileError.self) { try parsed("- 1") }
    #expect(
      error.description
        == "experiments/small.yaml:1: the document is a list, but must be a mapping with the keys "
        + allKeys)
  }

  @Test func minusZeroIsReadAsZero() throws {
    let text = wholeFile.replacing("[-1, 0.29, 0.5, 1.00]", with: "[-0.0, 0.5]")
    #expect(try parsed(text).correlations[0].sign == .plus)
  }

  @Test func aFileWithoutContentIsRefused() {
    for text in ["", "# only a comment\n"] {
      #expect(
        throws: ExperimentFileError(file: "experiments/small.yaml", problem: "the file is empty")
      ) { try parsed(text) }
    }
  }

  @Test(arguments: ["Small", "small study", "a--b", "-", "", "../small", "1st"])
  func aNameThatCannotBeAFolderIsRefused(name: String) throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try Experiment.parse(wholeFile, name: name, file: "x.yaml")
    }
    #expect(
      error.description == "x.yaml: the experiment's name is \"\(name)\", but must be lower-case "
        + "words joined by hyphens, such as seesaw-fixed-draw")
  }
}

// Experiment files: what is read from a good one, and how a bad one is refused.
import Experiments
import ModelZoo
import SyntheticData
import Testing
import Training

struct ExperimentFileTests {
  @Test func aWholeFileIsReadValueByValue() throws {
    let file = try parsed(wholeFile)
    let expected = Experiment(
      name: "small", seed: .max,
      data: .correlatedTasks(
        CorrelatedTasksSpec(
          inputWidth: 0, taskCount: 2, scale: 0.5, sineCount: 6, noiseVariance: 0.01,
          phases: .standardNormal, perTaskPhases: true, labelShares: [1, 0.25],
          labelScales: [1, 2.5])),
      correlations: [-1, 0.29, 0.5, 1],
      models: [
        ModelChoice(
          name: "single-task", role: .baseline, kind: .singleTask, levels: 0, towerWidths: [8]),
        ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
        ModelChoice(name: "shared-bottom", kind: .sharedBottom, levels: 1),
        ModelChoice(name: "omoe", kind: .omoe, levels: 1, sharedExperts: 2),
        ModelChoice(name: "mmoe", kind: .mmoe, levels: 1, sharedExperts: 3),
        ModelChoice(name: "ml-mmoe", kind: .mlMMoE, levels: 2, sharedExperts: 3),
        ModelChoice(name: "cgc", kind: .cgc, levels: 1, taskExperts: [1, 2]),
        ModelChoice(
          name: "ple", kind: .ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1,
          levelWidths: [[16, 8], [4]], towerWidths: []),
        ModelChoice(
          name: "planted", role: .planted, kind: .singleTask, levels: 0,
          plant: Plant(epochCount: 5, labelShares: [1, 0.5])),
      ],
      settings: [
        Setting(name: "-", gateBias: true),
        Setting(name: "no-gate-bias", gateBias: false, correlations: [0.5]),
        Setting(
          name: "other", gateBias: true, commonLearningRate: 0.02, schedule: .linear,
          data: .correlatedTasks(
            CorrelatedTasksSpec(
              inputWidth: 0, taskCount: 2, scale: 0.5, sineCount: 6, noiseVariance: 0.01,
              phases: .standardNormal, perTaskPhases: false, labelShares: [1, 1],
              labelScales: [1, 2.5]))),
      ],
      taskWeights: [TaskWeight(initial: 1, decay: 1), TaskWeight(initial: 0.5, decay: 0.9)],
      epochCount: 3,
      tuning: Tuning(
        learningRates: [1e-4, 1e-3, 1e-2], draws: 2, trainings: 3, correlations: [0.75],
        doublesBudget: true),
      gateFiles: true,
      scales: [
        Experiment.Sized(
          name: .quick,
          scale: Scale(
            inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1280, draws: 2, trainings: 4,
            batchSize: 128)),
        Experiment.Sized(
          name: .paper,
          scale: Scale(
            inputWidth: 16, hiddenWidths: [16, 8, 4], sampleCount: 2000, draws: 3,
            batchSize: 64)),
      ])
    #expect(file.experiment == expected)
    #expect(
      file.presentation
        == Presentation(
          title: "A small study", regenerates: "Figure 7: a part", order: 3,
          models: [
            "shared-bottom": ModelLook(
              title: "Bottom", label: "bottom", colour: "#E69F00", point: 5, published: "hard")
          ],
          report: ReportDeclarations(
            published: ["ple-figure7-mtl-gain"], headline: "figure7",
            figures: [Declaration("figure7"), Declaration("curves")],
            claims: [
              Declaration(
                "gain-over",
                [
                  "subject": .text("ple"), "over": .list(["mmoe", "cgc"]),
                  "source": .text("PLE, Figure 7"),
                ]),
              Declaration("controls-hold"),
            ],
            answers: [
              Declaration("never-zero", ["heading": .text("Does MMoE become CGC?")])
            ])))
  }

  @Test func declarationsKnowTheirPlace() throws {
    let report = try parsed(wholeFile).presentation.report
    #expect(report.claims.map(\.place.path) == ["report.claims[0]", "report.claims[1]"])
    #expect(report.claims.map(\.place.line) == [48, 49])
    #expect(report.claims.allSatisfy { $0.place.file == "experiments/small.yaml" })
    #expect(report.figures.map(\.place.path) == ["report.figures[0]", "report.figures[1]"])
    #expect(report.answers.map(\.place.line) == [51])
  }

  @Test func whatMayBeLeftOutHasItsDefault() throws {
    // Settings and training; trainings and whether budgets are doubled; the order and the report.
    let optional = Set(25...31).union([35, 37]).union(42...51)
    let lines = wholeFile.split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.enumerated().filter { !optional.contains($0.offset + 1) }.map(\.element)
    let file = try parsed(kept.joined(separator: "\n"))
    let experiment = file.experiment
    #expect(experiment.settings == [Setting(name: "-", gateBias: true)])
    #expect(experiment.taskWeights == [TaskWeight(), TaskWeight()])
    #expect(experiment.epochCount == 1)
    #expect(experiment.tuning.trainings == 1 && !experiment.tuning.doublesBudget)
    #expect(experiment.scale(.paper)?.trainings == 1)
    #expect(file.presentation.order == nil && file.presentation.report == ReportDeclarations())
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
      ("[0.5]", "[0.5, -0.75]", "12: correlations[1] is -0.75, but must be "),
      ("[0.25]", "[-0.6]", "14: tuning.correlations[0] is -0.6, but must be "),
      ("inputWidth: 3", "inputWidth: 2", "17: scales.quick.inputWidth is 2, but must be "),
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
    #expect(try parsed(text).experiment.correlations[0].sign == .plus)
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
      try ExperimentFile.parse(wholeFile, name: name, file: "x.yaml")
    }
    #expect(
      error.description == "x.yaml: the experiment's name is \"\(name)\", but must be lower-case "
        + "words joined by hyphens, such as seesaw-fixed-draw")
  }
}

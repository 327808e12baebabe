// The project's own experiment files.
import Foundation
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Experiments

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "experiments")

private func path(_ name: String) -> String { folder.appending(path: "\(name).yaml").path }

private func shipped(_ name: String) throws -> Experiment {
  try ExperimentFile.read(file: path(name)).experiment
}

struct ShippedExperimentTests {
  private func all() throws -> [Experiment] {
    try ExperimentFile.readAll(folder: folder.path).map(\.experiment)
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

  /// All that decides a run is the sweep's, so that none is trained twice; a model that the sweep has not
  /// may follow, and a setting.
  @Test func expertUtilizationAsksForRunsOfTheSweep() throws {
    let (seesaw, experts) = (try shipped("seesaw"), try shipped("expert-utilization"))
    for scale in [ScaleName.quick, .paper] {
      let (swept, asked) = (try Plan(seesaw, at: scale), try Plan(experts, at: scale))
      let runs = Set(try swept.study(rates: swept.equalRates()).map(\.run))
      let shared = try asked.study(rates: asked.equalRates()).filter { key, _ in
        key.setting == "-" && seesaw.models.contains { $0.name == key.model }
      }
      #expect(!shared.isEmpty)
      // Without a curve, for which the sweep's record with one serves.
      #expect(shared.allSatisfy { $0.run.withCurve.map(runs.contains) == true })
    }
    #expect(experts.tuning == seesaw.tuning)
    #expect(experts.gateFiles && !seesaw.gateFiles)
  }

  /// A rate of at most 3% needs 100 independent runs in every setting, at both scales.
  @Test func neverZeroHasAHundredIndependentRunsInEverySettingAndSomeToSpare() throws {
    let experiment = try shipped("never-zero")
    #expect(experiment.correlations.count == 1)
    #expect(experiment.settings.map(\.gateBias) == [true, false])
    #expect(experiment.gateFiles)
    for scale in [ScaleName.quick, .paper] {
      #expect((experiment.scale(scale)?.draws ?? 0) >= 105, "a few may diverge")
    }
  }

  /// The 2 × 2: each model in its own way and in the other's.
  @Test func theSelectorExperimentHasFourCells() throws {
    let (seesaw, selector) = (try shipped("seesaw"), try shipped("gate-selector"))
    #expect(selector.data == seesaw.data)
    #expect(selector.models.allSatisfy(seesaw.models.contains))
    let variants = try Plan(selector, at: .quick).variants.map {
      "\($0.choice.name) \($0.setting.name)"
    }
    #expect(
      variants == [
        "single-task -", "ml-mmoe -", "ple -", "ple input-selector", "ml-mmoe fusion-selector",
      ])
  }

  /// Experiments of one seed are of the same draws: only the two that share their runs may be.
  @Test func seedsAreOfOneExperimentEach() throws {
    var names: [UInt64: [String]] = [:]
    for experiment in try all() { names[experiment.seed, default: []].append(experiment.name) }
    let shared = names.values.filter { $0.count > 1 }.map { $0.sorted() }
    #expect(shared == [["expert-utilization", "seesaw"]])
  }

  /// Every rate decays, but where that is the question, where a listing states a constant one, or where figures are redone
  /// whose curves are of one.
  @Test func learningRatesDecay() throws {
    for experiment in try all() {
      #expect(
        experiment.schedule == .linear || ["listing", "mmoe"].contains(experiment.name),
        "\(experiment.name)")
      let constant = experiment.settings.filter { $0.schedule == .constant }
      #expect(
        constant.isEmpty || ["learning-rates", "unequal-tasks"].contains(experiment.name),
        "\(experiment.name)")
    }
  }

  /// The mixtures have the paper's sizes, and a shared bottom as many weights by the paper's own count, at both scales.
  @Test(arguments: ScaleName.allCases)
  func mmoesModelsAreMatchedByThePapersCount(_ name: ScaleName) throws {
    let experiment = try shipped("mmoe")
    let scale = try #require(experiment.scale(name))
    #expect(scale.draws == (name == .quick ? 20 : 200))
    #expect(scale.inputWidth == 100 || name == .quick)
    let d = scale.inputWidth
    let count = d * 16 * 8 + 16 * 8 * 2
    func spec(_ model: String) throws -> ModelSpec {
      try #require(experiment.models.first { $0.name == model })
        .spec(scale, taskCount: 2, in: experiment.settings[0])
    }
    for model in ["omoe", "mmoe"] {
      let spec = try spec(model)
      #expect(spec.sharedExpertCount == 8 && spec.levelWidths == [[16]] && spec.towerWidths == [8])
      #expect(!spec.gateBias)
    }
    let bottom = try spec("shared-bottom").levelWidths[0][0]
    #expect(bottom == Int((Double(count) / Double(d + 16)).rounded()))
    #expect(name == .quick || bottom == 113)
    let single = try spec("single-task").towerWidths[0]
    #expect(single == Int((Double(count) / Double(2 * (d + 8))).rounded()))
  }

  /// Every kind of tasks has the two controls: a placebo, and a seesaw that is there.
  @Test func lastingSeesawsAreSoughtBesideBothControls() throws {
    let (seesaw, unequal) = (try shipped("seesaw"), try shipped("unequal-tasks"))
    #expect(unequal.data == seesaw.data && unequal.correlations == [0.5])
    #expect(unequal.models.filter { $0.role != .planted } == seesaw.models)
    let planted = try #require(unequal.models.first { $0.role == .planted }?.plant)
    #expect(planted.epochCount > unequal.epochCount && planted.labelShares.contains { $0 < 1 })
    let plan = try Plan(unequal, at: .quick)
    let data = unequal.settings.map { $0.data ?? unequal.data }
    #expect(Set(data).count >= 4)
    for setting in unequal.settings {
      let models = plan.variants.filter { $0.setting == setting }.map(\.choice)
      // The plant is there to be found once.
      let expected = unequal.models.filter {
        $0.role != .planted || setting.name == Setting.defaultName
      }
      #expect(models == expected, "\(setting.name)")
    }
    // What recurs over draws is told from what recurs in training by both.
    let scale = try #require(unequal.scale(.quick))
    #expect(scale.draws >= 8 && scale.trainings >= 4)
    let checks = try plan.checks(plan.equalRates())
    #expect(checks.contains { $0.key.budget == 2 })
    #expect(checks.contains { $0.variant.choice.plant != nil })
  }

  /// At the paper's size the question is that of one setting, asked of the same models.
  @Test func theLinearTaskIsASettingOfTheUnequalTasks() throws {
    let (unequal, linear) = (try shipped("unequal-tasks"), try shipped("linear-task"))
    let seesaw = try #require(try shipped("seesaw").scale(.paper))
    let setting = try #require(unequal.settings.first { $0.name == "one-linear" })
    #expect(linear.data == setting.data && linear.models == unequal.models)
    #expect(linear.correlations == unequal.correlations && linear.schedule == unequal.schedule)
    #expect(unequal.scale(.paper) == nil && linear.scale(.quick) == nil)
    let scale = try #require(linear.scale(.paper))
    #expect(scale.inputWidth == seesaw.inputWidth && scale.sampleCount == seesaw.sampleCount)
    #expect(scale.hiddenWidths == seesaw.hiddenWidths && scale.batchSize == seesaw.batchSize)
    #expect(scale.draws >= 8 && scale.trainings >= 3)
    let asked = try [unequal, linear].map { experiment in
      try ExperimentFile.read(file: path(experiment.name)).presentation.report.claims
        .filter { $0.arguments["question"] != nil }.map { claim in
          [.text(claim.name)] + ["subject", "over"].map { claim.arguments[$0] }
        }
    }
    #expect(asked[0] == asked[1] && asked[0].count == 3)
  }

  /// Each common rate with both schedules, and each model at its own best with both.
  @Test func ratesAndSchedulesAreCrossed() throws {
    let plan = try Plan(shipped("learning-rates"), at: .quick)
    let models = plan.experiment.models
    var rates: [LearningRateSchedule: Set<Double>] = [:]
    for setting in plan.experiment.settings {
      let variants = plan.variants.filter { $0.setting == setting }
      #expect(variants.map(\.choice) == models, "\(setting.name)")
      let schedule = plan.schedule(of: variants[0])
      if let rate = setting.commonLearningRate {
        rates[schedule, default: []].insert(rate)
      } else {
        #expect(plan.tunedVariants.filter { $0.setting == setting }.count == models.count)
      }
    }
    #expect(rates[.linear] == rates[.constant] && rates[.linear]?.count == 4)
  }
}

/// The experiments on sequences.
struct ShippedSequenceTests {
  /// Verdicts on a paper are given of sizes that grow with the scale alone.
  @Test func whatHasOneSizeAtBothScalesSaysSo() throws {
    let files = try ExperimentFile.readAll(folder: folder.path)
    #expect(files.count > 10)
    for file in files {
      let experiment = file.experiment
      guard let quick = experiment.scale(.quick), let paper = experiment.scale(.paper) else {
        continue
      }
      let isSame =
        quick.inputWidth == paper.inputWidth && quick.hiddenWidths == paper.hiddenWidths
        && quick.sampleCount == paper.sampleCount && quick.stepCount == paper.stepCount
      #expect(file.presentation.report.paperSize == (isSame ? false : nil), "\(experiment.name)")
    }
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
    let experiment = try shipped("sequential").asRun(at: name)
    let scale = try #require(experiment.scale(name))
    let counts = try counts(experiment, scale)
    let mose = try #require(counts["mose"])
    #expect(counts.count == (name == .quick ? 11 : 8))
    for (model, count) in counts {
      #expect(abs(Double(count) / Double(mose) - 1) <= 0.1, "\(model): \(count), MoSE \(mose)")
    }
    // The comments of the file say so.
    let text = try String(contentsOfFile: path("sequential"), encoding: .utf8)
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
    #expect(paper.labelCount == 7 && paper.draws >= 6)
    #expect((experiment.scale(.quick)?.draws ?? 0) >= 6)
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

// Learning-rate schedules: in runs' identities, in settings, and in experiment files.
import Foundation
import Testing
import Training

@testable import Experiments

private let file = """
  title: A small study
  regenerates: nothing
  seed: 1
  data: {generator: correlated-tasks, taskCount: 2, scale: 1, sineCount: 0, noiseVariance: 0,
    phases: formula, perTaskPhases: false}
  correlations: [0.5]
  models:
    - {model: single-task, role: baseline}
    - {model: mmoe, sharedExperts: 2}
  settings:
    - {name: "-", gateBias: true}
  tuning: {learningRates: [0.01], draws: 1, correlations: [0.5]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 2], sampleCount: 200, draws: 1, batchSize: 8}
  """

private func read(
  training: String? = nil, default schedule: String? = nil, setting: String? = nil
) throws -> Experiment {
  var text = file
  if let training { text += "\ntraining: {schedule: \(training)}" }
  let name = #"- {name: "-", gateBias: true"#
  if let schedule { text = text.replacing(name, with: "\(name), schedule: \(schedule)") }
  if let setting {
    text = text.replacing(
      name + "}", with: name + "}\n  - {name: other, gateBias: true, schedule: \(setting)}")
  }
  return try ExperimentFile.parse(text, name: "small", file: "small.yaml").experiment
}

private func rates(_ plan: Plan) -> [Variant: Double] {
  Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
}

@Suite struct ScheduleTests {
  @Test func aConstantScheduleIsInNoIdentityAndALinearOneIsInAll() throws {
    let plan = try Plan(tinyExperiment(), at: .quick)
    var (constant, linear) = (tinyExperiment(), tinyExperiment())
    constant.schedule = .constant
    linear.schedule = .linear
    let stated = try Plan(constant, at: .quick).study(rates: rates(plan))
    let falling = try Plan(linear, at: .quick).study(rates: rates(plan))
    for ((_, run), (same, other)) in try zip(plan.study(rates: rates(plan)), zip(stated, falling)) {
      #expect(run.subject.training.schedule == nil)
      #expect(try !run.canonical().contains("schedule") && same.run == run)
      #expect(other.run.subject.training.schedule == .linear)
      #expect(try other.run.canonical().contains(#""schedule":"linear""#))
      #expect(try other.run.canonical() != run.canonical())
    }
    let trial = try #require(
      Plan(linear, at: .quick).trials(of: plan.tunedVariants[0], learningRate: 0.01).first)
    #expect(trial.run.subject.training.schedule == .linear, "tuned as it is trained")
  }

  /// As with passes, the baseline and the placebo change too, and all rates are tuned anew.
  @Test func aSettingsScheduleChangesEveryModel() throws {
    var experiment = tinyExperiment()
    experiment.settings = [standard, Setting(name: "decay", gateBias: true, schedule: .linear)]
    let plan = try Plan(experiment, at: .quick)
    #expect(plan.variants.count { $0.setting.name == "decay" } == tinyModels.count)
    #expect(plan.tunedVariants.count { $0.setting.name == "decay" } == tinyModels.count - 1)
    let rates = Dictionary(
      uniqueKeysWithValues: plan.tunedVariants.map {
        ($0, $0.setting.name == "decay" ? 0.03 : 0.01)
      })
    for (key, run) in try plan.study(rates: rates) {
      let training = run.subject.training
      #expect(training.schedule == (key.setting == "decay" ? .linear : nil))
      #expect(training.learningRate == (key.setting == "decay" ? 0.03 : 0.01))
    }
  }

  @Test func aSettingCanBeConstantWhereTheExperimentIsNot() throws {
    var experiment = tinyExperiment()
    experiment.schedule = .linear
    experiment.settings = [standard, Setting(name: "steady", gateBias: true, schedule: .constant)]
    let plan = try Plan(experiment, at: .quick)
    for (key, run) in try plan.study(rates: rates(plan)) {
      #expect(run.subject.training.schedule == (key.setting == "steady" ? nil : .linear))
    }
  }

  @Test func aDonorHasTheScheduleOfWhatStartsAtIt() throws {
    var experiment = tinyExperiment()
    experiment.settings = [
      standard, Setting(name: "decay", gateBias: true, schedule: .linear),
      Setting(
        name: "started", gateBias: true, schedule: .linear,
        start: StartChoice(start: WarmStart(after: 0.5, offset: -4))),
    ]
    let plan = try Plan(experiment, at: .quick)
    #expect(plan.tunedVariants.allSatisfy { $0.setting.name != "started" })
    let started = try plan.study(rates: rates(plan)).filter { $0.key.setting == "started" }
    #expect(Set(started.map(\.key.model)) == ["mmoe", "ml-mmoe"])
    for (_, run) in started {
      #expect(run.subject.training.schedule == .linear)
      #expect(run.origin?.donor.training.schedule == .linear)
    }
  }

  /// The same rate, data and first weights; a smaller step at the end.
  @Test func aLinearRunEndsElsewhere() throws {
    var experiment = tinyExperiment()
    let plan = try Plan(experiment, at: .quick)
    experiment.schedule = .linear
    let records = try [plan, Plan(experiment, at: .quick)].map { plan in
      let run = try #require(
        plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first
      ).run
      return try #require(
        try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    }
    #expect(records[0].scores != records[1].scores && records[1].status == .ok)
    #expect(records[0].labelVariances == records[1].labelVariances)
    #expect(records[0].curve.map(\.step) == records[1].curve.map(\.step))
  }

  // MARK: Files

  @Test func aFileStatesTheSchedule() throws {
    #expect(try read().schedule == nil)
    #expect(try read(training: "constant") == read())
    #expect(try read(training: "linear").schedule == .linear)
    #expect(try read(setting: "linear").settings.map(\.schedule) == [nil, .linear])
    #expect(
      try read(training: "linear", setting: "constant").settings.map(\.schedule)
        == [nil, .constant])
    // A manifest of a study without one has the bytes that it had.
    #expect(
      try !String(decoding: JSONEncoder().encode(read()), as: UTF8.self).contains("schedule"))
    #expect(
      try JSONDecoder().decode(
        Experiment.self, from: JSONEncoder().encode(read(training: "linear")))
        == read(training: "linear"))
  }

  @Test func anImpossibleScheduleIsRefused() {
    func refusal(_ read: () throws -> Experiment) -> String {
      let error = #expect(throws: ExperimentFileError.self) { _ = try read() }
      return error?.description ?? ""
    }
    #expect(
      refusal { try read(training: "cosine") }
        == "small.yaml:16: training.schedule is cosine, but must be one of constant, linear")
    #expect(
      refusal { try read(setting: "constant") }
        == "small.yaml:12: settings[1].schedule is constant, but must be linear or absent: the "
        + "experiment's own is constant")
    #expect(
      refusal { try read(training: "linear", default: "linear") }
        == "small.yaml:11: settings[0].schedule is linear, but must be constant or absent: the "
        + "experiment's own is linear")
  }
}

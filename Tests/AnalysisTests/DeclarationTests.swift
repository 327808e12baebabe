// Declarations are checked before anything is trained: what is refused, and where.
import Analysis
import Experiments
import Fixtures
import Testing

/// An experiment that has what most families need; the last line is the claim.
private let file = """
  title: A declared study
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 2
    scale: 1
    sineCount: 1
    noiseVariance: 0
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models:
    - {model: single-task, role: baseline}
    - {model: single-task, name: placebo, role: placebo}
    - {model: mmoe, sharedExperts: 3}
    - {model: cgc, taskExperts: [1, 1], sharedExperts: 1}
    - {model: ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1}
  tuning: {learningRates: [1e-3], draws: 1, correlations: [0.5]}
  gateFiles: true
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 2, 1], sampleCount: 80, draws: 2, trainings: 2, batchSize: 8}
  report:
    published: [mose-figure6-mse]
    claims:
      - {family: controls-hold}
      - CLAIM
  """

/// A claim, what of the file is otherwise, and what is said of it.
private struct Refused: CustomTestStringConvertible, Sendable {
  var claim: String
  var part = ""
  var replacement = ""
  var problem: String
  var testDescription: String { claim }

  init(_ claim: String, without part: String = "", with replacement: String = "", _ problem: String)
  {
    self.claim = claim
    self.part = part
    self.replacement = replacement
    self.problem = problem
  }
}

private let models = "the models of the experiment are single-task, placebo, mmoe, cgc, ple"
private let families = ClaimFamilies.all.map { $0.name }.joined(separator: ", ")

private let refused: [Refused] = [
  // Families.
  Refused(
    "{family: gain-ovr, subject: ple, over: [mmoe]}",
    "is of the family gain-ovr, but must be of one of \(families)"),
  Refused(
    "{family: controls-hold, source: another paper}",
    "declares the same claim as report.claims[0]: their rows would have the same id, "
      + "controls-hold"),
  // Arguments.
  Refused(
    "{family: gain-over, subject: ple, over: [mmoe], task: 1}",
    "has the argument task, which gain-over does not have"),
  Refused(
    "{family: gain-over, subject: ple}",
    "lacks the argument over, models of the experiment, which gain-over needs"),
  Refused(
    "{family: gain-over, over: [mmoe]}",
    "lacks the argument subject, a model of the experiment, which gain-over needs"),
  Refused(
    "{family: gain-over, subject: [ple, cgc], over: [mmoe]}",
    "has a list as subject, but must have one word there"),
  Refused(
    "{family: gain-ratio, subject: ple, over: mmoe, ratio: -1}",
    "has -1 as ratio, but must have a number above 0 there"),
  Refused(
    "{family: lasting-seesaw, expected: never}",
    "has the argument expected, which lasting-seesaw does not have"),
  Refused(
    "{family: gain-over, subject: ple, over: [mmoe], caveat: but}",
    "has a caveat or claims beside it, but no question, which makes it a primary one"),
  // Settings.
  Refused(
    "{family: lasting-seesaw, setting: other}",
    "has other as setting, but the settings of the experiment are -"),
  Refused(
    "{family: some-lasting-seesaw, settings: [\"-\", other]}",
    "has other as settings, but the settings of the experiment are -"),
  Refused(
    "{family: loser-pays-less, subject: ple, over: mmoe, settings: []}",
    "has an empty list as settings"),
  Refused(
    "{family: cost-of-setting, setting: other}",
    "has other as setting, but must have one of "),
  Refused(
    "{family: error-ratio, subject: ple, over: mmoe, task: 3}",
    "has 3 as task, but must have a task from 1 to 2 there"),
  Refused(
    "{family: error-ratio, subject: ple, over: mmoe, task: task1}",
    "has task1 as task, but must have a task from 1 to 2 there"),
  // Models.
  Refused(
    "{family: gain-over, subject: ple, over: [mmoe, omoe]}",
    "has omoe as over, but \(models)"),
  Refused("{family: gain-over, subject: PLE, over: [mmoe]}", "has PLE as subject, but \(models)"),
  Refused(
    "{family: no-better-than-control, control: ple}",
    "has ple as control, which does not have that role"),
  // What an experiment must have.
  Refused(
    "{family: no-zero-weight, subject: mmoe}", without: "gateFiles: true", with: "gateFiles: false",
    "is no-zero-weight, which needs gateFiles: true"),
  Refused(
    "{family: shared-mass, subject: ple, over: cgc}", without: "gateFiles: true",
    with: "gateFiles: false", "is shared-mass, which needs gateFiles: true"),
  Refused(
    "{family: smallest-spread, subject: mmoe, over: [cgc]}",
    "is smallest-spread, which needs two correlations or more"),
  Refused(
    "{family: equal-at, subject: mmoe, over: cgc, correlation: 0.7, margin: 0.2}",
    "has 0.7 as correlation, but must have one of 0.50 there"),
  Refused(
    "{family: equal-at, subject: mmoe, over: cgc, correlation: 0.5, margin: 0}",
    "has 0 as margin, but must have a number above 0 there"),
  Refused("{family: same-form}", "needs a setting with a start"),
  Refused("{family: started-weights}", "needs a setting with a start before the end of training"),
  Refused(
    "{family: started-error}", without: "tuning:",
    with:
      "settings: [{name: \"-\", gateBias: true}, {name: s, gateBias: true, start: {after: 1, offset: -infinity}}]\ntuning:",
    "needs a setting with a start before the end of training"),
  Refused(
    "{family: task-differences, separated: cgc, pooled: mmoe}",
    "needs data at p = 1, where all tasks are the same: without it there is no control"),
  Refused(
    "{family: selector-or-separation, separated: ple, pooled: mmoe}",
    "needs a setting in which the upper gates of ple read the input"),
]

/// The experiment with these claims alone.
private func parse(
  _ claims: [String], _ change: (String) -> String = { $0 }
) throws -> ExperimentFile {
  let both = "    - {family: controls-hold}\n    - CLAIM"
  let lines = claims.map { "    - \($0)" }.joined(separator: "\n")
  #expect(file.contains(both))
  return try ExperimentFile.parse(
    change(file.replacing(both, with: lines)), name: "small", file: "experiments/small.yaml")
}

struct DeclarationTests {
  @Test(arguments: refused)
  private func whatCannotBeClaimedIsRefusedInOneSentence(_ refused: Refused) throws {
    #expect(file.contains(refused.part) || refused.part.isEmpty)
    let text = file.replacing("CLAIM", with: refused.claim)
    let damaged =
      refused.part.isEmpty ? text : text.replacing(refused.part, with: refused.replacement)
    let parsed = try ExperimentFile.parse(damaged, name: "small", file: "experiments/small.yaml")
    let line = damaged.split(separator: "\n", omittingEmptySubsequences: false).count
    let error = try #require(throws: ExperimentFileError.self) { try DeclaredClaims(parsed) }
    #expect(
      error.description == "experiments/small.yaml:\(line): report.claims[1] \(refused.problem)")
  }

  /// What tells two rows apart is their id, whatever else the declarations say.
  @Test(arguments: [
    (
      ["gain-over, subject: ple, over: [mmoe, cgc]", "gain-over, subject: ple, over: cgc"],
      "ple/cgc"
    ),
    (
      ["first-places, subject: ple, over: [mmoe]", "first-places, subject: ple, over: [cgc]"], "ple"
    ),
    (
      ["never-becomes, subject: mmoe, goal: CGC", "never-becomes, subject: mmoe, goal: PLE"], "mmoe"
    ),
    (["lasting-seesaw", "lasting-seesaw, subject: ple"], "ple/-"),
    (["best-of-all, subject: ple", "best-of-all, subject: ple, note: again"], "ple"),
    (["single-runs", "single-runs, setting: \"-\""], "-"),
  ])
  func twoClaimsMayNotHaveOneId(_ claims: [String], _ key: String) throws {
    #expect(throws: Never.self) { try DeclaredClaims(parse(["{family: \(claims[0])}"])) }
    let error = try #require(throws: ExperimentFileError.self) {
      try DeclaredClaims(parse(claims.map { "{family: \($0)}" }))
    }
    let family = claims[0].prefix { $0 != "," }
    #expect(
      error.description.hasSuffix(
        "report.claims[1] declares the same claim as report.claims[0]: their rows would have the "
          + "same id, \(family)/\(key)"))
  }

  /// Sentences that would be false of the model or the data.
  @Test(arguments: [
    ("{family: gain-over, subject: ple, over: [mmoe, mmoe]}", "names mmoe twice"),
    ("{family: gain-ratio, subject: ple, over: ple, ratio: 2}", "names ple twice"),
    ("{family: no-zero-weight, subject: single-task}", "must have a model with gates there"),
    ("{family: shared-mass, subject: mmoe, over: cgc}", "must have a model with experts of tasks"),
  ])
  func aSentenceThatCannotHoldIsRefused(_ claim: String, _ problem: String) throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try DeclaredClaims(parse([claim]))
    }
    #expect(error.description.contains(problem))
  }

  /// What recurs is trained anew: with one training on a draw, at any scale, there is nothing to say.
  @Test(arguments: [
    "{family: controls-hold}", "{family: lasting-seesaw}", "{family: some-lasting-seesaw}",
    "{family: loser-pays-less, subject: cgc, over: mmoe}",
  ])
  func whatLastsNeedsRetraining(_ claim: String) throws {
    #expect(throws: Never.self) { try DeclaredClaims(parse([claim])) }
    let error = try #require(throws: ExperimentFileError.self) {
      try DeclaredClaims(parse([claim]) { $0.replacing("trainings: 2, ", with: "") })
    }
    #expect(
      error.description.hasSuffix("needs two trainings or more, not 1 as at scale quick"))
  }

  @Test func aContestIsOfOneCorrelation() throws {
    let claim = "{family: best-on-both-tasks, subject: ple, over: [mmoe]}"
    #expect(throws: Never.self) { try DeclaredClaims(parse([claim])) }
    let error = try #require(throws: ExperimentFileError.self) {
      try DeclaredClaims(
        parse([claim]) {
          $0.replacing("\ncorrelations: [0.5]", with: "\ncorrelations: [0.2, 0.5]")
        })
    }
    #expect(error.description.contains("or with a single one, not 2"))
  }

  /// What single runs show, and whether the rule holds, is measured by the placebo.
  @Test(arguments: ["{family: controls-hold}", "{family: single-runs}"])
  func withoutAPlaceboNoSeesawIsCounted(_ claim: String) throws {
    #expect(throws: Never.self) { try DeclaredClaims(parse([claim])) }
    let without = try parse([claim]) {
      $0.replacing("  - {model: single-task, name: placebo, role: placebo}\n", with: "")
    }
    #expect(!without.experiment.models.contains { $0.isPlacebo })
    let error = try #require(throws: ExperimentFileError.self) { try DeclaredClaims(without) }
    #expect(
      error.description.hasPrefix("experiments/small.yaml:25: report.claims[0] is "))
    #expect(error.description.hasSuffix("which needs a model with the role placebo"))
  }

  @Test func whatTheExperimentHasIsTaken() throws {
    let claims = [
      "{family: gain-over, subject: ple, over: mmoe}",
      "{family: gain-over, subject: ple, over: [cgc], source: \"PLE, Figure 7\", published: x, note: y}",
      "{family: no-zero-weight, subject: mmoe}",
      "{family: never-becomes, subject: mmoe, goal: CGC}",
      "{family: excludes-experts, explored: another-experiment}",
    ]
    let declared = try DeclaredClaims(parse(claims))
    #expect(declared.tables.count == 1, "of these only excluded experts need a further table")
    #expect(declared.tables.first == GateMap.self)
  }

  /// What is run at no setting of a scale is not asked there.
  @Test func settingsThatAScaleLeavesOutAreNotAsked() throws {
    let claims = [
      "{family: no-task-favoured}", "{family: no-task-favoured, setting: linear}",
      "{family: loser-pays-less, subject: cgc, over: mmoe, settings: [\"-\", linear, scaled]}",
      "{family: loser-pays-less, subject: ple, over: mmoe, settings: [linear, scaled]}",
    ]
    let file = try parse(claims) {
      $0.replacing(
        "tuning:",
        with: """
          settings:
            - {name: "-", gateBias: true}
            - {name: linear, gateBias: true, data: {taskSineCounts: [0, 1]}}
            - {name: scaled, gateBias: true, data: {labelScales: [1, 5]}}
          tuning:
          """
      ).replacing(
        "trainings: 2, batchSize: 8", with: "trainings: 2, batchSize: 8, omits: [linear, scaled]")
    }
    let atScale = file.experiment.asRun(at: .quick)
    let asked = file.presentation.report.claims.asked(of: atScale)
    #expect(asked.map(\.name) == ["no-task-favoured", "loser-pays-less"])
    #expect(asked.last?.arguments["settings"] == .list(["-"]))
    let kept = ExperimentFile(experiment: atScale, presentation: file.presentation)
    #expect(throws: Never.self) { try DeclaredClaims(kept) }
    #expect(throws: Never.self) { try DeclaredClaims(file) }
  }

  /// Of models that a scale leaves out nothing is asked there.
  @Test func modelsThatAScaleLeavesOutAreNotAsked() throws {
    let claims = [
      "{family: gain-over, subject: ple, over: [mmoe, cgc]}",
      "{family: gain-over, subject: ple, over: cgc}", "{family: no-zero-weight, subject: cgc}",
      "{family: no-zero-weight, subject: mmoe}",
    ]
    let file = try parse(claims) {
      $0.replacing("trainings: 2, batchSize: 8", with: "trainings: 2, batchSize: 8, omits: [cgc]")
    }
    let atScale = file.experiment.asRun(at: .quick)
    let asked = file.presentation.report.claims.asked(of: atScale)
    #expect(asked.map(\.name) == ["gain-over", "no-zero-weight"])
    #expect(asked.first?.arguments["over"] == .list(["mmoe"]))
    #expect(asked.last?.arguments["subject"] == .text("mmoe"))
    let kept = ExperimentFile(experiment: atScale, presentation: file.presentation)
    #expect(throws: Never.self) { try DeclaredClaims(kept) }
  }

  /// What a manifest holds has no line.
  @Test func aDeclarationOfAManifestIsRefusedWithoutALine() throws {
    var file = TinyStudy.file
    file.presentation.report.claims = [Declaration("unheard-of")]
    let error = try #require(throws: ExperimentFileError.self) { try DeclaredClaims(file) }
    #expect(
      error.description
        == "manifest.json: a declaration is of the family unheard-of, but must be of one of \(families)"
    )
  }

  @Test func everyFamilyHasANameOfItsOwn() {
    let names = ClaimFamilies.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.allSatisfy { $0 == "-" || $0.isLowercase }, "\(name)") }
  }
}

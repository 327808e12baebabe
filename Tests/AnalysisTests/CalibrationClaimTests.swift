// The claims whose answer is known, and what single runs would have said.
import Experiments
import Fixtures
import Formats
import Records
import Statistics
import Testing

@testable import Analysis

struct CalibrationTests {
  private func favoured(_ change: (inout MadeUpStudy) -> Void = { _ in }) throws -> Claim {
    try claim(NoTaskFavoured.self, about: unequalTasks(change))
  }

  @Test func noTaskIsFavouredOrOneIsOrHardlyOrItIsOpen() throws {
    let none = try favoured()
    #expect(none.finding == .supported && none.count == 12)
    #expect(none.statement == "No model favours a task, where tasks are equal")
    #expect(none.rule.contains("of 5 models"))
    // Half of .3 − (−.1).
    let one = try favoured { $0.gains["mmoe"] = [0.3, -0.1] }
    #expect(one.finding == .unsupported && abs((one.measured ?? 0) - 0.2) < 0.03)
    #expect(one.detail == "The bounds are those of MMoE.")
    let hardly = try favoured {
      $0.gains["mmoe"] = [0.13, 0.07]
      ($0.drawSpread, $0.trainingSpread) = (0.002, 0.005)
    }
    #expect(hardly.finding == .negligible && abs((hardly.measured ?? 0) - 0.03) < 0.005)
    let open = try favoured { $0.drawSpread = 0.5 }
    #expect(open.finding == .inconclusive && max(open.upper ?? 0, -(open.lower ?? 0)) > 0.05)
  }

  /// A lasting seesaw that favours each task equally often favours none.
  @Test func alternatingSeesawsCancel() throws {
    let records = try unequalTasks { $0.seesaws[Arm(model: "mmoe")] = 0.3 }
    let favoured = try claim(NoTaskFavoured.self, ["subject": "mmoe"], about: records)
    #expect(abs(favoured.measured ?? 1) < 0.03 && favoured.finding == .inconclusive)
    let lasting = try claim(
      LastingSeesaw.self, ["subject": "mmoe", "setting": "-"], about: records)
    #expect(lasting.finding == .supported)
  }

  /// One of twenty models differs from 0 at 5% by chance.
  @Test func differencesAreCorrectedForTheNumberOfModels() {
    let weak = values(mean: 0.09, spread: 0.185)
    let others = (0..<19).map { _ in values(mean: 0, spread: 0.2) }
    #expect(NoTaskFavoured.finding([weak]) == .unsupported, "a two-sided p of .046")
    #expect(NoTaskFavoured.finding([weak] + others) == .inconclusive)
  }

  @Test func theModelThatDecidesIsPrinted() {
    let (clear, wide) = (values(mean: 0.2, spread: 0.02), values(mean: 0.25, spread: 2))
    #expect(NoTaskFavoured.decisive([wide, clear]) == 1, "the larger mean is not significant")
    let (small, narrow) = (values(mean: 0.001, spread: 0.09), values(mean: 0.002, spread: 0.001))
    #expect(NoTaskFavoured.decisive([small, narrow]) == 0, "its bounds reach farther")
  }

  @Test func controlsComeOutAsTheyMust() throws {
    let claims = try claims(ControlsHold.self, about: unequalTasks())
    // The placebo and one spike in each of five settings, and the plant in the default one.
    #expect(claims.count == 11 && claims.allSatisfy { $0.finding == .supported })
    #expect(
      claims.prefix(3).map(\.statement) == [
        "The placebo has no lasting seesaw", "A seesaw of .4 added to the placebo is found",
        "The planted seesaw is found",
      ])
    #expect(claims.prefix(3).map(\.id) == ["placebo/-", "spike-0.40/-", "planted/-"])
    #expect(claims[2].detail.hasPrefix("Gains on tuning draws, task by task: +0."))
  }

  @Test func controlsFailOrAreOpen() throws {
    func findings(_ change: (inout MadeUpStudy) -> Void) throws -> [Finding] {
      try claims(ControlsHold.self, about: unequalTasks(change)).prefix(3).map(\.finding)
    }
    #expect(
      try findings { $0.seesaws[Arm(model: "placebo")] = 0.3 }
        == [.unsupported, .supported, .supported])
    // A plant that gains on both tasks, or too little on one.
    #expect(try findings { $0.gains["planted"] = [0.4, 0.4] }[2] == .unsupported)
    #expect(try findings { $0.gains["planted"] = [0.4, -0.1] }[2] == .unsupported)
    // The placebo's seesaw on one draw of twelve.
    let open = try records(MadeUpStudy.unequalTasks(), "unequal-tasks") { run, task in
      guard run.arm == Arm(model: "placebo"), run.draw == "003" else { return 0 }
      return task == 0 ? 0.6 : -0.6
    }
    #expect(try claims(ControlsHold.self, about: open)[0].finding == .inconclusive)
  }
}

struct SingleRunsTests {
  @Test func singleRunsAreDescribedBesideThePlacebo() throws {
    let records = try unequalTasks { $0.seesaws[Arm(model: "mmoe")] = 0.3 }
    let claim = try claim(SingleRuns.self, about: records)
    let placebo = try #require(
      SeesawTable(records, published: PublishedValues())?.overall(Arm(model: "placebo")))
    #expect(claim.finding == .descriptive && claim.measured == placebo.singleRunShare)
    // Two independent trainings differ in opposite directions in half of the cases.
    #expect(abs((claim.measured ?? 0) - 0.5) < 0.15)
    #expect(claim.statement.hasPrefix("Single runs show a seesaw in 0% to 100% of comparisons"))
    #expect(SingleRuns.unit == "share" && claim.id == "-")
  }

  /// One training on a draw is what the papers have: enough for this, and for no lasting seesaw.
  @Test func oneTrainingIsEnough() throws {
    var study = MadeUpStudy()
    study.trainings = 1
    let records = try study.records("made-up")
    #expect(try claims(SingleRuns.self, about: records).count == 1)
    #expect(throws: ExperimentFileError.self) { try claims(LastingSeesaw.self, about: records) }
  }
}

// The claims about lasting seesaws and what they cost: one made-up study per finding.
import Experiments
import Fixtures
import Formats
import Records
import Statistics
import Testing

@testable import Analysis

private let own = Arm(model: "mmoe", setting: "own-sinusoids")
private let scaled = Arm(model: "mmoe", setting: "label-scales")
private let unequal: Declaration.Value = ["own-sinusoids", "one-linear", "label-scales"]
private let allDraws = Set((0..<12).map(NumberFormat.draw))

/// Made-up results of `unequal-tasks`.
func unequalTasks(_ change: (inout MadeUpStudy) -> Void = { _ in }) throws -> ExperimentRecords {
  var study = try MadeUpStudy.unequalTasks()
  change(&study)
  return try study.records("unequal-tasks")
}

/// The same with a seesaw of MMoE on its own sinusoids on some draws alone, which one training may reverse.
private func seesaw(
  on draws: Set<String>, reversedIn training: String? = nil
) throws -> ExperimentRecords {
  try records(MadeUpStudy.unequalTasks(), "unequal-tasks") { run, task in
    guard run.arm == own, draws.contains(run.draw) else { return 0 }
    return (task == 0) == (run.training == training) ? 0.6 : -0.6
  }
}

private func lasting(_ records: ExperimentRecords, of arm: Arm = own) throws -> Claim {
  try claim(
    LastingSeesaw.self, ["subject": .text(arm.model), "setting": .text(arm.setting)],
    about: records)
}

private func some(
  _ records: ExperimentRecords, _ settings: Declaration.Value = unequal
) throws -> Claim {
  try claim(SomeLastingSeesaw.self, ["settings": settings], about: records)
}

struct LastingSeesawTests {
  @Test func aSeesawThatRecursIsSeen() throws {
    let claim = try lasting(unequalTasks { $0.seesaws[own] = 0.3 })
    #expect(claim.finding == .supported && claim.count == 12)
    #expect((claim.measured ?? 0) > 0.95 && (claim.lower ?? 0) > 0.9)
    #expect(claim.statement == "MMoE has a lasting seesaw (own sinusoids)")
    #expect(claim.id == "mmoe/own-sinusoids" && LastingSeesaw.unit == "rho")
    #expect(claim.detail == "Single runs show gains of opposite signs in 100% of pairs.")
  }

  @Test func withoutOneNoneIsSeen() throws {
    let all = try claims(
      LastingSeesaw.self, ["setting": .text(own.setting)], about: unequalTasks())
    #expect(all.map(\.id).map { $0.prefix { $0 != "/" } }.count == 5, "every model that shares")
    #expect(all.allSatisfy { $0.finding == .unsupported && ($0.upper ?? 1) < 0.1 })
  }

  @Test func aSeesawInAnotherSettingIsNoneHere() throws {
    let elsewhere = try unequalTasks { $0.seesaws[scaled] = 0.3 }
    #expect(try lasting(elsewhere).finding == .unsupported)
    #expect(try lasting(elsewhere, of: scaled).finding == .supported)
  }

  /// rho = (1, 0, …, 0) over twelve draws: mean 1/12, standard error 1/12, t(.95, 11) = 1.795885.
  @Test func oneDrawOfTwelveDecidesNothing() throws {
    let claim = try lasting(seesaw(on: ["000"]))
    #expect(claim.finding == .inconclusive)
    #expect(abs((claim.measured ?? 0) - 1.0 / 12) < 1e-9)
    #expect(abs((claim.lower ?? 0) - (1 - 1.795885) / 12) < 1e-6)
    #expect(abs((claim.upper ?? 0) - (1 + 1.795885) / 12) < 1e-6)
  }

  /// Of four trainings one has the seesaw reversed: of the 12 ordered pairs of trainings half agree and half do not.
  @Test func whatOneTrainingOfFourReversesDoesNotLast() throws {
    let always = try lasting(seesaw(on: allDraws))
    let turning = try lasting(seesaw(on: allDraws, reversedIn: "2"))
    #expect(always.measured == 1 && always.finding == .supported)
    #expect(turning.measured == 0 && turning.finding == .unsupported)
    // Single runs cannot tell them apart. Bounds without width are explained: 1 − .05^(1/12) is .221.
    #expect(
      turning.detail == always.detail
        + " Rho is 0 on each of 12 draws, which gives bounds without width: up to 22% of all draws may have another "
        + "rho (exact one-sided 95% limit).")
  }

  /// What is seen under a constant learning rate alone is seen there.
  @Test func theConstantScheduleHasAClaimOfItsOwn() throws {
    let constant = Arm(model: "ple", setting: "own-sinusoids-constant")
    let records = try unequalTasks { $0.seesaws[constant] = 0.3 }
    #expect(try lasting(records, of: constant).finding == .supported)
    #expect(
      try lasting(records, of: Arm(model: "ple", setting: own.setting)).finding == .unsupported)
  }

  // MARK: Controls

  /// A placebo that has a seesaw, a plant that tuning draws do not show, and noise in which no spike is found.
  @Test func withoutItsControlsThereIsNoVerdict() throws {
    let placebo = Arm(model: "placebo", setting: own.setting)
    let studies = try [
      unequalTasks {
        $0.seesaws[own] = 0.9
        $0.seesaws[placebo] = 0.3
      },
      unequalTasks {
        $0.seesaws[own] = 0.3
        $0.gains["planted"] = [0.1, -0.1]
      },
      unequalTasks {
        $0.seesaws[own] = 4
        $0.trainingSpread = 1
      },
    ]
    for records in studies {
      let claim = try lasting(records)
      #expect(claim.finding == .inconclusive && (claim.lower ?? 0) > 0.5)
      #expect(claim.lacksControls && claim.detail.contains("The controls failed"))
      #expect(claim.detail.hasSuffix(": no verdict."))
      let some = try some(records)
      #expect(some.finding == .inconclusive && (some.lower ?? 0) > 0.5)
      #expect(some.detail.contains("The controls failed (") && some.detail.hasSuffix("no verdict."))
    }
    // What fails in one setting says nothing of another.
    #expect(try lasting(studies[0], of: scaled).finding == .unsupported)
    #expect(try some(studies[0]).detail.contains("failed (own sinusoids)"))
  }

  /// Where the baseline has no runs of its own there are no controls.
  @Test func aSettingWithoutControlsHasNoVerdict() throws {
    var study = try MadeUpStudy.unequalTasks()
    study.settings.append(Setting(name: "no-gate-bias", gateBias: false))
    let arm = Arm(model: "mmoe", setting: "no-gate-bias")
    study.seesaws[arm] = 0.3
    #expect(try lasting(study.records("unequal-tasks"), of: arm).finding == .inconclusive)
  }
}

struct SomeLastingSeesawTests {
  @Test func oneModelInOneSettingIsEnough() throws {
    let claim = try some(unequalTasks { $0.seesaws[scaled] = 0.3 })
    #expect(claim.finding == .supported && claim.measured == 1)
    #expect(
      claim.statement
        == "Some model has a lasting seesaw (own sinusoids, one linear and label scales)")
    #expect(claim.id == "own-sinusoids/one-linear/label-scales")
    #expect(
      claim.detail == "The bounds are those of MMoE (label scales). Seen: MMoE (label scales).")
    #expect(claim.rule.contains("after Holm over 15 (models x settings)"))
  }

  @Test func whereEveryUpperBoundIsLowNoneHasOne() throws {
    let claim = try some(unequalTasks())
    #expect(claim.finding == .unsupported && (claim.upper ?? 1) < 0.1)
  }

  @Test func oneOpenModelLeavesItOpen() throws {
    let claim = try some(seesaw(on: ["000"]))
    #expect(claim.finding == .inconclusive && (claim.lower ?? 1) <= 0 && (claim.upper ?? 0) > 0.1)
    // In settings without that model's open question it is decided.
    #expect(try some(seesaw(on: ["000"]), ["one-linear", "label-scales"]).finding == .unsupported)
  }

  /// The equal tasks calibrate the measurement, and are not among the tasks that differ.
  @Test func aSeesawOnEqualTasksIsNotCounted() throws {
    #expect(try some(unequalTasks { $0.seesaws[Arm(model: "mmoe")] = 0.3 }).finding == .unsupported)
  }

  /// p of about .03: enough for one model alone, and not for one of fifteen.
  @Test func luckOfOneAmongManyIsNotSeen() {
    let weak = values(mean: 0.09, spread: 0.2)
    let none = (0..<14).map { _ in values(mean: 0, spread: 0.04) }
    func finding(_ columns: [[Double]]) -> Finding {
      SomeLastingSeesaw.finding(
        columns.compactMap { RecurrenceRule($0) }, lowers: SomeLastingSeesaw.lowerBounds(columns))
    }
    #expect(finding([weak]) == .supported)
    #expect(finding([weak] + none) == .inconclusive)
    #expect(finding(none) == .unsupported)
    // A seesaw in all draws alike has no spread and is no luck.
    #expect(finding([Array(repeating: 1, count: 12)] + none) == .supported)
    // Significant and smaller than counts.
    #expect(finding([values(mean: 0.02, spread: 0.01)]) == .unsupported)
  }

  /// The largest rho need not be the one that is seen, nor that with the highest upper bound.
  @Test func whatIsPrintedDecides() {
    let wide = values(mean: 0.3, spread: 1)
    let clear = values(mean: 0.2, spread: 0.05)
    func decisive(_ columns: [[Double]]) -> Int? {
      SomeLastingSeesaw.decisive(
        columns.compactMap { RecurrenceRule($0) }, lowers: SomeLastingSeesaw.lowerBounds(columns))
    }
    #expect(decisive([wide, clear]) == 1)
    #expect(decisive([values(mean: 0.04, spread: 0.01), values(mean: 0, spread: 0.4)]) == 1)
    #expect(decisive([]) == nil)
  }
}

struct LoserTests {
  private func pays(
    _ settings: Declaration.Value = unequal, _ change: (inout MadeUpStudy) -> Void
  ) throws -> Claim {
    try claim(
      LoserPaysLess.self, ["subject": "cgc", "over": "mmoe", "settings": settings],
      about: unequalTasks(change))
  }

  private func seesaws(_ model: String, _ size: Double, in study: inout MadeUpStudy) {
    for setting in ["own-sinusoids", "one-linear", "label-scales"] {
      study.seesaws[Arm(model: model, setting: setting)] = size
    }
  }

  /// MMoE's loser gains .1 − .3, CGC's .15.
  @Test func theLoserPaysLessOrNotOrHardlyOrItIsOpen() throws {
    let less = try pays { seesaws("mmoe", 0.3, in: &$0) }
    #expect(less.finding == .supported && abs((less.measured ?? 0) - 0.35) < 0.04)
    #expect(
      less.statement
        == "The losing task pays less in CGC than in MMoE, mean over settings "
        + "(own sinusoids, one linear and label scales)"
    )
    #expect(less.detail.hasPrefix("By setting: +0.3") && less.detail.contains("(one linear), "))
    let more = try pays { seesaws("cgc", 0.3, in: &$0) }
    #expect(more.finding == .unsupported && (more.measured ?? 0) < -0.2)
    let hardly = try pays {
      $0.gains["cgc"] = [0.13, 0.13]
      ($0.drawSpread, $0.trainingSpread) = (0.002, 0.005)
    }
    #expect(hardly.finding == .negligible && abs((hardly.measured ?? 0) - 0.03) < 0.01)
    let open = try pays(["own-sinusoids"]) { $0.drawSpread = 0.5 }
    #expect(open.finding == .inconclusive && open.detail.isEmpty)
    for claim in [less, more, hardly, open] { #expect(claim.isDecidedByItsBounds()) }
  }

  /// A model that loses on both tasks has no seesaw, which would flatter it, and pays all the same.
  @Test func lossesOnBothTasksArePaidWithoutASeesaw() throws {
    let records = try unequalTasks { $0.gains["cgc"] = [-0.5, -0.5] }
    let cgc = Arm(model: "cgc", setting: own.setting)
    #expect(try lasting(records, of: cgc).finding == .unsupported)
    let claim = try claim(
      LoserPaysLess.self, ["subject": "cgc", "over": "mmoe", "settings": unequal], about: records)
    #expect(claim.finding == .unsupported && abs((claim.measured ?? 0) + 0.6) < 0.05)
  }

  /// Settings of a draw share its inputs and noise: three of them are no three draws.
  @Test func aDrawIsOneValueInAllSettings() throws {
    let claim = try pays { seesaws("mmoe", 0.3, in: &$0) }
    #expect(claim.count == 12)
    let diverged = try pays {
      seesaws("mmoe", 0.3, in: &$0)
      $0.diverging = [("cgc", "0.50", "004")]
    }
    #expect(diverged.count == 11)
  }
}

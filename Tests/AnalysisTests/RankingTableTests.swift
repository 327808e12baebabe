// All pairs of models, and gains at common learning rates, on answers that are known.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Statistics
import Testing
import Training

@testable import Analysis

private let (single, placebo, mmoe) = ("single-task", "placebo", "mmoe")

struct RankingTableTests {
  /// Four draws: the baseline at 1 and 1.02, the placebo .1 below it, MMoE as both together, PLE .5 better than both.
  private func ranking() throws -> RankingTable {
    let metrics = (0..<4).flatMap { draw in
      let noise = 0.005 * Double(draw % 2)
      return runs(single, draw, [[1, 1], [1.02, 1.02]])
        + runs(placebo, draw, [[0.9, 0.9], [0.92, 0.92]])
        + runs(mmoe, draw, [[0.96 + noise, 0.96], [0.96, 0.96 - noise]])
        + runs("ple", draw, [[0.46 + noise, 0.46], [0.46, 0.46]])
    }
    return try #require(RankingTable(study(metrics), published: PublishedValues()))
  }

  /// Single-task is (1 + 1.02 + .9 + .92)/4 = .96, not the baseline's 1.01 alone.
  @Test func singleTaskIsRankedByAllItsTrainings() throws {
    let rows = try ranking().rows
    #expect(
      rows.map(\.first) == [single, single, mmoe] && rows.map(\.second) == [mmoe, "ple", "ple"])
    #expect(near(rows[0].difference, 0) && near(rows[1].difference, -0.499375))
    #expect(near(rows[2].difference, -0.499375))
    #expect(rows.map(\.relation) == [.equal, .worse, .worse])
    #expect(rows.map(\.relation.word) == ["equal", "worse", "worse"])
    #expect(rows.allSatisfy { $0.draws == 4 && $0.correlation == "0.50" && $0.setting == "-" })
    #expect(rows[1].interval?.contains(-0.499375) == true)
  }

  /// A difference of .06 with a standard error of .005 is above .05 by t = 2: p = .05 alone, and nothing among three pairs.
  @Test func pairsAreCorrectedForTheirNumber() throws {
    func relation(_ others: [String]) throws -> PairwiseRanking.Relation? {
      let metrics = (0..<12).flatMap { draw -> [MetricRecord] in
        let noise = 0.0173 * (draw % 2 == 0 ? 1.0 : -1.0)
        return runs(single, draw, [[1, 1]])
          + (["mmoe"] + others).flatMap { runs($0, draw, [[1 + noise, 1 + noise]]) }
          + runs("ple", draw, [[0.94, 0.94]])
      }
      let rows = try #require(RankingTable(study(metrics), published: PublishedValues())).rows
      return rows.first { $0.first == mmoe && $0.second == "ple" }?.relation
    }
    #expect(try relation([]) == .noBetter)
    #expect(try relation(["shared-bottom", "cgc"]) == .noBetter)
    let alone = PairwiseRanking(
      [(0..<12).map { $0 % 2 == 0 ? -0.0173 : 0.0173 }, Array(repeating: 0.06, count: 12)],
      margin: 0.05)
    #expect(
      alone.pairs[0].relation() == .worse
        || alone.pairs[0].ofSecond.map { $0.better > 0.025 } == true)
  }

  @Test func twoArmsAreNoTable() throws {
    let pair = try study(runs(single, 0, [[1, 1]]) + runs(mmoe, 0, [[1, 1]]))
    #expect(RankingTable(pair, published: PublishedValues()) == nil)
  }
}

struct RateTableTests {
  /// Without noise every gain is the one that was made up.
  @Test func gainsAreOverTheDefaultSettingsSingleTask() throws {
    var made = try MadeUpStudy().adapted(to: "learning-rates")
    (made.trainingSpread, made.drawSpread) = (0, 0)
    let dear = Arm(model: "ple", setting: "rate-03")
    made.settingGains[dear] = [-0.5, -0.1]
    made.settingGains[Arm(model: "single-task", setting: "constant")] = [-0.25, -0.25]
    let table = try #require(
      RateTable(made.records("learning-rates"), published: PublishedValues()))
    func row(_ model: String, _ setting: String) -> RateTable.Row? {
      table.rows.first { $0.model == model && $0.setting == setting }
    }
    #expect(near(row("ple", "-")?.mean, 0.3) && near(row("ple", "rate-03")?.mean, 0))
    #expect(near(row("single-task", "-")?.mean, 0))
    #expect(near(row("single-task", "constant")?.mean, -0.25))
    #expect(near(row("ple", "constant")?.mean, 0.3), "over the default setting, not over its own")
    #expect(row("ple", "-")?.rate == nil && row("ple", "-")?.schedule == .linear)
    #expect(row("ple", "rate-03")?.rate == 0.03 && row("ple", "rate-03")?.learningRate == 0.03)
    #expect(row("ple", "constant-003")?.schedule == .constant)
    #expect(row("ple", "-")?.count == 16 && row("placebo", "-") == nil)
    #expect(table.groups.prefix(2).map(\.words) == ["linear, own rates", "linear, 0.001"])
  }

  @Test func withoutACommonRateThereIsNoTable() throws {
    #expect(try RateTable(MadeUpStudy().records("made-up"), published: PublishedValues()) == nil)
  }
}

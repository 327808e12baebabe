// How near to zero gates come: the table, the claims about it, and the page's answer.
import Experiments
import Formats
import Testing

@testable import Report

struct SmallestWeightsTests {
  /// A gate's rows of one run.
  private static func gate(
    _ name: String, _ means: [Double?], level: Int = 1, setting: String = "-",
    replicate: String = "000"
  ) -> [GateRecord] {
    means.enumerated().map { index, mean in
      GateRecord(
        setting: setting, correlation: "0.50", replicate: replicate, level: level, gate: name,
        expert: "expert0\(index + 1)", owner: "shared", mean: mean, standardDeviation: 0.1,
        quantiles: [0, 0, 0.5, 1, 1], sharesBelow: [0.1, 0.2, 0.3], shareOfArgmax: 0,
        contribution: 0)
    }
  }

  private static func metric(
    _ model: String, nmse: [Double], setting: String = "-", replicate: String = "000"
  ) -> [MetricRecord] {
    nmse.enumerated().map { task, nmse in
      MetricRecord(
        model: model, setting: setting, correlation: "0.50", replicate: replicate,
        task: "task\(task + 1)", mse: nmse, nmse: nmse, singleTaskMSE: 1, gain: 1 - nmse,
        nmseGain: 1 - nmse, pairedZ: 0, parameterCount: 1, learningRate: 0.01, status: .ok,
        divergedAt: nil)
    }
  }

  private static func records(
    named name: String = NoZeroWeight.experiment, _ metrics: [MetricRecord],
    _ gates: [String: [GateRecord]]
  ) -> ExperimentRecords {
    ExperimentRecords(
      name: name, sweep: Sweep(metrics),
      gates: gates.keys.sorted().map {
        .init(model: $0, weights: gates[$0] ?? [], summaries: [])
      })
  }

  private static func study(_ records: ExperimentRecords) throws -> Study {
    Study(
      experiments: [records], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }

  // MARK: The event

  /// CGC's form: every task has an expert that another task's gate excludes, and they differ.
  @Test func twoTasksThatExcludeDifferentExpertsAreLikeCGC() {
    func isLike(_ first: [Double], _ second: [Double], level: Int = 1) -> Bool {
      SmallestWeights.isLikeCGC(
        Self.gate("task1", first, level: level) + Self.gate("task2", second, level: level),
        threshold: 0.01)
    }
    #expect(isLike([0.001, 0.5, 0.499], [0.5, 0.001, 0.499]))
    #expect(!isLike([0.001, 0.5, 0.499], [0.001, 0.5, 0.499]), "an expert that nobody uses")
    #expect(!isLike([0.001, 0.5, 0.499], [0.3, 0.3, 0.4]), "one task alone")
    #expect(!isLike([0.01, 0.5, 0.49], [0.5, 0.01, 0.49]), "at the threshold is not below it")
    #expect(isLike([0.001, 0.002, 0.997], [0.001, 0.5, 0.499]), "two excluded, one in common")
  }

  /// ML-MMoE's lower gates and PLE's shared one belong to no task.
  @Test func onlyTaskGatesOfTheTopLevelCount() {
    let selectors =
      Self.gate("selector1", [0, 0.5, 0.5]) + Self.gate("selector2", [0.5, 0, 0.5])
    let top =
      Self.gate("task1", [0.3, 0.3, 0.4], level: 2) + Self.gate("task2", [0.3, 0.3, 0.4], level: 2)
    #expect(!SmallestWeights.isLikeCGC(selectors + top, threshold: 0.01))
    let lower = Self.gate("task1", [0, 0.5, 0.5]) + Self.gate("task2", [0.5, 0, 0.5])
    #expect(SmallestWeights.isLikeCGC(lower, threshold: 0.01))
    #expect(!SmallestWeights.isLikeCGC(lower + top, threshold: 0.01))
  }

  // MARK: The table

  @Test func aRunIsNamedByItsSmallestMeanWeight() throws {
    let found = SmallestWeights(
      Self.records(
        Self.metric("mmoe", nmse: [0.3, 0.3]) + Self.metric("cgc", nmse: [0.1, 0.4]),
        [
          "mmoe": Self.gate("task1", [0.3, 0.3, 0.4]) + Self.gate("task2", [0.3, 0.02, 0.68]),
          "cgc": Self.gate("task1", [0.25, 0.75]) + Self.gate("task2", [0.5, 0.5]),
        ]))
    let mmoe = try #require(found.runs.first { $0.arm.model == "mmoe" })
    #expect(
      mmoe.mean == 0.02 && mmoe.smallest.gate == "task2" && mmoe.smallest.expert == "expert02")
    #expect(mmoe.cgcIsBetter == true, "mean over tasks .25 against .3")
    #expect(found.runs.first { $0.arm.model == "cgc" }?.cgcIsBetter == nil)
    let row = try #require(found.table.rows.first { $0[0] == "mmoe" })
    #expect(
      Array(row[4...])
        == [
          "2.00000000e-02", "1", "task2", "expert02", "3.00000000e-01", "2.00000000e-01",
          "1.00000000e-01", "no", "no", "no", "yes",
        ])
  }

  /// A diverged run has no weights, and is no run of the rate.
  @Test func aRunWithoutWeightsIsLeftOut() {
    let found = SmallestWeights(
      Self.records(
        Self.metric("mmoe", nmse: [0.3, 0.3]), ["mmoe": Self.gate("task1", [nil, nil])]))
    #expect(found.runs.isEmpty)
  }

  // MARK: The claims

  @Test func ratesAreBoundedOrNot() {
    #expect(NoZeroWeight.finding(events: 0, runs: 100) == .reproduced)
    #expect(NoZeroWeight.finding(events: 0, runs: 99) == .inconclusive)
    #expect(NoZeroWeight.finding(events: 1, runs: 100) == .inconclusive)
    #expect(NoZeroWeight.finding(events: 8, runs: 100) == .contradicted)
    #expect(NoZeroWeight.finding(events: 40, runs: 2000) == .inconclusive)
  }

  /// 100 runs of MMoE in each of two settings; in the second eight of them are like CGC.
  private static func hundredRuns() -> ExperimentRecords {
    var metrics: [MetricRecord] = []
    var gates: [GateRecord] = []
    for index in 0..<100 {
      let replicate = NumberFormat.replicate(index)
      for setting in ["-", "other"] {
        metrics += metric("mmoe", nmse: [0.3, 0.3], setting: setting, replicate: replicate)
        metrics += metric(
          "cgc", nmse: index < 10 ? [0.2, 0.2] : [0.4, 0.4], setting: setting, replicate: replicate)
        let low = setting == "other" && index < 8 ? 0.005 : 0.2
        gates += gate("task1", [low, 0.8 - low, 0.2], setting: setting, replicate: replicate)
        gates += gate("task2", [0.8 - low, low, 0.2], setting: setting, replicate: replicate)
      }
    }
    return records(metrics, ["mmoe": gates])
  }

  @Test func settingsAreNotPooled() throws {
    let claims = NoZeroWeight().claims(try Self.study(Self.hundredRuns()))
    #expect(
      claims.map(\.statement) == [
        "No gate of MMoE excludes an expert at p = 0.50", "MMoE does not become CGC at p = 0.50",
        "No gate of MMoE (other) excludes an expert at p = 0.50",
        "MMoE (other) does not become CGC at p = 0.50",
      ])
    #expect(claims.map(\.count) == [100, 100, 100, 100])
    #expect(claims.map(\.measured) == [0, 0, 0.08, 0.08])
    #expect(claims.map(\.finding) == [.reproduced, .reproduced, .contradicted, .contradicted])
    #expect(claims[2].detail.contains("Of the 10 runs in which CGC has the lower error, 8"))
  }

  @Test func thePageSaysWhatWasSeenWithItsBound() throws {
    let claims = NoZeroWeight().claims(try Self.study(Self.hundredRuns()))
    let none = NeverZeroSection.answer([claims[0]])
    #expect(none.contains("took no mean gate weight below .01"))
    #expect(none.contains("MMoE at p = 0.50 in 0 of 100 runs, at most 3.0% with 95% confidence"))
    let some = NeverZeroSection.answer([claims[0], claims[2]])
    #expect(some.contains("did take some mean gate weight below .01"))
    #expect(some.contains("MMoE (other) at p = 0.50 in 8 of 100 runs"))
    #expect(NeverZeroSection(study: try Self.study(Self.records([], [:]))).markdown.isEmpty)
  }

  // MARK: Selector or separation

  /// Four cells of 12 replicates with the smallest even share given, and a little spread.
  private static func twoByTwo(
    separateByFusion: Double, separateByInput: Double, pooledByInput: Double,
    pooledByFusion: Double
  ) throws -> [Claim] {
    var metrics: [MetricRecord] = []
    var gates: [String: [GateRecord]] = [:]
    let cells = [
      ("ple", "-", separateByFusion), ("ple", "input-selector", separateByInput),
      ("ml-mmoe", "-", pooledByInput), ("ml-mmoe", "fusion-selector", pooledByFusion),
    ]
    for index in 0..<12 {
      let replicate = NumberFormat.replicate(index)
      for (cell, (model, setting, share)) in cells.enumerated() {
        let experts = model == "ple" ? 2 : 3
        let low = (share + 0.01 * Double((index * (cell + 3)) % 7 - 3)) / Double(experts)
        let rest = (1 - low) / Double(experts - 1)
        let means = [low] + Array(repeating: rest, count: experts - 1)
        metrics += metric(model, nmse: [0.3, 0.3], setting: setting, replicate: replicate)
        for task in ["task1", "task2"] {
          gates[model, default: []] += gate(
            task, means, level: 2, setting: setting, replicate: replicate)
        }
      }
    }
    return SelectorOrSeparation().claims(
      try study(records(named: SelectorOrSeparation.experiment, metrics, gates)))
  }

  @Test func theSelectorIsTheCauseOrTheSeparation() throws {
    let bySelector = try Self.twoByTwo(
      separateByFusion: 0.3, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.3)
    #expect(bySelector.map(\.finding) == [.reproduced, .contradicted])
    #expect(abs((bySelector[0].measured ?? 0) - 0.5) < 0.02)
    let bySeparation = try Self.twoByTwo(
      separateByFusion: 0.3, separateByInput: 0.3, pooledByInput: 0.8, pooledByFusion: 0.8)
    #expect(bySeparation.map(\.finding) == [.contradicted, .reproduced])
    let byNeither = try Self.twoByTwo(
      separateByFusion: 0.8, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.8)
    #expect(byNeither.allSatisfy { $0.finding == .contradicted })
  }

  @Test func withoutAllFourCellsThereIsNoRow() throws {
    let records = Self.records(
      named: SelectorOrSeparation.experiment, Self.metric("ple", nmse: [0.3, 0.3]),
      ["ple": Self.gate("task1", [0.3, 0.7], level: 2)])
    #expect(SelectorOrSeparation().claims(try Self.study(records)).isEmpty)
  }
}

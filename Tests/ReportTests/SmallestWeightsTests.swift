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
    #expect(
      !isLike([0.001, 0.002, 0.997], [0.001, 0.5, 0.499]), "the first task has none of its own")
    #expect(!isLike([0.001, 0.002, 0.997], [0.001, 0.002, 0.997]), "a shared bottom")
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

  /// A setting that leaves CGC as it is has no CGC of its own: the default one is on the same data.
  @Test func inASettingThatDoesNotChangeCGCTheDefaultOneIsComparedWith() throws {
    let found = SmallestWeights(
      Self.records(
        Self.metric("ml-mmoe", nmse: [0.3, 0.3], setting: "fusion-selector")
          + Self.metric("cgc", nmse: [0.1, 0.1]),
        ["ml-mmoe": Self.gate("task1", [0.5, 0.5], setting: "fusion-selector")]))
    #expect(found.runs.map(\.cgcIsBetter) == [true])
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
    let cells = NoZeroWeight.cells(try Self.study(Self.hundredRuns()))
    #expect(cells.map(\.excluding) == [0, 8] && cells.map(\.becoming) == [0, 8])
    let none = NeverZeroSection.answer([cells[0]])
    #expect(none.hasPrefix("**No run did, as far as so many runs can tell, and none took"))
    #expect(
      none.contains(
        "MMoE at p = 0.50: became CGC in 0 of 100 (at most 3.0%), excluded an expert in"))
    #expect(NeverZeroSection.answer(cells).hasPrefix("**Some runs did"))
    var collapsed = cells[1]
    collapsed.runs = collapsed.runs.map { run in
      var run = run
      run.isLikeCGC = [false, false, false]
      return run
    }
    #expect(NeverZeroSection.answer([collapsed]).contains("but some took a mean gate weight below"))
  }

  /// Without gate records, or when no run ended, there is nothing to say that none was seen.
  @Test func withoutWeightsNothingIsClaimedToBeAbsent() throws {
    let metrics = Self.metric("mmoe", nmse: [0.3, 0.3])
    let unrecorded = try Self.study(Self.records(metrics, [:]))
    #expect(NoZeroWeight().claims(unrecorded).isEmpty)
    #expect(NeverZeroSection(study: unrecorded).markdown.isEmpty)
    let diverged = try Self.study(
      Self.records(
        metrics.map { record in
          var record = record
          record.status = .diverged
          return record
        }, ["mmoe": []]))
    let claims = NoZeroWeight().claims(diverged)
    #expect(claims.map(\.finding) == [.inconclusive, .inconclusive])
    #expect(claims.first?.detail == "No run ended. 1 run diverged.")
    #expect(NeverZeroSection(study: diverged).markdown.isEmpty)
  }

  // MARK: Selector or separation

  /// Four cells of 12 replicates with the evenness given, and a little spread.
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
        let evenness = share + 0.01 * Double((index * (cell + 3)) % 7 - 3)
        // Of three experts two weigh the same, so that of three pairs one is even.
        let odd = model == "ple" ? evenness : (3 * evenness - 1) / 2
        let parts = [odd, 2 - odd] + (model == "ple" ? [] : [2 - odd])
        let means = parts.map { $0 / parts.reduce(0, +) }
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
      separateByFusion: 0.4, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.4)
    #expect(bySelector.map(\.finding) == [.reproduced, .contradicted])
    #expect(abs((bySelector[0].measured ?? 0) - 0.4) < 0.02)
    let bySeparation = try Self.twoByTwo(
      separateByFusion: 0.4, separateByInput: 0.4, pooledByInput: 0.8, pooledByFusion: 0.8)
    #expect(bySeparation.map(\.finding) == [.contradicted, .reproduced])
    let byNeither = try Self.twoByTwo(
      separateByFusion: 0.8, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.8)
    #expect(byNeither.allSatisfy { $0.finding == .contradicted })
  }

  @Test func evennessDoesNotFallWithTheNumberOfExperts() throws {
    func near(_ means: [Double], _ expected: Double?) -> Bool {
      guard let found = GateRun.evenness(of: means), let expected else { return expected == nil }
      return abs(found - expected) < 1e-12
    }
    #expect(near([0.5, 0.5], 1) && near([0.25, 0.25, 0.25, 0.25], 1))
    #expect(near([0.2, 0.8], 0.4) && near([1, 0], 0))
    // Pairs ⅓ : ⅔ in all: 1:2, 1:4 and 2:4 have the smaller shares ⅓, ⅕ and ⅓.
    #expect(near([1.0 / 7, 2.0 / 7, 4.0 / 7], 2.0 / 3 * (1.0 / 3 + 1.0 / 5 + 1.0 / 3)))
    #expect(GateRun.evenness(of: [1]) == nil && GateRun.evenness(of: [1, 0, 0]) == nil)
  }

  @Test func everyFactorHasWordsOfItsOwn() {
    let text = NeverZeroSection.selector(.reproduced, separation: .contradicted)
    #expect(text.hasPrefix("Upper gates that read the fusion of the level below come nearer"))
    #expect(
      text.hasSuffix("upper gates over separate experts do not come nearer to excluding an expert.")
    )
    let open = NeverZeroSection.selector(.inconclusive, separation: .negligible)
    #expect(open.contains("Whether upper gates that read the fusion") && open.contains("undecided"))
    #expect(open.hasSuffix("but hardly."))
  }

  @Test func withoutAllFourCellsThereIsNoRow() throws {
    let records = Self.records(
      named: SelectorOrSeparation.experiment, Self.metric("ple", nmse: [0.3, 0.3]),
      ["ple": Self.gate("task1", [0.3, 0.7], level: 2)])
    #expect(SelectorOrSeparation().claims(try Self.study(records)).isEmpty)
  }

  /// What other experiments show at tuned rates stands beside the rate that was counted; experiments that start
  /// models elsewhere, and the counted one itself, do not belong there.
  @Test func otherExperimentsThatExcludeExpertsAreNamed() throws {
    func page(_ name: String, _ smallest: Double) throws -> String {
      var records = Self.records(
        named: name, Self.metric("mmoe", nmse: [0.5, 0.5]),
        ["mmoe": Self.gate("task1", [smallest, 0.5, 0.4])])
      records.plan = try Plan(TinyStudy.experiment, at: .quick)
      return NeverZeroSection(study: try Self.study(records)).markdown
    }
    #expect(try page("other", 0.001).contains("MMoE with 3 experts in `other`, 1 of 1"))
    #expect(try page("other", 0.1).isEmpty)
    #expect(try !page(NoZeroWeight.experiment, 0.001).contains("not so everywhere"))
  }
}

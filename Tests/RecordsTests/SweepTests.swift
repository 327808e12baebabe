// Which trainings a gain refers to, and what becomes of a draw on which one diverged.
import Experiments
import Fixtures
import Foundation
import Records
import SyntheticData
import Testing

/// A single-task network, its placebo and MMoE, with runs whose log errors are known.
struct SweepTests {
  private let arms = (
    baseline: Arm(model: "single-task"), placebo: Arm(model: "placebo"), mmoe: Arm(model: "mmoe")
  )

  /// The runs of a model on a draw, one per list of log errors; nil where a training diverged.
  private func runs(
    _ model: String, _ logs: [[Double]?], draw: String = "000", setting: String = "-"
  ) -> [MetricRecord] {
    logs.enumerated().flatMap { training, logs in
      metricRecords(
        setting, model: model, draw: draw, training: "\(training)",
        nmse: logs?.map { exp($0) } ?? [nil, nil], status: logs == nil ? .diverged : .ok)
    }
  }

  private func sweep(_ metrics: [MetricRecord], settings: [Setting] = []) throws -> Sweep {
    var made = MadeUpStudy()
    made.models = ["single-task", "placebo", "mmoe", "cgc"]
    made.correlations = ["0.50"]
    made.settings = settings
    return try records(metrics, of: made.file("tiny")).sweep
  }

  private func near(_ column: DrawColumn, _ expected: [Double?]) -> Bool {
    column.count == expected.count
      && zip(column, expected).allSatisfy { found, expected in
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) < 1e-12
      }
  }

  private var oneDraw: [MetricRecord] {
    runs("single-task", [[0, 1], [0.2, 1.2]]) + runs("placebo", [[0.4, 1.4], [0.6, 2]])
      + runs("mmoe", [[-0.1, 1], [0.1, 3]])
  }

  // MARK: References

  /// (0 + .2 + .4 + .6)/4 − (−.1 + .1)/2 = .3, and (1 + 1.2 + 1.4 + 2)/4 − (1 + 3)/2 = −.6.
  @Test func modelsAreComparedWithAllSingleTaskTrainings() throws {
    let sweep = try sweep(oneDraw)
    #expect(sweep.references(of: arms.mmoe) == [arms.baseline, arms.placebo])
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .logExcess), [0.3]))
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 1, .logExcess), [-0.6]))
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: nil, .logExcess), [-0.15]))
    let raw = ([0, 0.2, 0.4, 0.6].map { exp($0) }.reduce(0, +)) / 4 - (exp(-0.1) + exp(0.1)) / 2
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .raw), [raw]))
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .nmse), [raw]))
  }

  /// (0 + .2)/2 − (.4 + .6)/2 = −.4: with its own runs among the references it would be half of that.
  @Test func thePlaceboIsComparedWithTheBaselineAlone() throws {
    let sweep = try sweep(oneDraw)
    #expect(sweep.references(of: arms.placebo) == [arms.baseline])
    #expect(near(sweep.gains(arms.placebo, "0.50", task: 0, .logExcess), [-0.4]))
    #expect(near(sweep.gains(arms.placebo, "0.50", task: 1, .logExcess), [-0.6]))
  }

  /// What the papers print: one run over one other, of the first training.
  @Test func aSingleRunIsComparedWithASingleRun() throws {
    let sweep = try sweep(oneDraw)
    #expect(near(sweep.singleGains(arms.mmoe, "0.50", task: 0, .logExcess), [0.1]))
    #expect(near(sweep.singleGains(arms.mmoe, "0.50", task: 1, .logExcess), [0]))
  }

  @Test func withoutAPlaceboTheBaselineIsAlone() throws {
    let sweep = try sweep(oneDraw.filter { $0.run.arm != arms.placebo })
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .logExcess), [0.1]))
    let alone = try self.sweep(runs("mmoe", [[0, 0]]))
    #expect(alone.gains(arms.mmoe, "0.50", task: 0, .logExcess) == [nil])
  }

  // MARK: Divergence

  /// A mean over the trainings that are left would favour a model that diverges on what is hard.
  @Test func aDivergedTrainingDropsItsDraw() throws {
    for model in ["single-task", "placebo", "mmoe"] {
      let second = ["single-task", "placebo", "mmoe"].flatMap { name in
        runs(name, name == model ? [[0, 0], nil] : [[0, 0], [0.5, 0.5]], draw: "001")
      }
      let sweep = try sweep(oneDraw + second)
      #expect(sweep.draws == ["000", "001"] && sweep.trainings == ["0", "1"])
      #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .logExcess), [0.3, nil]), "\(model)")
      let placebo = sweep.gains(arms.placebo, "0.50", task: 0, .logExcess)
      #expect(near(placebo, [-0.4, model == "mmoe" ? 0 : nil]), "\(model)")
      #expect(sweep.diverged(Arm(model: model), ["0.50"]).map(\.run.training) == ["1"])
    }
  }

  @Test func aRunWithoutOneOfItsTasksIsNone() throws {
    let sweep = try sweep(oneDraw.filter { $0.run.arm != arms.mmoe || $0.task == "task1" })
    #expect(sweep.runs(arms.mmoe, "0.50", draw: "000").isEmpty && !sweep.covers(arms.mmoe, "0.50"))
  }

  // MARK: Settings

  /// Errors on other data are compared with the baseline's on those; in a setting that leaves the baseline as it
  /// is, with its runs in the default one.
  @Test func aSettingWithItsOwnDataHasItsOwnBaseline() throws {
    let own = ["single-task", "placebo", "mmoe"].enumerated().flatMap { index, model in
      runs(model, [[5 + Double(index), 7], [5 + Double(index), 7]], setting: "other-data")
    }
    let biased = runs("mmoe", [[0.2, 1], [0.2, 1]], setting: "no-bias")
    let settings = [
      Setting(
        name: "other-data", gateBias: true,
        data: .correlatedTasks(CorrelatedTasksSpec(inputWidth: 64, perTaskPhases: true))),
      Setting(name: "no-bias", gateBias: false),
    ]
    let sweep = try sweep(oneDraw + own + biased, settings: settings)
    let (other, bias) = (
      Arm(model: "mmoe", setting: "other-data"), Arm(model: "mmoe", setting: "no-bias")
    )
    #expect(sweep.baselineSettings == ["-", "other-data"])
    #expect(sweep.references(of: other).map(\.setting) == ["other-data", "other-data"])
    // (5 + 6)/2 − 7, and .3 − .2.
    #expect(near(sweep.gains(other, "0.50", task: 0, .logExcess), [-1.5]))
    #expect(near(sweep.gains(bias, "0.50", task: 0, .logExcess), [0.1]))
    #expect(near(sweep.gains(arms.mmoe, "0.50", task: 0, .logExcess), [0.3]), "as without them")
  }

  /// A baseline that was trained anew in a setting, without a placebo there: the default one's is on other terms.
  @Test func thePlaceboOfAnotherSettingIsNoReference() throws {
    let own = ["single-task", "mmoe"].flatMap { runs($0, [[1, 1], [1, 1]], setting: "long") }
    let sweep = try sweep(
      oneDraw + own, settings: [Setting(name: "long", gateBias: true, epochCount: 2)])
    let long = Arm(model: "mmoe", setting: "long")
    #expect(sweep.references(of: long) == [Arm(model: "single-task", setting: "long")])
    #expect(near(sweep.gains(long, "0.50", task: 0, .logExcess), [0]))
  }

  // MARK: Averages

  /// A draw that lacks one correlation would weigh the others more.
  @Test func averagesOverCorrelationsAreOfWholeDraws() {
    #expect(near(.mean(of: [[1, 2, nil], [3, nil, nil]]), [2, nil, nil]))
    #expect(near(.difference([1, nil, 3], [0.5, 1, nil]), [0.5, nil, nil]))
    #expect(DrawColumn.mean(of: []).isEmpty)
  }

  /// An excess error of 0 has no logarithm.
  @Test func thePrimaryMetricIsTheLogarithmOfTheExcessError() {
    var record = MetricRecord()
    record.mse = 3
    record.nmse = 2
    record.excessError = exp(0.25)
    #expect(abs((Metric.logExcess.value(record) ?? 0) - 0.25) < 1e-12)
    #expect(Metric.raw.value(record) == 3 && Metric.nmse.value(record) == 2)
    record.excessError = 0
    #expect(Metric.logExcess.value(record) == nil && Metric.margin == 0.05)
  }
}

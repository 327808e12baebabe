import Testing
import Training

@testable import Experiments

/// A trial of the baseline whose labels have the variance 2.
private func trial(
  _ rate: Double, _ nmse: [Double], status: RunStatus = .ok
) throws -> Trial {
  let plan = try Plan(tinyExperiment(), at: .quick)
  let planned = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: rate).first)
  return Trial(
    planned,
    RunRecord(
      spec: planned.run, numericsVersion: numericsVersion, platform: testPlatform, status: status,
      parameterCount: 1, scores: nmse.map { TaskScore(meanSquaredError: 2 * $0) },
      labelVariances: nmse.map { _ in 2 }, curve: [], gates: []))
}

@Test func theScoreIsTheMeanLogOverTasksAndTrials() throws {
  let score = try #require(TuningChoice.score([trial(0.1, [1, 4]), trial(0.1, [2, 8])]))
  #expect(abs(score - 1.5 * 0.6931471805599453) < 1e-15)
}

@Test func aRateAtWhichATrialDivergedIsNotChosen() throws {
  let trials = try [trial(0.1, [0.1, 0.1]), trial(0.1, [], status: .diverged)]
  #expect(TuningChoice.score(trials) == nil)
  #expect(TuningChoice.best([0.1, 0.2], scores: [-3, nil]) == 0.1)
  #expect(TuningChoice.best([0.1, 0.2], scores: [nil, nil]) == nil)
}

@Test func ofEqualScoresTheSmallerRateWins() {
  #expect(TuningChoice.best([0.1, 0.2, 0.3], scores: [-1, -2, -2]) == 0.2)
}

@Test func theGridGrowsOnlyBeyondAnEdgeThatIsBest() {
  let start = [1e-4, 1e-3, 1e-2]
  #expect(TuningChoice.extended(start, start: start, best: [1e-3, 1e-3]) == start)
  #expect(TuningChoice.extended(start, start: start, best: [1e-3, 1e-2]) == start + [0.1])
  #expect(TuningChoice.extended(start, start: start, best: [1e-4]) == [1e-5] + start)
  #expect(
    TuningChoice.extended(start, start: start, best: [1e-4, 1e-2]) == [1e-5] + start + [0.1])
  #expect(
    TuningChoice.extended(start + [0.1, 1], start: start, best: [1]) == start + [0.1, 1],
    "an extension has an end")
}

/// Half a decade a step: threefold and 3.33-fold in turns.
@Test func theGridGrowsAsItIsSpaced() {
  let start = [3e-3, 1e-2, 3e-2]
  func grown(_ grid: [Double], _ best: Double) -> [Double] {
    TuningChoice.extended(grid, start: start, best: [best])
  }
  #expect(grown(start, 3e-2) == start + [0.1])
  #expect(grown(start + [0.1], 0.1) == start + [0.1, 0.3])
  #expect(grown(start + [0.1, 0.3], 0.3) == start + [0.1, 0.3])
  #expect(grown(start, 3e-3) == [1e-3] + start)
  #expect(grown([1e-3] + start, 1e-3) == [3e-4, 1e-3] + start)
  #expect(grown([3e-4, 1e-3] + start, 3e-4) == [3e-4, 1e-3] + start)
  let other = [1e-3, 3e-3, 1e-2]
  #expect(
    TuningChoice.extended(other, start: other, best: [1e-3, 1e-2]) == [3e-4] + other + [3e-2])
}

/// A model that no rate trains takes the grid further down than one that does best at an edge.
@Test func theGridGoesDownUntilEveryModelIsTrained() {
  let start = [1e9, 1e10]
  #expect(TuningChoice.extended(start, start: start, best: [nil]) == [1e8] + start)
  #expect(TuningChoice.extended(start, start: start, best: [1e9, nil]) == [1e8] + start)
  let grown = [1e6, 1e7, 1e8] + start
  #expect(TuningChoice.extended(grown, start: start, best: [1e6]) == grown, "it is trained")
  #expect(
    TuningChoice.extended(grown, start: start, best: [1e6], isUntrained: true) == [1e5] + grown)
  #expect(TuningChoice.extended(grown, start: start, best: [nil]) == [1e5] + grown)
  let end = (0..<TuningChoice.untrainedLimit).reduce(start) { grid, _ in
    TuningChoice.extended(grid, start: start, best: [nil])
  }
  #expect(end.count == start.count + TuningChoice.untrainedLimit && end[0] == 0.1)
  #expect(TuningChoice.extended(end, start: start, best: [nil]) == end, "there is an end")
}

/// Numbers have an end too.
@Test func theGridStaysWithinTheNumbers() {
  #expect(TuningChoice.extended([1e308], start: [1e308], best: [1e308]) == [1e307, 1e308])
  let least = Double.leastNonzeroMagnitude
  let grid = TuningChoice.extended([least], start: [least], best: [least])
  #expect(grid.allSatisfy { $0 > 0 && $0.isFinite } && grid == grid.sorted())
}

@Test func aGridOfWildRatesEndsAtOneThatTrains() async throws {
  try await withTemporaryFolder { folder in
    let models = [tinyModels[0], tinyModels[1], tinyModels[4]]
    let experiment = tinyExperiment(models: models, learningRates: [1e6, 1e7])
    let runner = StudyRunner(
      store: RunStore(folder: folder, platform: testPlatform), jobs: 1, report: { _ in })
    let result = try await runner.run([Plan(experiment, at: .quick)])[0]
    #expect(result.runs.allSatisfy { $0.record.status == .ok })
    #expect(result.rates.count == 2 && result.rates.values.allSatisfy { $0 < 10 })
  }
}

/// Two rates go on by their own factor, one by ten.
@Test func aShortGridGrowsToo() {
  #expect(
    TuningChoice.extended([0.01, 0.02], start: [0.01, 0.02], best: [0.01, 0.02])
      == [0.005, 0.01, 0.02, 0.04])
  #expect(TuningChoice.extended([0.01], start: [0.01], best: [0.01]) == [0.001, 0.01, 0.1])
}

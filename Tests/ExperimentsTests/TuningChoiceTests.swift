import Testing

@testable import Experiments

private func trial(_ rate: Double, _ nmse: [Double], status: RunStatus = .ok) -> Trial {
  Trial(
    variant: Variant(choice: tinyModels[0], setting: Setting(name: "-", gateBias: true)),
    learningRate: rate, draw: 0, correlation: 0.5, validationNMSE: nmse, status: status)
}

@Test func theScoreIsTheMeanLogOverTasksAndTrials() throws {
  let score = try #require(TuningChoice.score([trial(0.1, [1, 4]), trial(0.1, [2, 8])]))
  #expect(abs(score - 1.5 * 0.6931471805599453) < 1e-15)
}

@Test func aRateAtWhichATrialDivergedIsNotChosen() {
  #expect(TuningChoice.score([trial(0.1, [0.1, 0.1]), trial(0.1, [], status: .diverged)]) == nil)
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
    TuningChoice.extended(start + [0.1, 1], start: start, best: [1]) == start + [0.1, 1],
    "an extension has an end")
}

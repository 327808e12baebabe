import Statistics
import Testing

/// A draw from log errors, every training in a cell of its own number.
private func draw(_ models: [[Double]], _ references: [[Double]]) -> TrainedDraw {
  TrainedDraw(
    models: models.enumerated().map { .init(cell: $0, logErrors: $1) },
    references: references.enumerated().map { .init(cell: $0, logErrors: $1) })
}

@Test func gainsAreReferencesMinusModels() {
  let trained = draw([[1, 2], [3, 2]], [[4, 1], [5, 1], [6, 1]])
  #expect(trained.meanGains == [3, -1])
  #expect(trained.antisymmetricGain == 2)
  #expect(trained.taskCount == 2)
  #expect(draw([[1]], [[4]]).antisymmetricGain == nil)
  #expect(draw([[1, 1, 1]], [[4, 1, 1]]).antisymmetricGain == nil)
}

@Test func theOppositeShareCountsPairsBeyondTheMargin() {
  // Gains of the four pairs: (1, −1), (1, 1), (3, −1), (3, 1).
  let trained = draw([[0, 0], [-2, 0]], [[1, -1], [1, 1]])
  #expect(trained.oppositeShare() == 0.5)
  #expect(trained.oppositeShare(margin: 0.5) == 0.5)
  // The margin itself is not beyond it.
  #expect(trained.oppositeShare(margin: 1) == 0)
}

@Test func anyTwoTasksMayBeOpposite() {
  #expect(draw([[0, 0, 0]], [[0, 2, -2]]).oppositeShare(margin: 1) == 1)
  #expect(draw([[0, 0, 0]], [[2, 2, 0.5]]).oppositeShare(margin: 1) == 0)
  #expect(draw([[0]], [[2]]).oppositeShare() == 0)
}

@Test func aPlantedEffectRaisesEveryGain() {
  let trained = draw([[1, 2], [3, 2]], [[4, 1], [5, 1], [6, 1]]).planting([0.5, -0.25])
  #expect(trained.meanGains == [3.5, -1.25])
  #expect(trained.references == draw([[0, 0]], [[4, 1], [5, 1], [6, 1]]).references)
}

@Test func drawsOfUnequalTasksOrWithoutTrainingsStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = TrainedDraw(
      models: [.init(cell: 0, logErrors: [1, 2])], references: [.init(cell: 0, logErrors: [1])])
  }
  await #expect(processExitsWith: .failure) {
    _ = TrainedDraw(models: [], references: [.init(cell: 0, logErrors: [1])])
  }
  await #expect(processExitsWith: .failure) {
    _ = TrainedDraw.Training(cell: 0, logErrors: [.nan])
  }
}

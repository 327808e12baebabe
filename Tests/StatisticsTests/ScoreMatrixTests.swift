import Statistics
import Testing

@Test func scoresAreReadByRowAndColumn() {
  let scores = ScoreMatrix(rows: [[1, 2, 3], [4, 5, 9]])
  #expect(scores.replicateCount == 2)
  #expect(scores.cellCount == 3)
  #expect(Array(scores.row(1)) == [4, 5, 9])
  #expect(scores.column(1) == [2, 5])
  #expect(scores.rowMeans == [2, 6])
  #expect(scores.rows([1, 1, 0]) == ScoreMatrix(rows: [[4, 5, 9], [4, 5, 9], [1, 2, 3]]))
}

@Test func replicatesWithAMissingScoreAreDropped() {
  let scores = ScoreMatrix(completeRowsOf: [[1, 2], [nil, 4], [5, 6], [7, nil]])
  #expect(scores == ScoreMatrix(rows: [[1, 2], [5, 6]]))
  #expect(ScoreMatrix(completeRowsOf: [[nil, 1]]).replicateCount == 0)
}

@Test func noScoresAreAnEmptyMatrix() {
  let scores = ScoreMatrix(rows: [])
  #expect(scores.replicateCount == 0)
  #expect(scores.rowMeans.isEmpty)
}

@Test func rowsOfUnequalLengthsStopTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = ScoreMatrix(rows: [[1, 2], [3]]) }
  await #expect(processExitsWith: .failure) { _ = ScoreMatrix(completeRowsOf: [[1, 2], [nil]]) }
}

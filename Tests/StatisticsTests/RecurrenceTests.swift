// ρ and the loser's gain against their definitions.

import Randomness
import Statistics
import Testing

/// A pair of a model and a reference, with its cells and gains.
private struct TrainedPair {
  var model: Int
  var reference: Int
  var cells: Set<Int>
  var gains: [Double]

  /// Whether two pairs have disjoint cells.
  func isDisjoint(_ other: TrainedPair) -> Bool { cells.isDisjoint(with: other.cells) }

  /// The sign of a seesaw between two tasks.
  func sign(_ first: Int, _ second: Int, _ margin: Double) -> Double {
    if gains[first] > margin && gains[second] < -margin { return 1 }
    if gains[first] < -margin && gains[second] > margin { return -1 }
    return 0
  }
}

private func trainedPairs(_ draw: TrainedDraw) -> [TrainedPair] {
  draw.models.enumerated().flatMap { j, model in
    draw.references.enumerated().map { l, reference in
      TrainedPair(
        model: j, reference: l, cells: [model.cell, reference.cell],
        gains: zip(reference.logErrors, model.logErrors).map { $0 - $1 })
    }
  }
}

/// The mean of a value of two pairs over all ordered pairs of pairs that are admitted.
private func meanOverPairs(
  _ draw: TrainedDraw, admitted: (TrainedPair, TrainedPair) -> Bool,
  of value: (TrainedPair, TrainedPair) -> Double
) -> Double? {
  let pairs = trainedPairs(draw)
  var values: [Double] = []
  for one in pairs {
    for other in pairs where admitted(one, other) { values.append(value(one, other)) }
  }
  return Summary(values)?.mean
}

/// A random draw: every cell may have several models and references, or none.
private func randomDraw(_ trial: Int, models: Int, references: Int, tasks: Int) -> TrainedDraw {
  let stream = RandomStream(seed: 30).stream("draw", models * 10 + tasks)
  let normals = stream.normals((models + references) * tasks, row: trial)
  let uniforms = stream.uniforms(models + references, row: trial)
  let trainings = (0..<models + references).map { index in
    TrainedDraw.Training(
      cell: 7 * Int(5 * uniforms[index]) - 3,
      logErrors: (0..<tasks).map { normals[index * tasks + $0] })
  }
  return TrainedDraw(
    models: Array(trainings[..<models]), references: Array(trainings[models...]))
}

@Test(arguments: [(1, 2, 2), (3, 4, 2), (4, 8, 2), (3, 5, 3), (2, 6, 4)])
func recurrenceIsTheMeanOverPairsWithDisjointCells(models: Int, references: Int, tasks: Int) {
  var known = 0
  for trial in 0..<50 {
    let draw = randomDraw(trial, models: models, references: references, tasks: tasks)
    let expected = meanOverPairs(draw, admitted: { $0.isDisjoint($1) }) { one, other in
      var sum = 0.0
      for first in 0..<tasks {
        for second in first + 1..<tasks {
          sum += one.sign(first, second, 0.3) * other.sign(first, second, 0.3)
        }
      }
      return sum
    }
    let actual = draw.recurrence(margin: 0.3)
    #expect((actual == nil) == (expected == nil))
    if let expected {
      #expect(isClose(actual, expected, relative: 1e-12))
      known += 1
    }
  }
  #expect(models == 1 || known > 25, "\(known)")
}

@Test(arguments: [(3, 4, 2), (4, 8, 2), (3, 5, 3), (3, 3, 1)])
func theLoserIsPickedInOnePairAndMeasuredInAnother(models: Int, references: Int, tasks: Int) {
  for trial in 0..<50 {
    let draw = randomDraw(trial, models: models, references: references, tasks: tasks)
    let expected = meanOverPairs(draw, admitted: { $0.isDisjoint($1) }) { one, other in
      let loser = one.gains.firstIndex(of: one.gains.min() ?? 0) ?? 0
      return other.gains[loser]
    }
    let actual = draw.loserGain()
    #expect((actual == nil) == (expected == nil))
    if let actual, let expected { #expect(abs(actual - expected) < 1e-12) }
  }
}

@Test func aSeesawThatRecursIsOneAndAReversedOneMinusOne() {
  func draw(_ gains: [[Double]]) -> TrainedDraw {
    TrainedDraw(
      models: gains.enumerated().map { .init(cell: $0, logErrors: $1.map(-)) },
      references: gains.indices.map { .init(cell: $0, logErrors: [0, 0]) })
  }
  #expect(draw([[0.2, -0.2], [0.3, -0.1]]).recurrence(margin: 0.05) == 1)
  #expect(draw([[0.2, -0.2], [-0.3, 0.1]]).recurrence(margin: 0.05) == -1)
  #expect(draw([[0.2, -0.2], [0.3, -0.05]]).recurrence(margin: 0.05) == 0)
  #expect(draw([[0.2, -0.2], [0.3, -0.1]]).loserGain().map { abs($0 + 0.15) < 1e-15 } == true)
}

@Test func withinOneCellNothingRecurs() {
  let training = TrainedDraw.Training(cell: 3, logErrors: [0, 0])
  let other = TrainedDraw.Training(cell: 4, logErrors: [0, 0])
  let single = TrainedDraw(models: [training, training], references: [training, training])
  #expect(single.recurrence(margin: 0) == nil)
  #expect(single.loserGain() == nil)
  // Cells 3 and 4, but every pair has a training of cell 3.
  let joined = TrainedDraw(models: [training], references: [training, other])
  #expect(joined.recurrence(margin: 0) == nil)
  // A single task cannot have a seesaw.
  let one = TrainedDraw.Training(cell: 0, logErrors: [0])
  let two = TrainedDraw.Training(cell: 1, logErrors: [0])
  #expect(TrainedDraw(models: [one, two], references: [one, two]).recurrence(margin: 0) == nil)
}

/// j ≠ j′ and l ≠ l′ let (j, l) and (j′, l′) share a cell: model 1 and reference 2 with model 2 and
/// reference 1 share both orders, with opposite signs. That lowers a placebo's mean far below 0.
@Test func differentTrainingsAreNotEnoughWhereCellsShareAnOrder() throws {
  let stream = RandomStream(seed: 31).stream("shared orders")
  let source = SimulatedDraws(orderDeviation: 0.2, stuckChance: 0)
  let draws = (0..<4000).map { source.draw(stream, $0) }
  let disjoint = try draws.map { try #require($0.recurrence(margin: 0.05)) }
  let naive = try draws.map { draw in
    try #require(
      meanOverPairs(
        draw, admitted: { $0.model != $1.model && $0.reference != $1.reference },
        of: { $0.sign(0, 1, 0.05) * $1.sign(0, 1, 0.05) }))
  }
  let unbiased = try #require(Summary(disjoint))
  let biased = try #require(Summary(naive))
  let errors = try (#require(unbiased.standardError), #require(biased.standardError))
  #expect(abs(unbiased.mean) <= 4 * errors.0, "\(unbiased.mean) ± \(errors.0)")
  #expect(biased.mean < -20 * errors.1, "\(biased.mean) ± \(errors.1)")
}

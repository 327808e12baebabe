// Made-up draws for the tests of recurrence.

import Randomness
import Statistics

/// Draws of two tasks whose trainings have noise with heavy tails and share effects of the order of
/// batches within a cell.
struct SimulatedDraws {
  /// The number of cells, with one model each.
  var cells = 4
  /// How many references there are in a cell.
  var referencesPerCell = 1
  /// The standard deviation of an order's effect on a task.
  var orderDeviation = 0.1
  /// The standard deviation of a training's own noise.
  var noiseDeviation = 0.1
  /// How often a training is stuck, with both log errors raised by 1.5.
  var stuckChance = 0.05

  /// A draw whose models have lasting gains.
  func draw(_ stream: RandomStream, _ index: Int, gains: [Double] = [0, 0]) -> TrainedDraw {
    let perCell = 1 + referencesPerCell
    let normals = stream.normals(cells * 2 * (1 + perCell), row: index)
    let uniforms = stuckChance > 0 ? stream.uniforms(cells * perCell, row: index) : []
    func training(_ cell: Int, _ member: Int) -> TrainedDraw.Training {
      let own = cells * 2 + (cell * perCell + member) * 2
      let isStuck = stuckChance > 0 && uniforms[cell * perCell + member] < stuckChance
      return TrainedDraw.Training(
        cell: cell,
        logErrors: (0..<2).map { task in
          orderDeviation * normals[cell * 2 + task] + noiseDeviation * normals[own + task]
            + (isStuck ? 1.5 : 0)
        })
    }
    return TrainedDraw(
      models: (0..<cells).map { training($0, 0) },
      references: (0..<cells).flatMap { cell in (1..<perCell).map { training(cell, $0) } }
    ).planting(gains)
  }
}

/// The four standard errors of a fraction of trials with this expectation.
func fourErrors(_ chance: Double, _ trials: Int) -> Double {
  4 * (chance * (1 - chance) / Double(trials)).squareRoot()
}

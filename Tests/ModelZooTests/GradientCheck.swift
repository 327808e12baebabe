// A gradient against central differences of a loss in Double, along random directions.
import ModelZoo
import Randomness

/// Compares ∇L·v with (L(θ + εv) − L(θ − εv)) / 2ε, for v over all parameters and over each part.
struct GradientCheck {
  /// A part of the gradient that differs from the finite differences.
  struct Mismatch: CustomStringConvertible {
    let part: String
    let analytic: [Double]
    let numeric: [Double]

    var description: String { "\(part): ∇L·v = \(analytic), differences = \(numeric)" }
  }

  /// The gradient and the parameters have different lengths, or the parts do not cover all
  /// parameters.
  struct LengthMismatch: Error {
    let gradients: Int
    let parameters: Int
    let parts: Int
  }

  /// A loss, and for each of its kinks the side of the evaluation.
  struct LossValue {
    let loss: Double
    let sides: [Bool]
  }

  /// The tolerance relative to the finite differences of the part.
  var tolerance = 1e-4
  /// The tolerance for a gradient of 0, relative to the whole gradient.
  var floor = 1e-6
  /// ε.
  var step = 1e-5
  /// Directions per part.
  var directionCount = 4

  /// The parts that differ.
  private(set) var mismatches: [Mismatch] = []
  /// Directions compared.
  private(set) var compared = 0
  /// Directions skipped because L has a kink between θ − εv and θ + εv.
  private(set) var kinked = 0

  init() {}

  /// Runs the check.
  ///
  /// - Parameters:
  ///   - parts: named ranges that together are all parameters, in any order.
  ///   - normals: standard normal numbers, from their count and the index of the direction.
  mutating func run(
    _ gradient: [Double], at parameters: [Double], parts: [(name: String, range: Range<Int>)],
    normals: (Int, Int) -> [Double], loss: ([Double]) throws -> LossValue
  ) throws {
    let covered = parts.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    let tiles = zip([0] + covered.map(\.upperBound), covered.map(\.lowerBound) + [parameters.count])
    guard gradient.count == parameters.count, tiles.allSatisfy({ $0 == $1 }) else {
      throw LengthMismatch(
        gradients: gradient.count, parameters: parameters.count,
        parts: covered.reduce(0) { $0 + $1.count })
    }
    let sides = try loss(parameters).sides
    var wholeSize = 0.0
    var direction = 0
    for (name, range) in [("all parameters", 0..<parameters.count)] + parts {
      var analytic: [Double] = []
      var numeric: [Double] = []
      for _ in 0..<directionCount {
        let v = normals(range.count, direction)
        direction += 1
        var up = parameters
        var down = parameters
        for (i, component) in zip(range, v) {
          up[i] += step * component
          down[i] -= step * component
        }
        let (above, below) = (try loss(up), try loss(down))
        guard above.sides == sides, below.sides == sides else {
          kinked += 1
          continue
        }
        compared += 1
        analytic.append(zip(gradient[range], v).reduce(0) { $0 + $1.0 * $1.1 })
        numeric.append((above.loss - below.loss) / (2 * step))
      }
      let size = rootMeanSquare(numeric)
      wholeSize = max(wholeSize, size)
      let allowed = max(tolerance * size, floor * wholeSize)
      // NaN is a mismatch too.
      if !zip(analytic, numeric).allSatisfy({ abs($0 - $1) <= allowed }) {
        mismatches.append(Mismatch(part: name, analytic: analytic, numeric: numeric))
      }
    }
  }
}

extension GradientCheck {
  /// Checks a trial's gradient, already computed for a loss, against the oracle's.
  mutating func run(_ gradient: [Double], of trial: Trial, _ loss: MaskedSquaredError) throws {
    let inputs = (0..<trial.count).map(trial.input)
    let stream = RandomStream(seed: 3)
    try run(
      gradient, at: trial.parameters, parts: trial.model.table.map { ($0.name, $0.range) },
      normals: { count, direction in stream.normals(count, row: direction) }
    ) { parameters in
      let evaluations = try inputs.map { try trial.oracle.evaluate(parameters, at: $0) }
      let predictions = (0..<trial.spec.taskCount).map { task in
        evaluations.flatMap { $0.predictions[task] }
      }
      return LossValue(loss: loss.value(predictions), sides: evaluations.flatMap(\.open))
    }
  }
}

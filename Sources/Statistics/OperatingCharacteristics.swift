// How often the rule of recurrence decides which way, by simulating whole studies.

internal import RealModule

/// A study to be simulated: D draws of two tasks, with I trainings of a model and of the
/// references.
///
/// A draw has I cells of one model and `referencesPerCell` references each. Log errors are
/// residuals, resampled with replacement as whole vectors, and the gains of a draw are raised by a
/// lasting effect and a common gain. With the references' own residuals and no effect it is the
/// placebo's study (which has one reference per cell).
public struct PlannedStudy: Hashable, Sendable {
  /// The lasting effect on the gains of a draw.
  public enum Effect: Hashable, Sendable {
    /// +A on one task and −A on the other; the favoured task is drawn at random per draw.
    case opposite(Double)
    /// Independent normal effects on both tasks with mean 0 and this standard deviation.
    case normal(standardDeviation: Double)
  }

  /// D, at least two.
  public let draws: Int
  /// I, the number of cells of a draw, at least two.
  public let trainings: Int
  /// How many references there are in a cell: two, but one for the placebo.
  public let referencesPerCell: Int
  /// δ, beyond which gains count.
  public let margin: Double
  /// The lasting effect.
  public let effect: Effect
  /// The standard deviation, between draws, of a gain that both tasks share.
  public let commonDeviation: Double
  private let modelResiduals: [Residual]
  private let referenceResiduals: [Residual]

  /// The residual log errors of one training.
  private struct Residual: Hashable {
    let first: Double
    let second: Double
  }

  /// A study whose trainings are resampled from residuals [N][2]: log errors minus their draw's
  /// mean over n trainings, times √(n/(n − 1)).
  public init(
    draws: Int, trainings: Int, referencesPerCell: Int = 2, margin: Double, effect: Effect,
    commonDeviation: Double = 0, modelResiduals: [[Double]], referenceResiduals: [[Double]]
  ) {
    precondition(
      draws > 1 && trainings > 1 && referencesPerCell > 0,
      "a study has two draws and trainings or more: \(draws), \(trainings), \(referencesPerCell)")
    requireMargin(margin)
    requireFinite([commonDeviation])
    self.draws = draws
    self.trainings = trainings
    self.referencesPerCell = referencesPerCell
    self.margin = margin
    self.effect = effect
    self.commonDeviation = commonDeviation
    self.modelResiduals = Self.pool(modelResiduals)
    self.referenceResiduals = Self.pool(referenceResiduals)
  }

  private static func pool(_ residuals: [[Double]]) -> [Residual] {
    precondition(!residuals.isEmpty, "there are residuals to resample")
    return residuals.map { residual in
      precondition(residual.count == 2, "residuals are of two tasks, not \(residual.count)")
      requireFinite(residual)
      return Residual(first: residual[0], second: residual[1])
    }
  }

  /// The shares of outcomes among simulated studies.
  ///
  /// Words of the generator, draw by draw: two for the common gain, one (opposite) or two (normal)
  /// for the effect, then for each cell one for the model and one for each reference.
  public func simulate(
    studies: Int, using generator: inout some RandomNumberGenerator
  ) -> OperatingCharacteristics {
    precondition(studies > 1, "at least two studies are simulated, not \(studies)")
    let quantile = StudentT(degreesOfFreedom: Double(draws - 1)).quantile(RecurrenceRule.level)
    var outcomes: [RecurrenceRule.Outcome: Int] = [:]
    var means = [Double](repeating: 0, count: studies)
    var values = [Double](repeating: 0, count: draws)
    var scratch = Scratch(cells: trainings, references: referencesPerCell)
    for study in 0..<studies {
      for draw in 0..<draws { values[draw] = recurrence(&scratch, using: &generator) }
      guard let summary = Summary(values), let error = summary.standardError else { continue }
      // Without spread the limits are the mean, as in the rule.
      let reach = quantile * error
      let outcome = RecurrenceRule.outcome(
        mean: summary.mean, lower: summary.mean - reach, upper: summary.mean + reach)
      outcomes[outcome, default: 0] += 1
      means[study] = summary.mean
    }
    func share(_ outcome: RecurrenceRule.Outcome) -> Double {
      Double(outcomes[outcome] ?? 0) / Double(studies)
    }
    let summary = Summary(means)
    return OperatingCharacteristics(
      studies: studies, seen: share(.seen), notSeen: share(.notSeen),
      undecided: share(.undecided), recurrence: summary?.mean ?? 0,
      recurrenceError: summary?.standardError ?? 0)
  }

  /// Buffers of one draw, reused: nothing is allocated within a study.
  private struct Scratch {
    var models: [Residual]
    var references: [Residual]
    /// Σ X of the pairs of a model's cell and a reference's cell, [I, I].
    var signs: [Int]
    /// Σ X of the pairs that touch a cell.
    var touching: [Int]

    init(cells: Int, references count: Int) {
      models = [Residual](repeating: Residual(first: 0, second: 0), count: cells)
      references = [Residual](repeating: Residual(first: 0, second: 0), count: cells * count)
      signs = [Int](repeating: 0, count: cells * cells)
      touching = [Int](repeating: 0, count: cells)
    }
  }

  /// ρ of one simulated draw, as ``TrainedDraw/recurrence(margin:)`` defines it.
  private func recurrence(
    _ scratch: inout Scratch, using generator: inout some RandomNumberGenerator
  ) -> Double {
    let common = commonDeviation * normalPair(using: &generator).0
    var lasting: (Double, Double)
    switch effect {
    case .opposite(let size):
      lasting = generator.next() >> 63 == 0 ? (size, -size) : (-size, size)
    case .normal(let deviation):
      let (first, second) = normalPair(using: &generator)
      lasting = (deviation * first, deviation * second)
    }
    lasting = (lasting.0 + common, lasting.1 + common)
    for cell in 0..<trainings {
      let index = randomIndex(below: modelResiduals.count, using: &generator)
      let residual = modelResiduals[index]
      scratch.models[cell] = Residual(
        first: residual.first - lasting.0, second: residual.second - lasting.1)
      for reference in 0..<referencesPerCell {
        let index = randomIndex(below: referenceResiduals.count, using: &generator)
        scratch.references[cell * referencesPerCell + reference] = referenceResiduals[index]
      }
    }
    return recurrence(&scratch)
  }

  private func recurrence(_ scratch: inout Scratch) -> Double {
    var total = 0
    for cell in 0..<trainings { scratch.touching[cell] = 0 }
    for a in 0..<trainings {
      let model = scratch.models[a]
      for b in 0..<trainings {
        var sum = 0
        for index in b * referencesPerCell..<(b + 1) * referencesPerCell {
          let first = scratch.references[index].first - model.first
          let second = scratch.references[index].second - model.second
          if first > margin && second < -margin { sum += 1 }
          if first < -margin && second > margin { sum -= 1 }
        }
        scratch.signs[a * trainings + b] = sum
        total += sum
        scratch.touching[a] += sum
        if b != a { scratch.touching[b] += sum }
      }
    }
    // The sum over disjoint cells by inclusion and exclusion, and the number of its terms.
    var products = 0
    for a in 0..<trainings {
      for b in 0..<trainings {
        let sign = scratch.signs[a * trainings + b]
        var disjoint = total - scratch.touching[a]
        if a != b {
          disjoint += sign + scratch.signs[b * trainings + a] - scratch.touching[b]
        }
        products += sign * disjoint
      }
    }
    let same = trainings * (trainings - 1) * (trainings - 1)
    let different = trainings * (trainings - 1) * (trainings - 2) * (trainings - 2)
    return Double(products)
      / Double((same + different) * referencesPerCell * referencesPerCell)
  }
}

/// How often the rule of recurrence decides which way, in simulated studies.
public struct OperatingCharacteristics: Hashable, Sendable {
  /// How many studies were simulated.
  public let studies: Int
  /// The share of studies that see a lasting seesaw.
  public let seen: Double
  /// The share of studies that do not see one.
  public let notSeen: Double
  /// The share of studies that do not decide.
  public let undecided: Double
  /// The true ρ, estimated by its mean over all simulated draws.
  public let recurrence: Double
  /// The standard error of ``recurrence``.
  public let recurrenceError: Double
}

/// Two standard normals from two words of a generator, by Box and Muller's transform.
func normalPair(using generator: inout some RandomNumberGenerator) -> (Double, Double) {
  // Strictly between 0 and 1.
  let u = (Double(generator.next() >> 12) + 0.5) * 0x1p-52
  let turns = Double(generator.next() >> 12) * 0x1p-52
  let radius = (-2 * Double.log(u)).squareRoot()
  return (radius * Double.cos(2 * .pi * turns), radius * Double.sin(2 * .pi * turns))
}

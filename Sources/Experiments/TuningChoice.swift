// Which learning rate a model gets: the one rule for all models.
internal import Foundation
internal import Training

/// The outcome of one trial.
public struct Trial: Hashable, Sendable {
  /// What was tuned.
  public let variant: Variant
  /// The rate tried.
  public let learningRate: Double
  /// From 0.
  public let draw: Int
  /// From 0.
  public let training: Int
  /// p; nil where the data have none.
  public let correlation: Double?
  /// 1, or 2 for twice as many passes.
  public let budget: Int
  /// MSE / Var(y_k) on validation samples, one per task; empty when diverged.
  public let validationNMSE: [Double]
  /// The mean squared distance from the noise-free label on the same samples, one per task; empty when
  /// diverged.
  public let excessErrors: [Double?]
  /// How it ended.
  public let status: RunStatus

  /// What a record says of a trial.
  init(_ trial: Plan.PlannedTrial, _ record: RunRecord) {
    variant = trial.variant
    learningRate = trial.learningRate
    draw = trial.key.draw
    training = trial.key.training
    correlation = trial.key.correlation
    budget = trial.key.budget
    validationNMSE = zip(record.scores, record.labelVariances).map { $0.meanSquaredError / $1 }
    excessErrors = record.scores.map(\.meanExcessError)
    status = record.status
  }
}

/// The choice among trials.
public enum TuningChoice {
  /// How often a grid is extended in either direction at most, because of a model that does best at its edge.
  public static let extensionLimit = 2
  /// How often it is extended downwards at most, because of a model that no rate trains yet: it diverges at all of
  /// them, or does best at the lowest and is no better there than a constant.
  public static let untrainedLimit = 10

  /// The mean log validation NMSE over tasks, draws and correlations; nil when a trial diverged: a
  /// rate at which a model may diverge is not chosen.
  public static func score(_ trials: [Trial]) -> Double? {
    var logs: [Double] = []
    for trial in trials {
      guard trial.status == .ok else { return nil }
      logs += trial.validationNMSE.map { log($0) }
    }
    return logs.isEmpty ? nil : logs.reduce(0, +) / Double(logs.count)
  }

  /// The rate with the lowest score, the smaller of equal ones; nil when all diverged.
  public static func best(_ rates: [Double], scores: [Double?]) -> Double? {
    var best: (rate: Double, score: Double)?
    for (rate, score) in zip(rates, scores) {
      guard let score else { continue }
      if let found = best, found.score <= score { continue }
      best = (rate, score)
    }
    return best?.rate
  }

  /// The grid with a rate more beyond each edge at which some model does best, and with a lower one if no rate trains
  /// some model. All models get the extension: every one has the same number of trials. The spacing goes on
  /// as it is: tenfold, or threefold in turns, as in .001, .003, .01.
  ///
  /// - Parameters:
  ///   - start: the grid first asked for, from which extensions are counted.
  ///   - best: the best rate of every model; nil for one that diverged at every rate.
  ///   - isUntrained: whether some model that does best at the lowest rate is no better there than a constant.
  public static func extended(
    _ grid: [Double], start: [Double], best: [Double?], isUntrained: Bool = false
  ) -> [Double] {
    guard let low = grid.first, let high = grid.last, let first = start.first,
      let last = start.last
    else { return grid }
    var result = grid
    // Rates are kept as short decimals, so that keys and specifications stay readable.
    let (below, above) = spacing(grid)
    let lower = decimal(low / below)
    let upper = decimal(high * above)
    let added = grid.count { $0 < first }
    if (best.contains(low) && added < extensionLimit)
      || ((isUntrained || best.contains(nil)) && added < untrainedLimit)
    {
      // A grid cannot go on below the smallest number.
      if lower > 0, lower < low { result.insert(lower, at: 0) }
    }
    if best.contains(high), grid.count(where: { $0 > last }) < extensionLimit, upper.isFinite,
      upper > high
    {
      result.append(upper)
    }
    return result
  }

  /// By what factor the grid goes on below and above, each the factor one place further in.
  private static func spacing(_ grid: [Double]) -> (below: Double, above: Double) {
    let count = grid.count
    if count < 2 { return (10, 10) }
    if count == 2 { return (grid[1] / grid[0], grid[1] / grid[0]) }
    return (grid[2] / grid[1], grid[count - 2] / grid[count - 3])
  }

  private static func decimal(_ rate: Double) -> Double {
    Double(String(format: "%.3e", rate)) ?? rate
  }
}

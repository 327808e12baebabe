// A normal random-effects model of the gains of two tasks over draws. Description only: decisions
// are those of `RecurrenceRule`, because this model is inconsistent for effects that alternate
// between draws, and one stuck training moves it.

internal import RealModule

/// The covariance matrix of a pair of numbers.
public struct PairCovariance: Hashable, Sendable {
  /// The variance of the first number.
  public var first: Double
  /// The variance of the second number.
  public var second: Double
  /// The covariance of the two.
  public var cross: Double

  /// The matrix [[first, cross], [cross, second]]; an estimate need not be positive semidefinite.
  public init(first: Double, second: Double, cross: Double) {
    requireFinite([first, second, cross])
    self.first = first
    self.second = second
    self.cross = cross
  }

  /// The nearest positive semidefinite matrix in Frobenius' norm: negative eigenvalues become 0.
  public var positiveSemidefinite: PairCovariance {
    let centre = (first + second) / 2
    let tilt = (first - second) / 2
    let radius = (tilt * tilt + cross * cross).squareRoot()
    if centre - radius >= 0 { return self }
    if centre + radius <= 0 { return PairCovariance(first: 0, second: 0, cross: 0) }
    // The larger eigenvalue times its projector, (1 + (tilt, cross)/radius)/2.
    let scale = (centre + radius) / 2
    return PairCovariance(
      first: scale * (1 + tilt / radius), second: scale * (1 - tilt / radius),
      cross: scale * cross / radius)
  }

  /// √variances, and the correlation; 0 if a variance is 0.
  fileprivate var parts: (first: Double, second: Double, correlation: Double) {
    let (one, two) = (first.squareRoot(), second.squareRoot())
    if one == 0 || two == 0 { return (one, two, 0) }
    return (one, two, min(max(cross / one / two, -1), 1))
  }
}

/// The distribution of the lasting gains of two tasks over draws, by moments.
///
/// The mean gains of a draw are its lasting gains plus the noise of its trainings. The covariance
/// of the lasting gains is that of the mean gains over draws minus the average covariance of the
/// noise, projected to the positive semidefinite matrices.
public struct RandomEffects: Hashable, Sendable {
  /// A draw's mean gains and the covariance of their noise.
  public struct Draw: Hashable, Sendable {
    /// The mean gains of the first and of the second task.
    public let gains: [Double]
    /// The covariance of the mean gains given the draw.
    public let noise: PairCovariance

    /// A draw with two mean gains.
    public init(gains: [Double], noise: PairCovariance) {
      precondition(gains.count == 2, "there are two tasks, not \(gains.count)")
      requireFinite(gains)
      self.gains = gains
      self.noise = noise
    }
  }

  /// The mean gains of the first and of the second task.
  public let mean: [Double]
  /// The covariance of lasting gains between draws.
  public let between: PairCovariance

  /// The model of these draws; nil for fewer than two.
  public init?(_ draws: [Draw]) {
    let first = draws.map { $0.gains[0] }
    let second = draws.map { $0.gains[1] }
    guard draws.count > 1, let one = Summary(first), let two = Summary(second) else { return nil }
    mean = [one.mean, two.mean]
    let total = squares(ofDeviations: zip(first, second).map { ($0 - one.mean, $1 - two.mean) })
    let count = Double(draws.count)
    func difference(_ entry: (PairCovariance) -> Double) -> Double {
      entry(total) / (count - 1) - draws.reduce(0) { $0 + entry($1.noise) } / count
    }
    between =
      PairCovariance(
        first: difference(\.first), second: difference(\.second), cross: difference(\.cross)
      ).positiveSemidefinite
  }

  /// The model of draws with two tasks, with the noise of a draw of J models and L references taken
  /// as S_model/J + S_reference/L.
  ///
  /// S_model and S_reference are the covariances of log errors around their draw's mean, pooled
  /// over draws. Trainings of a draw count as independent; the order of batches that those of one
  /// cell share is ignored. Nil for fewer than two draws, unless there are two tasks, and if no
  /// draw has two models or none has two references.
  public init?(_ draws: [TrainedDraw]) {
    guard draws.allSatisfy({ $0.taskCount == 2 }),
      let model = pooledCovariance(draws.map(\.models)),
      let reference = pooledCovariance(draws.map(\.references))
    else { return nil }
    self.init(
      draws.map { draw in
        let (j, l) = (Double(draw.models.count), Double(draw.references.count))
        let noise = PairCovariance(
          first: model.first / j + reference.first / l,
          second: model.second / j + reference.second / l,
          cross: model.cross / j + reference.cross / l)
        return Draw(gains: draw.meanGains, noise: noise)
      })
  }

  /// π: the probability that the lasting gains of a draw are opposite and both beyond the margin,
  /// under a normal distribution.
  ///
  /// By numerical integration, with an absolute error below 2e-8 and mostly below 1e-12.
  public func oppositeProbability(margin: Double) -> Double {
    requireMargin(margin)
    let (first, second, correlation) = between.parts
    // A gain that does not vary is beyond the margin or not.
    func standardised(_ distance: Double, _ deviation: Double) -> Double {
      deviation > 0 ? distance / deviation : distance > 0 ? .infinity : -.infinity
    }
    let firstWins = bivariateNormalCDF(
      standardised(mean[0] - margin, first), standardised(-margin - mean[1], second),
      correlation: -correlation)
    let secondWins = bivariateNormalCDF(
      standardised(-margin - mean[0], first), standardised(mean[1] - margin, second),
      correlation: -correlation)
    return firstWins + secondWins
  }
}

/// Σ of squares and products of deviations, not divided.
private func squares(ofDeviations deviations: [(Double, Double)]) -> PairCovariance {
  PairCovariance(
    first: deviations.reduce(0) { $0 + $1.0 * $1.0 },
    second: deviations.reduce(0) { $0 + $1.1 * $1.1 },
    cross: deviations.reduce(0) { $0 + $1.0 * $1.1 })
}

/// The covariance of two log errors around the mean of their group, pooled over groups; nil if no
/// group has two trainings.
private func pooledCovariance(_ groups: [[TrainedDraw.Training]]) -> PairCovariance? {
  let freedom = groups.reduce(0) { $0 + $1.count - 1 }
  if freedom == 0 { return nil }
  let deviations = groups.flatMap { group in
    let count = Double(group.count)
    let first = group.reduce(0) { $0 + $1.logErrors[0] } / count
    let second = group.reduce(0) { $0 + $1.logErrors[1] } / count
    return group.map { ($0.logErrors[0] - first, $0.logErrors[1] - second) }
  }
  let sums = squares(ofDeviations: deviations)
  let divisor = Double(freedom)
  return PairCovariance(
    first: sums.first / divisor, second: sums.second / divisor, cross: sums.cross / divisor)
}

// Exact limits for a proportion: Clopper, Pearson, "The use of confidence or fiducial limits
// illustrated in the case of the binomial", 1934. Limits are quantiles of beta distributions.

internal import RealModule

/// The exact two-sided interval for a success probability: both one-sided limits at (1 + level)/2.
///
/// Its coverage is at least `level` for every probability. Nil for no trials.
public func exactProportionInterval(successes: Int, trials: Int, level: Double = 0.95) -> Interval?
{
  requireLevel(level)
  guard
    let lower = exactProportionLower(successes: successes, trials: trials, level: (1 + level) / 2),
    let upper = exactProportionUpper(successes: successes, trials: trials, level: (1 + level) / 2)
  else { return nil }
  return Interval(lower: lower, upper: upper)
}

/// The exact one-sided upper limit: the success probability at which at most `successes` successes
/// have probability 1 − level.
///
/// 0 of n gives 1 − (1 − level)^(1/n), about 3/n at 95%; n of n gives 1. Nil for no trials.
public func exactProportionUpper(successes: Int, trials: Int, level: Double = 0.95) -> Double? {
  exactProportionLower(successes: trials - successes, trials: trials, level: level).map { 1 - $0 }
}

/// The exact one-sided lower limit: the success probability at which at least `successes` successes
/// have probability 1 − level.
///
/// 0 of n gives 0, n of n gives (1 − level)^(1/n). Nil for no trials.
public func exactProportionLower(successes: Int, trials: Int, level: Double = 0.95) -> Double? {
  requireLevel(level)
  precondition(
    successes >= 0 && successes <= trials, "there are \(successes) successes in \(trials) trials")
  if trials == 0 { return nil }
  if successes == 0 { return 0 }
  return betaQuantile(1 - level, Double(successes), Double(trials - successes + 1))
}

/// The x with I_x(a, b) = `probability`, strictly between 0 and 1.
func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  let logScale = logBeta(a, b)
  return increasingRoot(between: 0, and: 1, from: a / (a + b)) { x in
    let value = regularisedIncompleteBeta(x, complement: 1 - x, a, b) - probability
    let logDensity = (a - 1) * Double.log(x) + (b - 1) * Double.log(onePlus: -x) - logScale
    return (value, Double.exp(logDensity))
  }
}

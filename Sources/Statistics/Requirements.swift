// Preconditions of the functions of this target. Callers leave out unavailable values (diverged
// runs) first.

/// Stops unless every value is finite.
func requireFinite(_ values: [Double]) {
  for (index, value) in values.enumerated() where !value.isFinite {
    preconditionFailure("statistics take finite values, but value \(index) is \(value)")
  }
}

/// Stops unless two lists have equal lengths.
func requirePaired(_ first: [Double], _ second: [Double]) {
  precondition(
    first.count == second.count,
    "paired values come in equal numbers, not \(first.count) and \(second.count)")
}

/// Stops unless a confidence level is strictly between 0 and 1.
func requireLevel(_ level: Double) {
  precondition(level > 0 && level < 1, "a confidence level is between 0 and 1, not \(level)")
}

/// Stops unless a margin is finite and not negative.
func requireMargin(_ margin: Double) {
  precondition(margin >= 0 && margin.isFinite, "a margin is finite and not below 0: \(margin)")
}

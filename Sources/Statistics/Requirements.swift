// What every function here asks of its arguments. A breach is a mistake of the calling code: values
// that are not available (diverged runs) are left out before statistics are asked for.

/// Stops unless every value is finite.
func requireFinite(_ values: [Double]) {
  for (index, value) in values.enumerated() where !value.isFinite {
    preconditionFailure("statistics take finite values, but value \(index) is \(value)")
  }
}

/// Stops unless two lists pair up.
func requirePaired(_ first: [Double], _ second: [Double]) {
  precondition(
    first.count == second.count,
    "paired values come in equal numbers, not \(first.count) and \(second.count)")
}

/// Stops unless a confidence level is strictly between 0 and 1.
func requireLevel(_ level: Double) {
  precondition(level > 0 && level < 1, "a confidence level is between 0 and 1, not \(level)")
}

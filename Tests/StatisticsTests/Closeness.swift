// Comparison of numbers in these tests.

/// Whether a value is not nil and within a relative error of the expected one (absolute if that is
/// 0).
func isClose(_ actual: Double?, _ expected: Double, relative: Double = 1e-12) -> Bool {
  guard let actual else { return false }
  return abs(actual - expected) <= relative * (expected == 0 ? 1 : abs(expected))
}

/// Eight paired differences used in several tests.
let differences = [0.31, -0.12, 0.48, 0.05, 0.27, 0.19, -0.03, 0.4]

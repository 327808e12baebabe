// Field checks shared by specifications.

internal import Formats

/// Throws unless an integer is in a range.
func check(_ field: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(SpecError) {
  guard allowed.contains(value) else {
    throw SpecError(
      field: field, value: "\(value)",
      allowed: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
  }
}

/// Throws unless `isAllowed`; `allowed` describes the accepted numbers.
func check(
  _ field: String, _ value: Double, _ isAllowed: Bool, _ allowed: String
) throws(SpecError) {
  guard isAllowed else { throw SpecError(field: field, value: "\(value)", allowed: allowed) }
}

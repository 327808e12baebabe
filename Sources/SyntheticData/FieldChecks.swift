// Checks that specifications share.

internal import Formats

/// Throws unless a whole number lies in a range.
func check(_ field: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(SpecError) {
  guard allowed.contains(value) else {
    throw SpecError(
      field: field, value: "\(value)",
      allowed: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)")
  }
}

/// Throws what is allowed unless a number is.
func check(
  _ field: String, _ value: Double, _ isAllowed: Bool, _ allowed: String
) throws(SpecError) {
  guard isAllowed else { throw SpecError(field: field, value: "\(value)", allowed: allowed) }
}

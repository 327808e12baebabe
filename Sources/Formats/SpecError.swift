/// An invalid specification: the field, the value found, and what is allowed.
///
/// Thrown by the validation of specifications; file readers add the position of the value.
public struct SpecError: Error, Hashable, CustomStringConvertible {
  /// The field in the user's terms, such as `correlation`.
  public var field: String
  /// The value found, as the user wrote it.
  public var value: String
  /// The accepted values, such as `a number from -1 to 1`.
  public var allowed: String

  /// A specification error about one field.
  public init(field: String, value: String, allowed: String) {
    self.field = field
    self.value = value
    self.allowed = allowed
  }

  /// One sentence: what, where, what is allowed.
  public var description: String { "\(field) is \(value), but must be \(allowed)".message }
}

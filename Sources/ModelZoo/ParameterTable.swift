// All parameters of a model stand in one buffer; this is the table of what stands where.

/// A named weight matrix [rows, columns] or bias vector [rows] inside the flat parameter buffer.
public struct ParameterSlice: Hashable, Sendable {
  /// Such as `level1.expert02.layer1.weight`, `level1.gate.task1.bias` or `tower1.output.weight`.
  public let name: String
  /// Where its floats stand.
  public let range: Range<Int>
  /// `[outputs, inputs]` of a weight matrix, row-major (the layout of a PyTorch `Linear`), or
  /// `[outputs]` of a bias.
  public let shape: [Int]

  /// Whether this is a bias.
  public var isBias: Bool { shape.count == 1 }
}

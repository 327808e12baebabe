// The layout of a model's parameters in a single buffer.

/// A named weight matrix [rows, columns] or bias vector [rows] inside the flat parameter buffer.
public struct ParameterSlice: Hashable, Sendable {
  /// A name such as `level1.expert02.layer1.weight`, `level1.gate.task1.bias` or
  /// `tower1.output.weight`; for an LSTM layer `bottom.layer1.input.weight` [4H, D],
  /// `.recurrent.weight` [4H, H] and `.bias` [4H].
  public let name: String
  /// Its range in the buffer.
  public let range: Range<Int>
  /// `[outputs, inputs]` of a weight matrix, row-major (the layout of a PyTorch `Linear`), or
  /// `[outputs]` of a bias.
  public let shape: [Int]
  /// 4 if the outputs are an LSTM's gates i, f, g, o (the order of a PyTorch `LSTM`), else 1.
  public let gateCount: Int

  init(name: String, range: Range<Int>, shape: [Int], gateCount: Int = 1) {
    self.name = name
    self.range = range
    self.shape = shape
    self.gateCount = gateCount
  }

  /// Whether this is a bias.
  public var isBias: Bool { shape.count == 1 }
}

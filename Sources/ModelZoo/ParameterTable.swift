// All parameters of a model stand in one buffer; this is the table of what stands where.

/// A named weight matrix [rows, columns] or bias vector [rows] inside the flat parameter buffer.
public struct ParameterSlice: Hashable, Sendable {
  /// Such as `level1.expert02.layer1.weight`, `level1.gate.task1.bias` or `tower1.output.weight`; of an
  /// LSTM layer `bottom.layer1.input.weight` [4H, D], `.recurrent.weight` [4H, H] and `.bias` [4H].
  public let name: String
  /// Where its floats stand.
  public let range: Range<Int>
  /// `[outputs, inputs]` of a weight matrix, row-major (the layout of a PyTorch `Linear`), or
  /// `[outputs]` of a bias.
  public let shape: [Int]
  /// 4 where the outputs are those of an LSTM's gates i, f, g, o, one after another (the order of a
  /// PyTorch `LSTM`), else 1.
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

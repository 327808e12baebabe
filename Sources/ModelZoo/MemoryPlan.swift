// Where the signals of a network stand in the memory of a model.
import LinearAlgebra

/// Blocks of values: signals that stand side by side in the rows of one block.
struct MemoryPlan {
  /// Floats of a cache line: rows and blocks start on one.
  private static let lineFloats = 16
  private let network: Network
  private let batchCapacity: Int
  private var found: [Signal: (offset: Int, stride: Int, gradient: Gradient)] = [:]
  private(set) var floatCount = 0
  /// The blocks at the end, from here on, have no gradients.
  private(set) var gradientCount = 0

  init(network: Network, batchCapacity: Int) {
    self.network = network
    self.batchCapacity = batchCapacity
  }

  /// Where a block's gradient stands.
  enum Gradient {
    /// In a block of its own, of the same layout.
    case beside
    /// Where the values were, which by then nobody needs.
    case inPlace
    /// Nowhere: nothing needs it.
    case none
  }

  /// A new block whose columns are those of the signals, in order; those with gradients beside them come
  /// first.
  mutating func reserve(_ signals: [Signal], gradient: Gradient = .beside) {
    let width = signals.reduce(0) { $0 + $1.width }
    let line = Self.lineFloats
    let stride = width < line ? width : (width + line - 1) / line * line
    var column = 0
    for signal in signals {
      found[signal] = (floatCount + column, stride, gradient)
      column += signal.width
    }
    let rows = batchCapacity * (signals.first?.stepCount ?? 1)
    floatCount += (rows * stride + line - 1) / line * line
    guard gradient == .beside else { return }
    gradientCount = floatCount
  }

  func slot(of signal: Signal, in values: FloatBuffer, _ gradients: FloatBuffer) -> MemorySlot {
    guard signal != network.rawInput else {
      return MemorySlot(
        values: nil, gradient: nil, width: signal.width, stride: signal.width,
        stepCount: signal.stepCount)
    }
    guard let (offset, stride, gradient) = found[signal] else {
      preconditionFailure("signal \(signal.node) has no slot")
    }
    let base: UnsafeMutablePointer<Float>? =
      switch gradient {
      case .beside: gradients.base + offset
      case .inPlace: values.base + offset
      case .none: nil
      }
    return MemorySlot(
      values: values.base + offset, gradient: base, width: signal.width, stride: stride,
      stepCount: signal.stepCount)
  }
}

// The assignment of a network's signals to the memory of a model.
import LinearAlgebra

/// Blocks of values; the signals of a block are adjacent columns of its rows.
struct MemoryPlan {
  /// Floats of a cache line; rows and blocks start on cache lines.
  private static let lineFloats = 16
  private let network: Network
  private let batchCapacity: Int
  private var found: [Signal: (offset: Int, stride: Int, gradient: Gradient)] = [:]
  private(set) var floatCount = 0
  /// The number of floats with gradients; blocks beyond it have none.
  private(set) var gradientCount = 0

  init(network: Network, batchCapacity: Int) {
    self.network = network
    self.batchCapacity = batchCapacity
  }

  /// The memory of a block's gradient.
  enum Gradient {
    /// A separate block of the same layout.
    case separate
    /// The memory of the values, which are no longer needed then.
    case inPlace
    /// No memory, because the gradient is not needed.
    case none
  }

  /// Adds a block whose columns are those of the signals, in order. Blocks with separate gradients
  /// must be added first.
  mutating func reserve(_ signals: [Signal], gradient: Gradient = .separate) {
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
    guard gradient == .separate else { return }
    gradientCount = floatCount
  }

  /// Whether the gradient by a signal is computed.
  func hasGradient(_ signal: Signal) -> Bool {
    guard let (_, _, gradient) = found[signal] else { return false }
    return gradient != .none
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
      case .separate: gradients.base + offset
      case .inPlace: values.base + offset
      case .none: nil
      }
    return MemorySlot(
      values: values.base + offset, gradient: base, width: signal.width, stride: stride,
      stepCount: signal.stepCount)
  }
}

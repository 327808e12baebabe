// Where a signal lives once a network has become a model.
import LinearAlgebra

/// A signal's values and their gradient: columns of two blocks of equal layout.
///
/// The network's input has no slot of its own: its rows are the caller's. Nothing needs its gradient,
/// nor that of the same rows in time-major order.
struct MemorySlot {
  /// The first value; nil for the network's input.
  let values: UnsafeMutablePointer<Float>?
  /// The first value's gradient; nil for the network's input in either order.
  let gradient: UnsafeMutablePointer<Float>?
  /// W, the number of columns.
  let width: Int
  /// Floats from row to row.
  let stride: Int
  /// T: there are T rows per sample, all samples of a step together.
  let stepCount: Int

  /// The values for a batch of `count` samples, `input` standing in for the network's input.
  func values(count: Int, input: UnsafeMutablePointer<Float>) -> MatrixView {
    MatrixView(base: values ?? input, rows: stepCount * count, columns: width, stride: stride)
  }

  /// The values of a signal that is not the network's input.
  func values(count: Int) -> MatrixView {
    guard let base = values else {
      preconditionFailure("the network's input stands with the caller")
    }
    return values(count: count, input: base)
  }

  /// The gradient for a batch of `count` samples; nil for the network's input.
  func gradient(count: Int) -> MatrixView? {
    gradient.map {
      MatrixView(base: $0, rows: stepCount * count, columns: width, stride: stride)
    }
  }

  /// Some of its steps, for a batch of `count` samples.
  func steps(_ range: Range<Int>, count: Int, input: UnsafeMutablePointer<Float>) -> MemorySlot {
    let offset = range.lowerBound * count * stride
    return MemorySlot(
      values: (values ?? input) + offset, gradient: gradient.map { $0 + offset }, width: width,
      stride: stride, stepCount: range.count)
  }
}

// The memory of a signal in a compiled model.
import LinearAlgebra

/// A signal's values [T·B, W] and their gradient: columns of two blocks of equal layout.
///
/// The network's input has no memory in the model, because its rows are the caller's. Its gradient
/// is not computed, nor is that of its time-major copy.
struct MemorySlot {
  /// The first value; nil for the network's input.
  let values: UnsafeMutablePointer<Float>?
  /// The first value's gradient; nil for the network's input and its
  /// time-major copy.
  let gradient: UnsafeMutablePointer<Float>?
  /// W, the number of columns.
  let width: Int
  /// Floats from one row start to the next.
  let stride: Int
  /// T, the number of time steps; the B samples of a step are consecutive rows.
  let stepCount: Int

  /// The values for a batch of `count` samples, `input` replacing the values of the network's
  /// input.
  func values(count: Int, input: UnsafeMutablePointer<Float>) -> MatrixView {
    MatrixView(base: values ?? input, rows: stepCount * count, columns: width, stride: stride)
  }

  /// The values of a signal that is not the network's input.
  func values(count: Int) -> MatrixView {
    guard let base = values else {
      preconditionFailure("the network's input has no values in the model")
    }
    return values(count: count, input: base)
  }

  /// The gradient for a batch of `count` samples; nil for the network's input.
  func gradient(count: Int) -> MatrixView? {
    gradient.map {
      MatrixView(base: $0, rows: stepCount * count, columns: width, stride: stride)
    }
  }

  /// The slot of a range of steps, for a batch of `count` samples.
  func steps(_ range: Range<Int>, count: Int, input: UnsafeMutablePointer<Float>) -> MemorySlot {
    let offset = range.lowerBound * count * stride
    return MemorySlot(
      values: (values ?? input) + offset, gradient: gradient.map { $0 + offset }, width: width,
      stride: stride, stepCount: range.count)
  }
}

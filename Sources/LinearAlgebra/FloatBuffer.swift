/// A fixed-size buffer of floats, 64-byte aligned and initially zero.
///
/// Training keeps its state in these buffers and allocates no memory per step. The class is not
/// `Sendable`, because a training run owns its buffers exclusively.
public final class FloatBuffer {
  /// The number of floats.
  public let count: Int
  /// The first float.
  public let base: UnsafeMutablePointer<Float>

  /// A buffer of `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "a buffer cannot hold \(count) floats")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// All floats.
  public var all: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// The floats of a range of positions.
  public func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "floats \(range) of a buffer of \(count)")
    return UnsafeMutableBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// Sets every float to zero.
  public func clear() { base.update(repeating: 0, count: count) }
}

/// A view of a row-major matrix in a buffer that it does not own. `stride` may exceed `columns`, so
/// a block of columns is a view too.
public struct MatrixView {
  /// The first element of the first row.
  public var base: UnsafeMutablePointer<Float>
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// Floats from the start of one row to the start of the next.
  public var stride: Int

  /// A view; `stride` is `columns` for a matrix without gaps.
  public init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
    precondition(
      self.stride >= columns, "rows of \(columns) columns cannot start \(self.stride) floats apart")
  }

  /// One row.
  @inlinable
  public func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

  /// A view of `count` columns from column `start`.
  public func columns(_ start: Int, _ count: Int) -> MatrixView {
    precondition(start >= 0 && start + count <= columns, "columns \(start)+\(count) of \(columns)")
    return MatrixView(base: base + start, rows: rows, columns: count, stride: stride)
  }
}

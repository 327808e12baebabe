// What the two formats of arrays have in common: types of elements, shapes, and data in a file.

/// The types of elements that are read; float32 alone is written.
public enum ElementType: String, CaseIterable, Sendable {
  /// IEEE single precision.
  case float32 = "F32"
  /// IEEE double precision.
  case float64 = "F64"

  /// Bytes of an element.
  var byteCount: Int { self == .float32 ? 4 : 8 }

  /// The bytes of an array, row-major; nil if they are more than an integer can count.
  func byteCount(of shape: [Int]) -> Int? {
    // An empty array is empty, however large its other sizes are.
    if shape.contains(0) { return 0 }
    var count = byteCount
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      if overflows { return nil }
      count = product
    }
    return count
  }
}

/// An array in a file: its type and shape are known, its elements are read when asked for.
public struct StoredTensor {
  /// The type of the elements.
  public let type: ElementType
  /// The sizes, slowest first; none for a single number.
  public let shape: [Int]
  let range: Range<Int>
  let file: ReadableFile

  /// The elements of an array of single precision, row-major.
  ///
  /// - Throws: ``FileError``, also for another type.
  public func floats() throws -> [Float] {
    guard type == .float32 else {
      throw file.error("its elements are of the type \(type.rawValue), but must be F32")
    }
    return try file.numbers(range) { Float(bitPattern: $0) }
  }

  /// The elements in double precision, row-major; single precision is widened.
  ///
  /// - Throws: ``FileError``.
  public func doubles() throws -> [Double] {
    switch type {
    case .float32: try floats().map(Double.init)
    case .float64: try file.numbers(range) { Double(bitPattern: $0) }
    }
  }
}

/// The body of a file of arrays: exactly the announced number of floats, in pieces.
public final class TensorStream {
  private let stream: FileStream
  private var remaining: Int

  /// A file with a header, which announces as many bytes of single precision.
  init(_ path: String, header: [UInt8], byteCount: Int) throws {
    stream = try FileStream(path)
    remaining = byteCount
    try header.withUnsafeBytes { try stream.append($0) }
  }

  /// Appends the next elements, row-major.
  ///
  /// - Throws: ``FileError``.
  public func append(_ floats: UnsafeBufferPointer<Float>) throws {
    remaining -= floats.count * MemoryLayout<Float>.size
    precondition(remaining >= 0, "\(stream.path) gets \(-remaining) bytes more than it has")
    try stream.append(floats)
  }

  /// Appends the next elements, row-major.
  ///
  /// - Throws: ``FileError``.
  public func append(_ floats: [Float]) throws {
    try floats.withUnsafeBufferPointer { try append($0) }
  }

  /// Gives the file its name; all elements must have been written.
  ///
  /// - Throws: ``FileError``.
  public func finish() throws {
    precondition(remaining == 0, "\(stream.path) lacks \(remaining) bytes")
    try stream.finish()
  }
}

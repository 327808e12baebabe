// Arrays in NumPy's format, `.npy`.
//
// "\x93NUMPY", two bytes of version, the header's length (two bytes in version 1, four in 2 and 3), the
// header, a Python dictionary of descr, fortran_order and shape, then the elements.

/// Writes and reads `.npy` files of little-endian floats in row-major order.
public enum NumPyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let descriptions = ["<f4": ElementType.float32, "<f8": .float64]

  /// Begins a file of float32 with a shape; its elements are appended in row-major order.
  ///
  /// - Throws: ``FileError``.
  public static func stream(to path: String, shape: [Int]) throws -> TensorStream {
    guard shape.allSatisfy({ $0 >= 0 }), let count = ElementType.float32.byteCount(of: shape) else {
      preconditionFailure("no array has the shape \(shape)")
    }
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    // The elements begin at a multiple of 64.
    let length = (magic.count + 4 + header.count + 1 + 63) / 64 * 64 - magic.count - 4
    header += Array(repeating: UInt8(ascii: " "), count: length - header.count - 1) + [0x0a]
    return try TensorStream(
      path, header: magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + header,
      byteCount: count)
  }

  /// Reads a file's header; its elements are read when asked for.
  ///
  /// - Throws: ``FileError`` for what is not exactly such a file.
  public static func read(_ path: String) throws -> StoredTensor {
    let file = try ReadableFile(path)
    guard file.byteCount >= 10, try file.bytes(0..<6) == magic else {
      throw file.error("it is no .npy file: it does not begin with \\x93NUMPY")
    }
    let version = try file.bytes(6..<8)
    let start: Int
    switch version {
    case [1, 0]: start = 10
    case [2, 0], [3, 0]: start = 12
    default:
      throw file.error(
        "it is of the format version \(version[0]).\(version[1]), but must be of 1.0, 2.0 or 3.0")
    }
    guard file.byteCount >= start else { throw file.error("it is truncated within its header") }
    let length = try file.bytes(8..<start).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= SafeTensors.largestHeader, length <= file.byteCount - start else {
      throw file.error(
        "its header has \(length) bytes, but must have at most those of the file and "
          + "\(SafeTensors.largestHeader)")
    }
    do {
      let (type, shape) = try header(try file.bytes(start..<start + length))
      let data = file.byteCount - start - length
      guard let count = type.byteCount(of: shape), count == data else {
        throw HeaderError(
          "it has \(data) bytes of elements, but \(type.rawValue) of the shape \(HeaderError.shown(shape)) has "
            + (type.byteCount(of: shape).map(String.init) ?? "more than can be counted"))
      }
      return StoredTensor(
        type: type, shape: shape, range: start + length..<file.byteCount, file: file)
    } catch let error as HeaderError {
      throw file.error(error.reason)
    }
  }

  private static func header(
    _ bytes: [UInt8]
  ) throws(HeaderError) -> (type: ElementType, shape: [Int]) {
    var type: ElementType?
    var isFortran: Bool?
    var shape: [Int]?
    var scanner = HeaderScanner(bytes)
    try scanner.list(from: "{", to: "}", endsWithComma: true) { scanner throws(HeaderError) in
      let key = try scanner.pythonString()
      try scanner.expect(":")
      switch key {
      case "descr" where type == nil:
        guard scanner.next() != UInt8(ascii: "[") else {
          throw HeaderError("its elements are records, but must be <f4 or <f8")
        }
        let description = try scanner.pythonString()
        guard let known = descriptions[description] else {
          throw HeaderError(
            "its elements are of the type \(HeaderError.shown(description)), but must be <f4 or <f8 (little-endian)"
          )
        }
        type = known
      case "fortran_order" where isFortran == nil:
        isFortran = scanner.take(word: "True")
        guard isFortran == true || scanner.take(word: "False") else {
          throw scanner.unexpected("True or False")
        }
      case "shape" where shape == nil:
        var sizes: [Int] = []
        try scanner.list(from: "(", to: ")", endsWithComma: true) { scanner throws(HeaderError) in
          sizes.append(try scanner.integer())
        }
        shape = sizes
      default:
        throw HeaderError("its header has the key \(HeaderError.shown(key)) unexpectedly or twice")
      }
    }
    try scanner.expectEnd()
    guard let type, let isFortran, let shape else {
      throw HeaderError("its header lacks one of descr, fortran_order and shape")
    }
    guard !isFortran else {
      throw HeaderError("its elements are in Fortran's order, but must be in C's (row-major)")
    }
    return (type, shape)
  }
}

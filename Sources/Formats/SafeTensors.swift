// Named arrays in the safetensors format, which NumPy and PyTorch can read.
//
// Eight bytes with the header's length (little-endian), a JSON header naming each tensor's type, shape
// and byte range, and texts under `__metadata__`; then the elements (little-endian, row-major).

internal import Foundation

/// A safetensors file.
public struct SafeTensors {
  /// The name and shape of a tensor of float32.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The sizes, slowest first.
    public let shape: [Int]

    /// An entry.
    public init(name: String, shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// The largest header that the format allows, in bytes.
  public static let largestHeader = 100_000_000
  private static let metadataKey = "__metadata__"

  /// The texts of the header.
  public let metadata: [String: String]
  /// The tensors by name.
  public let tensors: [String: StoredTensor]

  // MARK: Writing

  /// Begins a file of float32; the elements of all entries are appended in their order.
  ///
  /// - Throws: ``FileError``.
  public static func stream(
    to path: String, _ entries: [Entry], metadata: [String: String] = [:]
  ) throws -> TensorStream {
    var fields: [String: HeaderField] = metadata.isEmpty ? [:] : [metadataKey: .texts(metadata)]
    var end = 0
    for entry in entries {
      guard let count = ElementType.float32.byteCount(of: entry.shape),
        fields[entry.name] == nil, entry.name != metadataKey
      else {
        preconditionFailure("\(entry.name) of \(entry.shape) is no tensor, or stands there twice")
      }
      fields[entry.name] = .tensor(shape: entry.shape, start: end, end: end + count)
      end += count
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = [UInt8](try encoder.encode(fields))
    // The format requires eight-byte alignment of the floats; the header may be padded with spaces.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    return try TensorStream(path, header: length + header, byteCount: end)
  }

  private enum HeaderField: Encodable {
    case texts([String: String])
    case tensor(shape: [Int], start: Int, end: Int)

    private enum CodingKeys: String, CodingKey { case dtype, shape, data_offsets }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .texts(let texts): try texts.encode(to: encoder)
      case .tensor(let shape, let start, let end):
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(ElementType.float32.rawValue, forKey: .dtype)
        try fields.encode(shape, forKey: .shape)
        try fields.encode([start, end], forKey: .data_offsets)
      }
    }
  }

  // MARK: Reading

  /// Reads a file's header; tensors are read when asked for.
  ///
  /// - Throws: ``FileError`` for what is not exactly such a file: its tensors must fill it without gap
  ///   or overlap.
  public init(reading path: String) throws {
    let file = try ReadableFile(path)
    guard file.byteCount >= 8 else {
      throw file.error("it is no safetensors file: it has less than 8 bytes")
    }
    let length = try file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.largestHeader, length <= file.byteCount - 8 else {
      throw file.error(
        "it is no safetensors file, or truncated: its header has \(length) bytes, but must have at most those "
          + "of the file and \(Self.largestHeader)")
    }
    let start = 8 + Int(length)
    do {
      let header = try Header(file.bytes(8..<start), elementBytes: file.byteCount - start)
      metadata = header.metadata
      tensors = header.tensors.mapValues { tensor in
        StoredTensor(
          type: tensor.type, shape: tensor.shape,
          range: start + tensor.range.lowerBound..<start + tensor.range.upperBound, file: file)
      }
    } catch let error as HeaderError {
      throw file.error(error.reason)
    }
  }

  /// A header as it stands in a file.
  private struct Header {
    struct Tensor {
      var type: ElementType
      var shape: [Int]
      var range: Range<Int>
    }

    var metadata: [String: String] = [:]
    var tensors: [String: Tensor] = [:]

    init(_ bytes: [UInt8], elementBytes: Int) throws(HeaderError) {
      var (metadata, tensors) = (metadata, tensors)
      var hasMetadata = false
      var scanner = HeaderScanner(bytes)
      try scanner.list(from: "{", to: "}") { scanner throws(HeaderError) in
        let name = try scanner.jsonString()
        try scanner.expect(":")
        if name == metadataKey {
          guard !hasMetadata else { throw HeaderError("its header has \(metadataKey) twice") }
          hasMetadata = true
          metadata = try Self.texts(&scanner)
        } else {
          guard tensors[name] == nil else {
            throw HeaderError("its header has the tensor \(HeaderError.shown(name)) twice")
          }
          tensors[name] = try Self.tensor(name, &scanner)
        }
      }
      try scanner.expectEnd()
      self.metadata = metadata
      self.tensors = tensors
      try checkRanges(elementBytes: elementBytes)
    }

    private static func texts(
      _ scanner: inout HeaderScanner
    ) throws(HeaderError) -> [String: String] {
      var texts: [String: String] = [:]
      try scanner.list(from: "{", to: "}") { scanner throws(HeaderError) in
        let key = try scanner.jsonString()
        try scanner.expect(":")
        let text = try scanner.jsonString()
        guard texts.updateValue(text, forKey: key) == nil else {
          throw HeaderError("its header has the metadata \(HeaderError.shown(key)) twice")
        }
      }
      return texts
    }

    private static func tensor(
      _ name: String, _ scanner: inout HeaderScanner
    ) throws(HeaderError) -> Tensor {
      var type: ElementType?
      var shape: [Int]?
      var offsets: [Int]?
      try scanner.list(from: "{", to: "}") { scanner throws(HeaderError) in
        let key = try scanner.jsonString()
        try scanner.expect(":")
        switch key {
        case "dtype" where type == nil:
          let text = try scanner.jsonString()
          type = ElementType(rawValue: text)
          guard type != nil else {
            throw HeaderError(
              "its tensor \(HeaderError.shown(name)) is of the type \(HeaderError.shown(text)), but must be F32 or F64"
            )
          }
        case "shape" where shape == nil: shape = try integers(&scanner)
        case "data_offsets" where offsets == nil: offsets = try integers(&scanner)
        default:
          throw HeaderError(
            "its tensor \(HeaderError.shown(name)) has the key \(HeaderError.shown(key)) unexpectedly or twice"
          )
        }
      }
      guard let type, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
        throw HeaderError(
          "its tensor \(HeaderError.shown(name)) lacks dtype, shape or two data_offsets, the first of which is not the larger"
        )
      }
      let count = type.byteCount(of: shape)
      guard count == offsets[1] - offsets[0] else {
        throw HeaderError(
          "its tensor \(HeaderError.shown(name)) has \(offsets[1] - offsets[0]) bytes, but \(type.rawValue) of the shape "
            + "\(HeaderError.shown(shape)) has \(count.map(String.init) ?? "more than can be counted")"
        )
      }
      return Tensor(type: type, shape: shape, range: offsets[0]..<offsets[1])
    }

    private static func integers(_ scanner: inout HeaderScanner) throws(HeaderError) -> [Int] {
      var numbers: [Int] = []
      try scanner.list(from: "[", to: "]") { scanner throws(HeaderError) in
        numbers.append(try scanner.integer())
      }
      return numbers
    }

    /// The tensors fill the file, each byte once.
    private func checkRanges(elementBytes: Int) throws(HeaderError) {
      var end = 0
      let ordered = tensors.sorted {
        ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
          < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
      }
      for (name, tensor) in ordered {
        guard tensor.range.lowerBound == end else {
          throw HeaderError(
            "its tensor \(HeaderError.shown(name)) begins at byte \(tensor.range.lowerBound) of the elements, but must at \(end), "
              + "where the one before it ends")
        }
        end = tensor.range.upperBound
      }
      guard end == elementBytes else {
        throw HeaderError(
          "its tensors have \(end) bytes, but the file has \(elementBytes) for them: it is truncated or damaged"
        )
      }
    }
  }
}

// Trained weights in the safetensors format, which NumPy and PyTorch can read.
//
// Eight bytes with the header's length (little-endian), a JSON header naming each tensor's type,
// shape and byte range, then the floats (little-endian, row-major).
internal import Formats
internal import Foundation
internal import LinearAlgebra

/// Writes models as safetensors files.
public enum SafeTensors {
  private struct Entry: Codable {
    var dtype = "F32"
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// The bytes of a file with all parameters of a model under the names of its table.
  public static func encode(_ model: Model) throws -> [UInt8] {
    var entries: [String: Entry] = [:]
    var body: [UInt8] = []
    for slice in model.table {
      let start = body.count
      for value in model.parameters.slice(slice.range) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { body.append(contentsOf: $0) }
      }
      entries[slice.name] = Entry(shape: slice.shape, data_offsets: [start, body.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var header = [UInt8](try encoder.encode(entries))
    // The format requires eight-byte alignment of the floats; the header may be padded with spaces.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + body
  }

  /// Writes a model's parameters to a file atomically.
  ///
  /// - Throws: `FileError`.
  public static func write(_ model: Model, to path: String) throws {
    try AtomicFile.write(encode(model), to: path)
  }
}

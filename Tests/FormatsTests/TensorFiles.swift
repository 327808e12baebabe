import Foundation

@testable import Formats

/// A new folder that is removed afterwards.
func inTensorFolder<Result>(_ body: (_ folder: String) throws -> Result) throws -> Result {
  let folder = NSTemporaryDirectory() + "tensors-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// A safetensors file of a header's text and zeros for its elements.
func safeTensors(_ header: String, elementBytes: Int = 0) -> [UInt8] {
  let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
  return length + Array(header.utf8) + Array(repeating: 0, count: elementBytes)
}

/// A `.npy` file of a header's text and zeros for its elements.
func npy(_ header: String, elementBytes: Int = 0, version: [UInt8] = [1, 0]) -> [UInt8] {
  let count = header.utf8.count
  var length = [UInt8(count & 0xff), UInt8(count >> 8 & 0xff)]
  if version != [1, 0] { length += [UInt8(count >> 16 & 0xff), UInt8(count >> 24 & 0xff)] }
  return [0x93] + Array("NUMPY".utf8) + version + length + Array(header.utf8)
    + Array(repeating: 0, count: elementBytes)
}

/// What a reader says of a file; nil if it takes it.
func refusal(_ bytes: [UInt8], _ read: (String) throws -> Void) throws -> String? {
  try inTensorFolder { folder in
    let path = "\(folder)/file"
    try AtomicFile.write(bytes, to: path)
    do {
      try read(path)
      return nil
    } catch let error as FileError {
      return error.reason
    }
  }
}

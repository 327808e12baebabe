// Files with random damage: each is read as some file, or refused in one line; nothing traps.
import Foundation
import Testing

@testable import Formats

@Suite struct TensorFuzzTests {
  /// Numbers and characters that mean something to a reader.
  private static let tokens = [
    "0", "-1", "4", "9223372036854775807", "18446744073709551616", "1e9", "\"", "'", "\\", "\\u",
    "{", "}", "[", "]", "(", ")", ",", ":", "\"F64\"", "\"F16\"", "True", "\u{0}", "é",
  ].map { Array($0.utf8) }

  private func mutated(
    _ original: [UInt8], _ random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        bytes.replaceSubrange(place..<end, with: Self.tokens.randomElement(using: &random) ?? [])
      }
    }
    return bytes
  }

  private func elementCount(_ shape: [Int]) -> Int {
    shape.contains(0) ? 0 : shape.reduce(1, *)
  }

  /// The shares of damaged files that were taken and refused.
  private func fuzz(_ original: [UInt8], _ read: (String) throws -> Void) throws -> (Int, Int) {
    var random = SplitMix(state: 20_261_127)
    var (taken, refused) = (0, 0)
    try inTensorFolder { folder in
      let path = "\(folder)/file"
      for _ in 0..<4000 {
        // Not by way of the disk's cache: flushing each file would take minutes.
        try Data(mutated(original, &random)).write(to: URL(fileURLWithPath: path))
        do {
          try read(path)
          taken += 1
        } catch let error as FileError {
          refused += 1
          #expect(!error.description.contains("\n") && error.description.count < 1000)
        }
      }
    }
    return (taken, refused)
  }

  @Test func damagedSafetensorsAreReadOrRefused() throws {
    let header =
      #"{"__metadata__":{"a":"\u00e9"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[16,24]},"#
      + #""a":{"data_offsets":[0,16],"shape":[2],"dtype":"F64"}}"#
    let (taken, refused) = try fuzz(safeTensors(header, elementBytes: 24)) { path in
      let file = try SafeTensors(reading: path)
      for tensor in file.tensors.values {
        #expect(try tensor.doubles().count == elementCount(tensor.shape))
      }
    }
    #expect(taken > 50 && refused > 2000, "\(taken) taken, \(refused) refused")
  }

  @Test func damagedNumPyFilesAreReadOrRefused() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"
    let (taken, refused) = try fuzz(npy(header, elementBytes: 24)) { path in
      let tensor = try NumPyFile.read(path)
      #expect(try tensor.doubles().count == elementCount(tensor.shape))
    }
    #expect(taken > 50 && refused > 2000, "\(taken) taken, \(refused) refused")
  }
}

/// Steele, Lea and Flood's generator, for a sequence that is the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

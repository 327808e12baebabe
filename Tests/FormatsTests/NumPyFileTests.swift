import Foundation
import Testing

@testable import Formats

@Suite struct NumPyFileTests {
  private func refusal(of bytes: [UInt8]) throws -> String? {
    try FormatsTests.refusal(bytes) { path in _ = try NumPyFile.read(path).doubles() }
  }

  @Test(arguments: [[], [3], [2, 3], [1, 2, 0, 5], [2, 1, 3, 1]])
  func whatIsWrittenIsRead(_ shape: [Int]) throws {
    try inTensorFolder { folder in
      let path = "\(folder)/a.npy"
      let count = shape.reduce(1, *)
      let values = (0..<count).map { Float($0) - 0.5 }
      let stream = try NumPyFile.stream(to: path, shape: shape)
      for value in values { try stream.append([value]) }
      try stream.finish()
      let tensor = try NumPyFile.read(path)
      #expect(tensor.shape == shape && tensor.type == .float32)
      #expect(try tensor.floats() == values)
      #expect(try AtomicFile.read(path).count % 64 == count * 4 % 64, "elements are aligned")
    }
  }

  /// The bytes that `numpy.save` writes of `numpy.array([[1.5, 2, -1]], dtype)`.
  @Test func numPysOwnFilesAreRead() throws {
    for (description, numbers) in [
      (
        "<f4",
        [0x3fc0_0000, 0x4000_0000, 0xbf80_0000].flatMap { (bits: UInt32) in
          withUnsafeBytes(of: bits.littleEndian) { Array($0) }
        }
      ),
      (
        "<f8", [1.5, 2, -1].flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
      ),
    ] {
      let text = "{'descr': '\(description)', 'fortran_order': False, 'shape': (1, 3), }"
      let header = text + String(repeating: " ", count: 117 - text.count) + "\n"
      try inTensorFolder { folder in
        try AtomicFile.write(npy(header) + numbers, to: "\(folder)/a")
        #expect(try NumPyFile.read("\(folder)/a").doubles() == [1.5, 2, -1])
      }
    }
  }

  @Test func everyFormOfAHeaderIsRead() throws {
    for version: [UInt8] in [[1, 0], [2, 0], [3, 0]] {
      for header in [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
        "{\"shape\":(1,),\"fortran_order\":False,\"descr\":\"<f4\"} \n",
      ] {
        #expect(try refusal(of: npy(header, elementBytes: 4, version: version)) == nil)
      }
    }
  }

  @Test func malformedFilesAreRefusedInOneLine() throws {
    func header(
      _ descr: String = "'<f4'", _ order: String = "False", _ shape: String = "(1,)"
    ) -> String { "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }" }
    let cases: [(header: String, bytes: Int, reason: String)] = [
      (header("'>f4'"), 4, "\">f4\", but must be <f4 or <f8 (little-endian)"),
      (header("'|O'"), 4, "\"|O\", but must be"),
      (header("'<i4'"), 4, "\"<i4\", but must be"),
      (header("[('a', '<f4')]"), 4, "records"),
      (header("'<f4'", "True"), 4, "Fortran's order"),
      (header("'<f4'", "0"), 4, "True or False"),
      (header("'<f4'", "False", "(-1,)"), 4, "at least 0"),
      (
        header("'<f4'", "False", "(1)"), 8,
        "has 8 bytes of elements, but F32 of the shape [1] has 4"
      ),
      (header("'<f4'", "False", "(1L,)"), 4, "\",\" or \")\""),
      (header("'<f4'", "False", "1"), 4, "\"(\""),
      (header("'<f4'", "False", "(4294967296, 4294967296, 4)"), 4, "more than can be counted"),
      (header("'<f4'", "False", "(99999999999999999999,)"), 4, "a number beyond"),
      (header(), 3, "has 3 bytes of elements"),
      (header(), 8, "has 8 bytes of elements"),
      (
        "{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", 4,
        "the key \"descr\" unexpectedly or twice"
      ),
      ("{'descr': '<f4', 'shape': (1,)}", 4, "lacks one of"),
      (header() + "x", 4, "the header's end"),
      ("{'descr': '<f4", 4, "a text without end"),
      ("", 0, "its header ends where"),
    ]
    for (header, bytes, reason) in cases {
      let found = try refusal(of: npy(header, elementBytes: bytes))
      #expect(found?.contains(reason) == true, "\(header): \(found ?? "taken")")
      #expect(found?.contains("\n") != true)
    }
    let whole = npy(header(), elementBytes: 4)
    #expect(try refusal(of: Array(whole.prefix(9)))?.contains("it is no .npy file") == true)
    #expect(try refusal(of: Array(whole.prefix(40)))?.contains("its header has 57") == true)
    #expect(try refusal(of: [1] + whole)?.contains("it is no .npy file") == true)
    #expect(try refusal(of: npy(header(), version: [4, 0]))?.contains("version 4.0") == true)
    let long = npy("", version: [2, 0]).dropLast(4) + [0xff, 0xff, 0xff, 0xff]
    #expect(try refusal(of: Array(long))?.contains("its header has 4294967295 bytes") == true)
  }
}

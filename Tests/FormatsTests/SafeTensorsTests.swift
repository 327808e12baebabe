import Foundation
import Testing

@testable import Formats

@Suite struct SafeTensorsTests {
  private func refusal(_ header: String, elementBytes: Int = 0) throws -> String? {
    try refusal(of: safeTensors(header, elementBytes: elementBytes))
  }

  private func refusal(of bytes: [UInt8]) throws -> String? {
    try FormatsTests.refusal(bytes) { path in
      let file = try SafeTensors(reading: path)
      for tensor in file.tensors.values { _ = try tensor.doubles() }
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    try inTensorFolder { folder in
      let path = "\(folder)/new/a.safetensors"
      let stream = try SafeTensors.stream(
        to: path,
        [
          .init(name: "z.weight", shape: [2, 3]), .init(name: "a", shape: []),
          .init(name: "empty", shape: [0, 4]), .init(name: "\"ü\\\n", shape: [1]),
        ], metadata: ["spec": #"{"a":[1,"ß"]}"#, "": "\u{1}\u{7f}/"])
      #expect(!FileManager.default.fileExists(atPath: path), "it appears when it is finished")
      try stream.append([1, -0.0, .infinity])
      try stream.append([4, 5])
      try stream.append([.leastNonzeroMagnitude, 7])
      try stream.append([8.5])
      try stream.finish()
      let file = try SafeTensors(reading: path)
      #expect(file.metadata == ["spec": #"{"a":[1,"ß"]}"#, "": "\u{1}\u{7f}/"])
      #expect(file.tensors.keys.sorted() == ["\"ü\\\n", "a", "empty", "z.weight"])
      let tensor = try #require(file.tensors["z.weight"])
      #expect(tensor.shape == [2, 3] && tensor.type == .float32)
      let bits = try tensor.floats().map(\.bitPattern)
      #expect(
        bits
          == [1, -0.0, .infinity, 4, 5, .leastNonzeroMagnitude].map { (value: Float) in
            value.bitPattern
          })
      #expect(try file.tensors["a"]?.floats() == [7])
      #expect(try file.tensors["empty"]?.floats() == [])
      #expect(try file.tensors["\"ü\\\n"]?.doubles() == [8.5])
      // Elements are aligned.
      let bytes = try AtomicFile.read(path)
      #expect((bytes.count - 8 * 4) % 8 == 0)
    }
  }

  @Test func anUnfinishedFileLeavesNothing() throws {
    try inTensorFolder { folder in
      for isFinished in [false, true] {
        do {
          let stream = try SafeTensors.stream(
            to: "\(folder)/a", [.init(name: "a", shape: [1])])
          try stream.append([1])
          if isFinished { try stream.finish() }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names == (isFinished ? ["a"] : []))
      }
    }
  }

  @Test func bothPrecisionsAreRead() throws {
    let header =
      #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},"#
      + #""a":{"data_offsets":[0,16],"shape":[2],"dtype":"F64"}}   "#
    let numbers = [1.5, 1e300].flatMap {
      withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init)
    }
    let single = withUnsafeBytes(of: Float(0.25).bitPattern.littleEndian, Array.init)
    try inTensorFolder { folder in
      try AtomicFile.write(safeTensors(header) + numbers + single, to: "\(folder)/a")
      let file = try SafeTensors(reading: "\(folder)/a")
      #expect(try file.tensors["a"]?.doubles() == [1.5, 1e300])
      #expect(try file.tensors["b"]?.doubles() == [0.25])
      #expect(throws: FileError.self) { try file.tensors["a"]?.floats() }
    }
  }

  @Test func anEmptyFileOfTensorsIsOne() throws {
    #expect(try refusal("{}") == nil)
    #expect(try refusal(#"{"__metadata__":{}}"#) == nil)
  }

  /// A tensor of one float with parts replaced.
  private func one(
    _ name: String = "a", type: String = "F32", shape: String = "[1]", offsets: String = "[0,4]"
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func malformedFilesAreRefusedInOneLine() throws {
    let cases: [(header: String, bytes: Int, reason: String)] = [
      ("{\(one(offsets: "[0,8]"))}", 8, "has 8 bytes, but F32 of the shape [1] has 4"),
      ("{\(one(offsets: "[4,8]"))}", 8, "begins at byte 4 of the elements, but must at 0"),
      ("{\(one(offsets: "[4,0]"))}", 4, "two data_offsets, the first of which is not the larger"),
      ("{\(one(offsets: "[0]"))}", 4, "two data_offsets"),
      ("{\(one(offsets: "[0,-4]"))}", 4, "has \"-\" at byte"),
      ("{\(one()),\(one("b"))}", 4, "\"b\" begins at byte 0 of the elements, but must at 4"),
      ("{\(one()),\(one("b", offsets: "[8,12]"))}", 12, "must at 4"),
      ("{\(one())}", 3, "its tensors have 4 bytes, but the file has 3"),
      ("{\(one())}", 5, "its tensors have 4 bytes, but the file has 5"),
      ("{\(one(shape: "[-1]"))}", 4, "whole number of at least 0"),
      ("{\(one(shape: "[1.0]"))}", 4, "point and exponent"),
      ("{\(one(shape: "[01]"))}", 4, "leading zeros"),
      ("{\(one(shape: "[4294967296,4294967296]"))}", 4, "more than can be counted"),
      ("{\(one(shape: "[9223372036854775807]"))}", 4, "more than can be counted"),
      ("{\(one(shape: "[9223372036854775808]"))}", 4, "a number beyond"),
      ("{\(one(type: "F16"))}", 4, "is of the type \"F16\", but must be F32 or F64"),
      ("{\(one(type: "f32"))}", 4, "is of the type \"f32\""),
      ("{\(one()),\(one())}", 4, "the tensor \"a\" twice"),
      (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "__metadata__ twice"),
      (#"{"__metadata__":{"a":"1","a":"2"}}"#, 0, "the metadata \"a\" twice"),
      (#"{"__metadata__":{"a":1}}"#, 0, "has \"1\" at byte"),
      (#"{"a":{"dtype":"F32","dtype":"F32"}}"#, 0, "the key \"dtype\" unexpectedly or twice"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "the key \"x\""),
      (#"{"a":{"dtype":"F32"}}"#, 4, "lacks dtype, shape or"),
      (#"{"a":[]}"#, 0, "has \"[\" at byte"),
      ("[]", 0, "has \"[\" at byte 0 where \"{\" should stand"),
      ("", 0, "its header ends where \"{\" should stand"),
      ("{", 0, "its header ends where"),
      ("{}{}", 0, "has \"{\" at byte 2 where the header's end"),
      ("{\(one()),}", 4, "has \"}\" at byte"),
      (#"{"a"#, 0, "ends within a name"),
      (#"{"\u12"#, 0, "unknown escape"),
      (#"{"\ud800":1}"#, 0, "half of a surrogate pair"),
      ("{\"a\u{1}\":1}", 0, "control character"),
    ]
    for (header, bytes, reason) in cases {
      let found = try refusal(header, elementBytes: bytes)
      #expect(found?.contains(reason) == true, "\(header): \(found ?? "taken")")
      #expect(found?.contains("\n") != true)
    }
  }

  @Test func namesOfAFileDoNotReachTheTerminalAsTheyAre() throws {
    let found = try refusal(#"{"\u001b[31m":{"dtype":"F8","shape":[],"data_offsets":[0,4]}}"#)
    #expect(found?.contains("\u{1b}") == false && found?.contains(#"\u{1B}[31m"#) == true)
    let long = String(repeating: "x", count: 100_000)
    #expect(try #require(try refusal("{\"\(long)\":{}}")).count < 300)
  }

  @Test func lengthsAreCheckedBeforeMemoryIsTaken() throws {
    for length in [UInt64.max, 1 << 62, 100_000_001, 99_999_999, 3] {
      let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}".utf8)
      let found = try refusal(of: bytes)
      #expect(found?.contains("header has \(length) bytes") == true, "\(found ?? "taken")")
    }
    #expect(try refusal(of: [1, 2, 3])?.contains("less than 8 bytes") == true)
    // A file that says that it is huge, and is, but holds nothing.
    try inTensorFolder { folder in
      let path = "\(folder)/sparse"
      let elements = 1 << 42
      try AtomicFile.write(
        safeTensors("{\(one(shape: "[\(elements / 4)]", offsets: "[0,\(elements)]"))}"), to: path)
      let start = Int(try AtomicFile.read(path).count)
      try #require(truncate(path, start + elements) == 0)
      let file = try SafeTensors(reading: path)
      #expect(file.tensors["a"]?.shape == [elements / 4])
    }
  }

  @Test func whatIsNoFileIsRefused() throws {
    try inTensorFolder { folder in
      #expect(throws: FileError.self) { try SafeTensors(reading: "\(folder)/missing") }
      let wanted = FileError(action: "read", path: folder, reason: "it is not a regular file")
      #expect(throws: wanted) { try SafeTensors(reading: folder) }
      try #require(mkfifo("\(folder)/pipe", 0o600) == 0)
      #expect(throws: FileError.self) { try SafeTensors(reading: "\(folder)/pipe") }
    }
  }
}

import Foundation
import Testing

@testable import Formats

struct AtomicFileTests {
  /// A new folder that is removed afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "atomic-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func replacesContentAndLeavesNothingElse() throws {
    try inFolder { folder in
      try AtomicFile.write("one", to: folder + "/a.txt")
      try AtomicFile.write("two", to: folder + "/a.txt")
      #expect(try AtomicFile.read(folder + "/a.txt") == Array("two".utf8))
      #expect(try names(in: folder) == ["a.txt"])
    }
  }

  @Test func createsTheFoldersAbove() throws {
    try inFolder { folder in
      try AtomicFile.write([], to: folder + "/x/y/a.txt")
      #expect(try AtomicFile.read(folder + "/x/y/a.txt").isEmpty)
    }
  }

  @Test func readsFilesLongerThanABuffer() throws {
    try inFolder { folder in
      let bytes = (0..<100_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(bytes, to: folder + "/a")
      #expect(try AtomicFile.read(folder + "/a") == bytes)
    }
  }

  @Test func aFailedWriteLeavesNoTemporaryFile() throws {
    try inFolder { folder in
      try AtomicFile.createFolder(folder + "/a.txt")
      #expect(
        throws: FileError(
          action: "write", path: folder + "/a.txt", reason: "there is a folder of that name")
      ) { try AtomicFile.write("x", to: folder + "/a.txt") }
      #expect(try names(in: folder) == ["a.txt"])
    }
  }

  @Test func aFileWithTheNameOfAFolderIsAnError() throws {
    try inFolder { folder in
      try AtomicFile.write("x", to: folder + "/a")
      #expect(
        throws: FileError(
          action: "create the folder", path: folder + "/a", reason: "there is a file of that name")
      ) { try AtomicFile.write("x", to: folder + "/a/b.txt") }
    }
  }

  @Test func onlyOldTemporaryFilesAreRemoved() throws {
    try inFolder { folder in
      for name in [".old.json.1.tmp", ".new.json.2.tmp", "kept.json", ".hidden"] {
        try AtomicFile.write("x", to: "\(folder)/\(name)")
      }
      try FileManager.default.setAttributes(
        [.modificationDate: Date().addingTimeInterval(-7200)],
        ofItemAtPath: "\(folder)/.old.json.1.tmp")
      AtomicFile.removeLeftovers(in: folder)
      #expect(try names(in: folder) == [".hidden", ".new.json.2.tmp", "kept.json"])
    }
  }

  @Test func aFullDiskHasAReadableMessage() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let expected = FileError(
      action: "write", path: "a.csv", reason: "the disk is full; free some space and start again")
    #expect(throws: expected) {
      try AtomicFile.write([1, 2, 3], through: descriptor, path: "a.csv")
    }
    #expect(
      expected.description
        == "cannot write a.csv: the disk is full; free some space and start again")
  }
}

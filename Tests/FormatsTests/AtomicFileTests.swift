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
      let ours = (0..<3).map { _ in ".\(UUID().uuidString).tmp" }
      // Earlier versions put the file's name in front; what others call temporary is theirs.
      let former = ".a.json.\(UUID().uuidString).tmp"
      let others = [".notes.tmp", "kept.json", ".hidden"]
      for name in ours + others + [former] { try AtomicFile.write("x", to: "\(folder)/\(name)") }
      for name in others + [former] + ours.dropFirst() {
        try FileManager.default.setAttributes(
          [.modificationDate: Date().addingTimeInterval(-7200)], ofItemAtPath: "\(folder)/\(name)")
      }
      AtomicFile.removeLeftovers(in: folder)
      #expect(try names(in: folder) == (others + [ours[0]]).sorted())
    }
  }

  @Test func aLinkIsFollowedAndAModeIsKept() throws {
    try inFolder { folder in
      let (file, link) = ("\(folder)/a.txt", "\(folder)/link")
      try AtomicFile.write("one", to: file)
      #expect(chmod(file, 0o640) == 0)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a.txt")
      try AtomicFile.write("two", to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "a.txt")
      #expect(try AtomicFile.read(file) == Array("two".utf8))
      var status = stat()
      #expect(stat(file, &status) == 0 && status.st_mode & 0o7777 == 0o640)
      // Also to a file that does not exist yet.
      try FileManager.default.removeItem(atPath: file)
      try AtomicFile.write("three", to: link)
      #expect(try AtomicFile.read(file) == Array("three".utf8))
      #expect(try names(in: folder) == ["a.txt", "link"])
    }
  }

  @Test func whatIsNoFileIsNotReplaced() throws {
    try inFolder { folder in
      try AtomicFile.createFolder("\(folder)/place")
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/null", withDestinationPath: "/dev/null")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/circle", withDestinationPath: "circle")
      for (name, reason) in [
        ("place", "there is a folder of that name"), ("place/", "this is no name of a file"),
        ("pipe", "there is a device or a pipe of that name, not a file"),
        ("null", "there is a device or a pipe of that name, not a file"),
        ("circle", "its links lead in a circle"), ("", "this is no name of a file"),
        (String(repeating: "x", count: 300), "its name is too long"),
      ] {
        let path = name.isEmpty ? "" : "\(folder)/\(name)"
        let refusal = FileError(action: "write", path: path, reason: reason)
        #expect(throws: refusal) { try AtomicFile.write("x", to: path) }
        #expect(throws: refusal) { try AtomicFile.checkWritable(file: path) }
      }
      let missing = FileError(
        action: "write", path: "\(folder)/new/x",
        reason: "there is no folder \(folder)/new; make it first")
      #expect(throws: missing) { try AtomicFile.checkWritable(file: "\(folder)/new/x") }
      // The longest name that there can be.
      let longest = "\(folder)/\(String(repeating: "x", count: 255))"
      try AtomicFile.checkWritable(file: longest)
      try AtomicFile.write("x", to: longest)
    }
  }

  @Test func aLinkToNothingIsNoFolder() throws {
    try inFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "nowhere")
      #expect(
        throws: FileError(
          action: "create the folder", path: "\(folder)/link",
          reason: "there is a link of that name to nothing")
      ) { try AtomicFile.checkWritable(folder: "\(folder)/link") }
    }
  }

  @Test func oneWriterWaitsForTheOther() async throws {
    let folder = NSTemporaryDirectory() + "lock-" + UUID().uuidString
    try AtomicFile.createFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = "\(folder)/count"
    try AtomicFile.write("0", to: file)
    // Without the lock, some of these would read what others are about to replace.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<25 {
            try FolderLock.holding(folder, waiting: {}) {
              let count = Int(String(decoding: try AtomicFile.read(file), as: UTF8.self)) ?? 0
              try AtomicFile.write("\(count + 1)", to: file)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try AtomicFile.read(file) == Array("200".utf8))
    // Who waits is told so, once.
    var (timesTold, held) = (0, Optional(try FolderLock(folder, waiting: {})))
    try FolderLock.holding(
      folder,
      waiting: {
        timesTold += 1
        held = nil
      }
    ) {}
    #expect(timesTold == 1 && held == nil)
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

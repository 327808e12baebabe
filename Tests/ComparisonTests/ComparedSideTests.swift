import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Comparison

private func git(_ arguments: String..., in folder: String) throws {
  let identity = [
    "user.name=test", "user.email=test@example.org", "commit.gpgsign=false",
  ].flatMap { ["-c", $0] }
  let outcome = try #require(Program("git")).run(identity + arguments, in: folder)
  #expect(outcome.status == 0, "git \(arguments)")
}

private let table = "model,draw,loss\nple,000,0.5\n"

/// A repository with two commits of `results/x.csv`, the first tagged `old`, and an uncommitted change.
private func withRepository(_ body: (_ folder: String) throws -> Void) async throws {
  try await withScratchFolder { scratch in
    let folder = "\(scratch)/repository"
    let file = "\(folder)/results/x.csv"
    try AtomicFile.write(table, to: file)
    try AtomicFile.write("hidden", to: "\(folder)/results/.x.tmp")
    try git("init", "-q", in: folder)
    try git("add", "-A", in: folder)
    try git("commit", "-q", "-m", "one", in: folder)
    try git("tag", "old", in: folder)
    try AtomicFile.write(table.replacing("0.5", with: "0.6"), to: file)
    try git("commit", "-q", "-a", "-m", "two", in: folder)
    try AtomicFile.write(table.replacing("0.5", with: "0.7"), to: file)
    try body(folder)
  }
}

private func values(_ first: String, _ second: String, _ folder: String) throws -> [String] {
  let cell = try ResultsComparison(first, second, in: folder).files.first?.worst
  return cell.map { [$0.first, $0.second] } ?? []
}

@Test func aBareRevisionTakesTheOtherSidesPath() async throws {
  try await withRepository { (folder: String) throws in
    #expect(try values("HEAD", "results", folder) == ["0.6", "0.7"])
    #expect(try values("results/x.csv", "HEAD~1", folder) == ["0.7", "0.5"])
    #expect(try values("old", "HEAD:results", folder) == ["0.5", "0.6"])
    #expect(try values("old", "\(folder)/results/", folder) == ["0.5", "0.7"])
    // Of a folder below the top too.
    #expect(try values("old", "x.csv", "\(folder)/results") == ["0.5", "0.7"])
  }
}

@Test func aPathOfARevisionStartsAtTheTop() async throws {
  try await withRepository { (folder: String) throws in
    #expect(try values("old:results/x.csv", "HEAD:results/x.csv", folder) == ["0.5", "0.6"])
    #expect(try values("old:results/", "results", "\(folder)") == ["0.5", "0.7"])
    let files = try ComparedSide.both("HEAD", "results", in: folder).0.files()
    #expect(files == ["x.csv"])
  }
}

@Test func aPathWinsOverARevisionOfTheSameName() async throws {
  try await withRepository { (folder: String) throws in
    try AtomicFile.write(table.replacing("0.5", with: "0.9"), to: "\(folder)/old/x.csv")
    #expect(try values("old", "results", folder) == ["0.9", "0.7"])
    #expect(try values("refs/tags/old", "results", folder) == ["0.5", "0.7"])
  }
}

@Test func whatIsNeitherPathNorRevisionIsNamed() async throws {
  try await withRepository { (folder: String) throws in
    func message(_ first: String, _ second: String) -> String {
      do {
        _ = try ComparedSide.both(first, second, in: folder)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(
      message("nosuch", "results") == "nosuch is no file, no folder, and no git revision here")
    #expect(message("--help", "results").hasPrefix("--help is no file"))
    #expect(message("", "results") == "an empty name is no file and no revision")
    #expect(message("old:nosuch.csv", "results") == "revision old has no nosuch.csv")
    #expect(message("old", "HEAD").contains("both revisions without a path"))
    #expect(
      message("old:results", "results/x.csv")
        == "results/x.csv is a file and old:results a folder: compare two of a kind")
    let outside = FileManager.default.temporaryDirectory.path
    #expect(message("old", outside).contains("lies outside of this repository"))
    try AtomicFile.write(table, to: "\(folder)/new/x.csv")
    #expect(message("old", "new") == "revision old has no new")
  }
}

@Test func messagesNameTheRevision() async throws {
  try await withRepository { (folder: String) throws in
    try AtomicFile.write("model,loss\nple,0.5", to: "\(folder)/results/x.csv")
    try git("commit", "-q", "-a", "-m", "damaged", in: folder)
    try AtomicFile.write(table, to: "\(folder)/results/x.csv")
    do {
      _ = try ResultsComparison("HEAD", "results", in: folder)
      Issue.record("no error")
    } catch {
      #expect(
        "\(error)"
          == "HEAD:results/x.csv, line 2: the last line is cut off: it does not end in a line feed")
    }
  }
}

@Test func aFolderWithNothingToCompareIsNoResultsFolder() async throws {
  try await withScratchFolder { folder in
    try AtomicFile.write("text", to: "\(folder)/a/x.yaml")
    #expect(throws: ResultsError.self) { try ResultsComparison("a", "a", in: folder) }
  }
}

@Test func aRevisionMayStartWithADash() async throws {
  try await withRepository { (folder: String) throws in
    try git("update-ref", "refs/heads/-dash", "old", in: folder)
    #expect(try values("-dash", "results", folder) == ["0.5", "0.7"])
  }
}

@Test func anEarlierRevisionOfAShallowCloneSaysSo() async throws {
  try await withRepository { (folder: String) throws in
    try git("clone", "-q", "--depth", "1", "file://\(folder)", "\(folder)/shallow", in: folder)
    let clone = "\(folder)/shallow"
    #expect(try ResultsComparison("HEAD", "results", in: clone).verdict == .identical)
    do {
      _ = try ResultsComparison("HEAD~1", "results", in: clone)
      Issue.record("no error")
    } catch { #expect("\(error)".contains("(this clone is shallow: git fetch --unshallow")) }
  }
}

@Test func outsideOfARepositoryARevisionIsRefusedInGitsWords() async throws {
  try await withScratchFolder { folder in
    try AtomicFile.write(table, to: "\(folder)/x.csv")
    do {
      _ = try ResultsComparison("HEAD", "x.csv", in: folder)
      Issue.record("no error")
    } catch {
      #expect("\(error)".hasPrefix("HEAD is no file, no folder, and no git revision here (git: "))
    }
  }
}

@Test func aLinkIsWhatItLeadsTo() async throws {
  try await withRepository { (folder: String) throws in
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/link", withDestinationPath: "results")
    #expect(try values("old", "link", folder) == ["0.5", "0.7"])
    #expect(try ResultsComparison("link", "link/", in: folder).files.count == 1)
    let missing = try ComparedSide.both("link", "results", in: folder).0
    #expect(missing.name(of: "x.csv") == "link/x.csv")
  }
}

@Test func theManifestAboveIsFoundFromAnyFolder() async throws {
  try await withScratchFolder { folder in
    for side in ["a", "b"] {
      try AtomicFile.write(madeUp("manifest.json"), to: "\(folder)/\(side)/manifest.json")
      try AtomicFile.write(madeUp("seesaw/gains.csv"), to: "\(folder)/\(side)/seesaw/gains.csv")
    }
    let inside = try ResultsComparison(
      "gains.csv", "../../b/seesaw/gains.csv", in: "\(folder)/a/seesaw")
    #expect(inside.isSameSpecification == true && inside.notes.isEmpty)
  }
}

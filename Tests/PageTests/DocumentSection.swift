// A part of a document that is generated. With the environment variable RECORD_DOCUMENTS it is written anew, and its test
// fails so that this is not overlooked.
import Fixtures
import Formats
import Foundation
import Testing

/// A part of a document, between `<!-- name -->` and `<!-- /name -->`.
struct DocumentSection {
  let file: String
  let name: String

  private var path: String { "\(Repository.folder)/\(file)" }

  /// What stands before, inside and behind.
  private func parts() throws -> (before: String, inside: String, behind: String) {
    let document = try text(path)
    let start = try #require(
      document.range(of: "<!-- \(name) -->\n"), "\(file) has no section \(name)")
    let end = try #require(
      document.range(of: "<!-- /\(name) -->", range: start.upperBound..<document.endIndex),
      "the section \(name) of \(file) has no end")
    return (
      String(document[..<start.upperBound]),
      String(document[start.upperBound..<end.lowerBound]), String(document[end.lowerBound...])
    )
  }

  /// The text of the section.
  func content() throws -> String {
    try parts().inside.trimmingCharacters(in: .newlines) + "\n"
  }

  /// Writes the section anew where that is asked for.
  func record(_ content: String) throws {
    guard ProcessInfo.processInfo.environment["RECORD_DOCUMENTS"] != nil else { return }
    if try self.content() == content { return }
    let (before, _, behind) = try parts()
    // Between blank lines, as a heading needs them.
    try AtomicFile.write("\(before)\n\(content)\n\(behind)", to: path)
    Issue.record("\(file) was written anew")
  }
}

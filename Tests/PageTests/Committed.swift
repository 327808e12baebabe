// The project's own files.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

/// The text of a file.
func text(_ path: String) throws -> String {
  String(decoding: try AtomicFile.read(path), as: UTF8.self)
}

/// All files below a folder with an ending, relative to it, sorted.
func files(below folder: String, ending: String) throws -> [String] {
  let found = try #require(FileManager.default.enumerator(atPath: folder))
  return found.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
}

/// Where the links of a page lead that are not addresses, figures among them.
func relativeLinks(_ page: String) -> [String] {
  page.matches(of: #/\]\(([^)]*)\)/#).map { String($0.1) }.filter { !$0.contains("://") }
}

/// The project's experiment files, in the order of the page.
func shippedFiles() throws -> [ExperimentFile] {
  try ExperimentFile.readAll(folder: "\(Repository.folder)/experiments")
}

/// Those that have a scale.
func shippedFiles(at scale: ScaleName) throws -> [ExperimentFile] {
  try shippedFiles().filter { $0.experiment.scale(scale) != nil }
}

/// One of them.
func shippedFile(_ name: String) throws -> ExperimentFile {
  try ExperimentFile.read(file: "\(Repository.folder)/experiments/\(name).yaml")
}

/// The results that the project comes with.
enum CommittedResults {
  static let folder = folder(.quick)

  static func folder(_ scale: ScaleName) -> String {
    "\(Repository.folder)/results/\(scale.rawValue)"
  }

  /// Whether they have the form that this version reads.
  static let areReadable =
    (try? text("\(folder)/manifest.json").contains(
      "\"schemaVersion\" : \(Manifest.currentSchemaVersion)"))
    ?? true

  /// Why a test of them is skipped.
  static let remark: Comment = "results/quick was written in the form of another version"
}

// From records to tables, figures and the report, and their showing.
import ArgumentParser
import Experiments
import Foundation
import Records

/// `reproduce report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Renders tables, claims, figures and the report again, from the CSV records alone.",
    discussion:
      """
      Trains nothing. After changing a figure's script, or titles, figures and claims in an experiment file, this is \
      all that is needed. manifest.json then has the new titles, figures and claims.
      """
  )

  @Option(help: "Which results: quick or paper.")
  var scale: ScaleName = .quick

  @Option(help: "Folder of the results.", transform: GivenPath.path)
  var output: String = "results"

  func run() throws {
    let folder = "\(output)/\(scale.rawValue)"
    let results = ResultsFolder(folder)
    guard try results.readManifest() != nil else {
      throw ValidationError(
        "there are no results in \(folder); `reproduce all --scale \(scale.rawValue) "
          + "--output \(output)` makes them")
    }
    let files = try Folders.shippedFiles()
    let rendered = Rendered(results: folder, scale: scale, files: files)
    let outcome = try results.exclusively(waiting: Terminal.waiting(for: folder)) {
      let outcome = try rendered.render()
      try results.recordPresentation(of: files, at: scale)
      return outcome
    }
    rendered.show(outcome)
  }
}

// What a person sees at the end: the claims, and where the report is.
import ArgumentParser
import Experiments
import Foundation
import Page
import Records

/// The rendering of a results folder, shown on the terminal.
struct Rendered {
  private let results: String
  private let files: [ExperimentFile]
  private let rendering: Rendering

  /// - Parameters:
  ///   - files: experiment files, whose presentation is used where their study was run.
  ///   - judged: the experiments whose trainings are judged; all in the folder for nil.
  init(
    results: String, scale: ScaleName, files: [ExperimentFile], judged: Set<String>? = nil
  ) {
    self.results = results
    self.files = files
    var rendering = Rendering(
      folder: results, scale: scale, published: Folders.published, scripts: Folders.figures)
    rendering.judged = judged
    self.rendering = rendering
  }

  /// Finds out, before any work, whether everything that the page quotes and declares is there.
  ///
  /// - Parameter manifest: of the results to come, those that stay in the folder among them.
  func prepare(_ manifest: Manifest) throws {
    guard FileManager.default.fileExists(atPath: Folders.published) else {
      throw ValidationError(
        "there is no folder \(Folders.published) here; run this from the project's folder")
    }
    try rendering.prepare(manifest.files(at: rendering.scale, preferring: files))
  }

  /// Renders what there is so far.
  ///
  /// - Parameter pending: experiments that are still to be run.
  func update(pending: [String]) throws { _ = try rendering.render(files, pending: pending) }

  /// Renders everything.
  func render() throws -> RenderingOutcome { try rendering.render(files, width: Terminal.columns) }

  /// Prints the claims table and the place of the report.
  func show(_ outcome: RenderingOutcome) {
    print(outcome.claims)
    for notice in outcome.notices + outcome.trainings { Terminal.remark(notice, colour: 33) }
    print("\nreport: \(results)/report.md")
  }
}

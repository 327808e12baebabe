// What a person sees at the end: the claims, and where the report is.
import ArgumentParser
import Experiments
import Foundation
import Report

/// The rendering of a results folder, shown on the terminal.
struct Rendered {
  private let results: String
  private let rendering: Rendering

  init(results: String, scale: ScaleName) {
    self.results = results
    rendering = Rendering(
      folder: results, scale: scale, published: Folders.published, scripts: Folders.figures)
  }

  /// Finds out, before any work, whether what the page quotes is there.
  func prepare() throws {
    guard FileManager.default.fileExists(atPath: Folders.published) else {
      throw ValidationError(
        "there is no folder \(Folders.published) here; run this from the project's folder")
    }
    try rendering.prepare()
  }

  /// Renders everything, prints the claims table and the place of the report.
  func show() throws {
    let outcome = try rendering.render()
    print(rendering.claimsTable(outcome.claims, width: Terminal.columns))
    for notice in outcome.notices { Terminal.remark(Terminal.coloured(notice, 33)) }
    print("\nreport: \(results)/report.md")
  }
}

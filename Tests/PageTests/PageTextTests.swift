// What the page and the terminal say of claims and runs.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

@testable import Page

struct PageTextTests {
  @Test func thePageSaysWhatTheRecordsSay() throws {
    func page(_ gain: Double, _ scale: ScaleName) throws -> String {
      try MadeUpStudy.inFolder { folder in
        var made = MadeUpStudy()
        made.gains["ple"] = [gain, gain]
        made.diverging = [("mmoe", "0.40", "003")]
        try made.writeShown(to: folder, experiments: ["seesaw"], scale: scale)
        var rendering = Rendering(folder, scale)
        rendering.gnuplot = "/nowhere/gnuplot"
        _ = try rendering.render([])
        return try text(folder + "/report.md")
      }
    }
    let quick = try page(0.3, .quick)
    #expect(quick.contains("- **Does PLE gain over single-task models?** Seen: difference 0.3"))
    #expect(quick.contains("- **Is PLE the best of the zoo?** Seen: difference 0.1"))
    #expect(quick.contains("| **seen** |"))
    #expect(!quick.contains("upported"))
    #expect(quick.contains("no verdict on the papers"))
    let paper = try page(-0.3, .paper)
    #expect(paper.contains("- **Does PLE gain over single-task models?** Not supported: "))
    #expect(paper.contains("| **not supported** |"))
    #expect(paper.contains("Verdicts are on the papers' claims at the sizes that were run."))
  }

  @Test func divergedRunsAreNamedOnThePage() throws {
    var made = MadeUpStudy()
    made.diverging = [("mmoe", "0.40", "003"), ("single-task", "0.75", "002")]
    let results = ExperimentResults(
      try records(made.metrics(), of: made.file("seesaw")), published: PublishedValues())
    let text = Markdown.text(RunSection(results: results).blocks)
    #expect(text.contains("2 runs diverged, and their draws are left out of every mean: "))
    #expect(text.contains("MMoE at p = 0.40, draw 003, training 0 (step 17)"))
    #expect(text.contains("| MMoE | 1400 | 0.001 | 160 | 1 |"))
  }
}

struct ClaimTextTests {
  @Test func longClaimsAreWrappedToTheWidth() {
    let claim = Claim(
      ["x"], statement: String(repeating: "word ", count: 40), published: "1.872",
      measured: 0.012345, lower: -0.001, upper: 0.02, count: 20, rule: "", finding: .supported)
    let text = ClaimSection(claims: [claim], scale: .quick).text(width: 80)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("0.0123"))
    #expect(text.contains("seen"))
  }

  @Test func boundsOfOneSideHaveNoGap() {
    func bounds(_ lower: Double?, _ upper: Double?) -> String {
      ClaimSection.bounds(
        Claim(
          ["x"], statement: "", lower: lower, upper: upper, count: 1, rule: "",
          finding: .descriptive))
    }
    #expect(bounds(1.5, 2.5) == "[1.50, 2.50]")
    #expect(bounds(nil, 11.5) == "<= 11.5")
    #expect(bounds(0.25, nil) == ">= 0.250")
    #expect(bounds(nil, nil) == "")
  }
}

// What the page says of models and settings that a scale leaves out.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Page

struct LeftOutTests {
  /// The page of a study whose scale leaves a model out that its claims name.
  private func page(_ claims: [Declaration], omits: [String]?) throws -> MadeUpPage {
    let made = try MadeUpStudy.small.records("seesaw").shown()
    var experiment = made.plan.experiment
    experiment.scales.removeAll { $0.name != .quick }
    experiment.scales[0].scale.omits = omits
    var presentation = made.presentation
    presentation.report.claims = claims
    presentation.report.answers = []
    var records = ExperimentRecords(
      [], plan: try Plan(experiment, at: .quick), presentation: presentation)
    records.sweep = made.sweep
    records.tuning = made.tuning
    records.data = made.data
    records.curves = made.curves
    return try MadeUpPage(records)
  }

  private func gain(over rivals: [String], question: String) -> Declaration {
    Declaration(
      "gain-over",
      ["subject": .text("ple"), "over": .list(rivals), "question": .text(question)])
  }

  /// An answer of an experiment that leaves something out says so, whether or not its claim names it.
  @Test func aFindingSaysWhatIsLeftOut() throws {
    let claims = [
      gain(over: ["mmoe", "dselect"], question: "Better than both?"),
      Declaration("best-of-all", ["subject": .text("ple"), "question": .text("The best?")]),
    ]
    let named = try page(claims, omits: ["dselect", "noisy"])
    let sentence = "Not run at this scale: `dselect` and `noisy`."
    for question in ["Better than both?", "The best?"] {
      let line = named.text.split(separator: "\n").first { $0.hasPrefix("- **\(question)**") }
      #expect(try #require(line).hasSuffix(sentence), "\(question)")
    }
    #expect(named.claims.map(\.id) == ["seesaw/gain-over/ple/mmoe", "seesaw/best-of-all/ple"])
    #expect(try named.experimentPage().contains(sentence))
    #expect(!named.text.contains("Not asked at this scale"))
    #expect(try !page([claims[1]], omits: nil).text.contains("Not run"))
  }

  /// A question about nothing else is not there, and that is said, even where no other is.
  @Test func aQuestionThatIsNotAskedIsNamed() throws {
    let lost = gain(over: ["dselect"], question: "Better than DSelect-k?")
    let kept = gain(over: ["mmoe"], question: "Better than MMoE?")
    for claims in [[kept, lost], [lost]] {
      let page = try page(claims, omits: ["dselect"])
      #expect(page.claims.count == claims.count - 1)
      #expect(
        page.text.contains("\n**Not asked at this scale**: Better than DSelect-k? (`seesaw`)\n"))
    }
    #expect(throws: ExperimentFileError.self) { try page([lost], omits: nil) }
  }
}

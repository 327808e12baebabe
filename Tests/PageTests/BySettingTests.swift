import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Page

/// Claims side by side over settings, and the figures of MMoE, on a made-up study.
struct BySettingTests {
  private func claim(_ id: String, _ finding: Finding) -> Claim {
    var claim = Claim(
      [], statement: "A is better than B", measured: 0.1, count: 3, rule: "", finding: finding)
    claim.id = id
    return claim
  }

  @Test func findingsThatDifferAreCounted() {
    let own = claim("x/gain-over/a/b", .supported)
    let (same, other) = (
      claim("x/gain-over/a/b/one", .supported), claim("x/gain-over/a/b/two", .unsupported)
    )
    let some = BySettingAnswer.answer(
      [(own, [same, other]), (own, [same, nil])], ["one", "two"])
    #expect(
      some[0]
        == "**1 of 2 findings turn with the setting**: decided one way by default and the other way there."
    )
    #expect(some[1] == "By setting: one 0 of 2 and two 1 of 1." && some[2].isEmpty)
    // One that is negligible is no contradiction of either.
    let small = BySettingAnswer.answer(
      [(own, [claim("x/gain-over/a/b/one", .negligible)])], ["one"])
    #expect(small[0] == "**No finding turns with the setting.**" && small[2].isEmpty)
    // What these runs cannot tell is no contradiction.
    let open = BySettingAnswer.answer(
      [(own, [claim("x/gain-over/a/b/one", .inconclusive)])], ["one"])
    #expect(open[0] == "**No finding turns with the setting.**")
    #expect(open[2].hasPrefix("1 pair more has a decided finding beside an undecided one"))
    let none = BySettingAnswer.answer([(own, [same, nil])], ["one", "two"])
    #expect(none[0] == "**No finding turns with the setting.**")
  }

  /// The shipped experiment with made-up runs: every figure is drawn, and the page has the table.
  @Test(.enabled(if: gnuplot != nil)) func figuresAndAnswerAreMadeOfTheShippedDeclarations() throws
  {
    let records = try shippedStudy("mmoe")
    let page = try MadeUpPage(records)
    #expect(page.figures.map(\.script).sorted() == (2...5).map { "mmoe-figure\($0)" })
    let text = try page.experimentPage()
    #expect(text.contains("| Claim | default | drawn sines | squared phases |"))
    #expect(
      text.contains("0 of 27 runs are beyond the last bin."), "three models, three p, three draws")
    try MadeUpStudy.inFolder { folder in
      let results = try page.results("mmoe")
      try FileManager.default.createDirectory(
        atPath: folder + "/mmoe", withIntermediateDirectories: true)
      for (file, table) in results.tables {
        try table.text.write(toFile: "\(folder)/mmoe/\(file)", atomically: true, encoding: .utf8)
      }
      let drawn = try Drawing(folder: folder, scripts: Repository.scripts).draw(page.figures)
      #expect(drawn.notices == [] && drawn.files.count == 4)
    }
  }
}

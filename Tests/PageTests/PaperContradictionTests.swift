// Where the papers contradict their own numbers: the sentences are those of the published tables.
import Analysis
import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Page

struct PaperContradictionTests {
  /// What stands on a page whose experiment is compared with the given tables.
  private func blocks(_ tables: [PublishedTable]) throws -> [Block] {
    let made = try MadeUpStudy.small.records()
    var file = ExperimentFile(experiment: made.plan.experiment, presentation: made.presentation)
    file.presentation.report.published = tables.map(\.rawValue)
    file.presentation.report.figures = []
    let study = try results(
      of: [records([], of: file)], published: PublishedValues(folder: Repository.published),
      tables: [])
    return PaperContradictions(experiments: study.experiments).blocks
  }

  private func items(_ tables: [PublishedTable]) throws -> String {
    Markdown.text(try blocks(tables))
  }

  /// Worked out by hand from the tables: .0133 − .0026 = .0107; averages of (.0054, .0035) and (.0004, −.0017)
  /// differ by .0051; 1 − .396/.405 = 2.2%, 1 − .183/.189 = 3.2%, 1 − .396/.442 = 10.4%; .775 − .165 = .61.
  @Test func theSentencesAreThoseOfTheTables() throws {
    let text = try items(PublishedTable.allCases)
    #expect(text.hasPrefix("## The papers against their own numbers\n"))
    for part in [
      "shared bottom has a gain of -0.0026 on one and of -0.0133 on the other. These 0.0107 can only be the luck of a run, "
        + "and are more than the 0.0051 by which",
      "more influence in PLE than in CGC.", "for VTR and .42 against .49 for VCR: so for 1 of 2.",
      "is 2.2% below sequential-shared-bottom on task 1 and 3.2% below sequential-multi-head on task 2, the second best each.",
      "The 10% are those against sequential-multi-head on task 1 (10.4%), which is not the second best there.",
      "the gate of satisfaction has a mean weight of 0.016 on one of its experts",
      "differ by up to .61.",
      "prints +0.0048 for MMoE on task 1 of census-income, where the numbers beside it give -0.0052.",
    ] {
      #expect(text.contains(part), "\(text) lacks: \(part)")
    }
  }

  /// A study that is compared with one table alone says what this table shows, and no more.
  @Test func aTableThatNoExperimentIsComparedWithIsNotMentioned() throws {
    #expect(try blocks([]).isEmpty)
    let text = try items([.productionGates])
    #expect(text.contains("MMoE's own gates") && !text.contains("Table 5"))
  }
}

struct VerdictReasonTests {
  private func reason(
    _ rule: String, _ finding: Finding, lacksControls: Bool = false
  ) -> VerdictReason {
    var claim = Claim([], statement: "s", count: 1, rule: rule, finding: finding)
    claim.lacksControls = lacksControls
    return VerdictReason(claim)
  }

  @Test(
    arguments: [
      (Finding.supported, "the lower bound > 0"), (.unsupported, "the upper bound < .05"),
      (.negligible, "both the lower bound > 0 and the upper bound < .05"),
      (.inconclusive, "neither the lower bound > 0 nor the upper bound < .05"), (.descriptive, nil),
    ] as [(Finding, String?)]) func theConditionThatHoldsIsTheReason(
      _ finding: Finding, _ text: String?
    )
  {
    let rule =
      "a difference; over draws; supported iff the lower bound > 0; else not supported iff the upper bound < .05; both: negligible"
    #expect(reason(rule, finding).text == text)
    #expect(reason(rule, finding).estimand == "a difference; over draws")
  }

  /// The rule for all parts comes after that for one, and may hold both conditions in a clause.
  @Test func theLastConditionsDecide() {
    let rule =
      "a share; supported iff a; not supported iff b; supported iff so for all, not supported iff not so for some"
    #expect(reason(rule, .supported).text == "so for all")
    #expect(reason(rule, .unsupported).text == "not so for some")
  }

  @Test func aRuleWithoutConditionsOfItsOwnSaysWhatDoesNotHold() {
    #expect(
      reason("a share; supported iff all do; otherwise not supported", .unsupported).text
        == "not all do")
    let ratio =
      "a ratio; undefined iff x; not consistent if y; otherwise consistent iff the interval holds 2"
    #expect(reason(ratio, .inconsistent).text == "not the interval holds 2")
    #expect(reason(ratio, .undefined).text == "x")
    #expect(
      reason("r; supported iff a", .inconclusive, lacksControls: true).text
        == "the controls failed")
  }

  /// No verdict on a claim of the shipped studies is without its reason.
  @Test(arguments: ScaleName.allCases)
  func everyCommittedVerdictHasAReason(_ scale: ScaleName) throws {
    let table = try CSVTable(
      readingFrom: "\(CommittedResults.folder(scale))/claims.csv", key: ["id"])
    let (rule, verdict) = (try table.position(of: "rule"), try table.position(of: "verdict"))
    let findings: [Finding] = [
      .supported, .unsupported, .negligible, .inconclusive, .consistent, .inconsistent, .undefined,
    ]
    for fields in table.rows {
      // Two findings can share a word; one of them then has the rule's condition.
      let named = findings.filter { finding in
        ScaleName.allCases.contains { finding.word($0) == fields[verdict] }
      }
      if fields[verdict] == Finding.descriptive.word(scale) { continue }
      #expect(
        named.contains { reason(fields[rule], $0).text != nil },
        "\(fields[0]): \(fields[verdict]) has no reason in \(fields[rule])")
    }
  }
}

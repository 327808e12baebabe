// What the page makes of claims: findings of the primary ones, and all in groups.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Testing

@testable import Page

struct FindingTests {
  private func claim(
    _ id: String, _ finding: Finding, source: String = "PLE section 5.2", question: String = "",
    measured: Double? = nil
  ) -> Claim {
    var claim = Claim(
      [id], statement: "Statement of \(id)", sourceDetail: source, measured: measured, count: 12,
      rule: "r", finding: finding)
    claim.question = question
    claim.unit = "difference"
    return claim
  }

  private func findings(_ claims: [Claim], _ scale: ScaleName = .quick) -> String {
    Markdown.text(FindingSection(claims: claims, scale: scale).blocks)
  }

  /// Question, verdict, number, bounds, n, what decided, what must be known, and the claims that stand beside it.
  @Test func aFindingSaysAllThatDecidesIt() {
    var primary = claim("a/one", .supported, question: "Is it so?", measured: 0.25)
    primary.lower = 0.2
    primary.upper = 0.3
    primary.detail = "The nearest is CGC."
    primary.caveat = "On these data."
    primary.beside = ["b/two", "no/such", "c/three"]
    let others = [
      claim("c/three", .descriptive), claim("b/two", .inconclusive, measured: 0.0123),
    ]
    #expect(
      findings([primary] + others)
        == """
        - **Is it so?** Seen: difference 0.250 [0.200, 0.300], n = 12. The nearest is CGC. On these data. \
        Beside it: Statement of b/two: undecided (0.0123); Statement of c/three: description.

        This question was chosen before any result that answers it. It is answered by a rule at one-sided 5%; in \
        brackets the bounds that decide. All other claims are exploratory.

        """)
    #expect(findings([primary], .paper).contains("- **Is it so?** Supported: difference 0.250"))
    primary.measured = nil
    primary.finding = .undefined
    #expect(
      findings([primary]).hasPrefix("- **Is it so?** Undecided (undefined): The nearest is CGC."))
  }

  /// In the order of the claims, and how many they are.
  @Test func findingsStandInTheirOrder() {
    let text = findings([
      claim("a", .supported, question: "First?", measured: 1), claim("b", .supported),
      claim("c", .unsupported, question: "Second?", measured: 2),
    ])
    let items = text.split(separator: "\n").filter { $0.hasPrefix("- ") }
    #expect(
      items == [
        "- **First?** Seen: difference 1, n = 12.", "- **Second?** Not seen: difference 2, n = 12.",
      ])
    #expect(
      text.contains(
        "\nThese 2 questions were chosen before any result that answers them. Each is answered"))
    #expect(text.contains("without correction across them"))
  }

  @Test func withoutPrimaryClaimsThereAreNoFindings() throws {
    let claims = [claim("a", .supported), claim("b", .supported, source: ClaimOrigin.calibration)]
    #expect(FindingSection(claims: claims, scale: .quick).blocks.isEmpty)
    let made = try MadeUpStudy().adapted(to: "expert-utilization")
    let page = try MadeUpPage(made.records("expert-utilization").shown())
    #expect(!page.claims.isEmpty && !page.text.contains("## Findings"))
    #expect(page.text.contains("## All claims"))
  }

  /// What is measured where the answer is known stands before what is measured elsewhere.
  @Test func calibrationComesFirst() {
    let primary = claim("a", .supported, question: "Is it so?", measured: 1)
    func line(_ findings: [Finding]) -> String {
      let checks = findings.enumerated().map { index, finding in
        claim("check\(index)", finding, source: ClaimOrigin.calibration)
      }
      return self.findings([primary] + checks).components(separatedBy: "\n\n")[0]
    }
    #expect(
      line([.supported, .negligible])
        == "**Calibration.** 2 of 2 checks with a known answer come out right.")
    #expect(
      line([.unsupported, .supported, .inconclusive])
        == "**Calibration.** 1 of 3 checks with a known answer come out right; not so: statement of check0 (check0: not seen); "
        + "statement of check2 (check2: undecided).")
    #expect(line([]).hasPrefix("- **Is it so?**"))
    let (own, others) = (
      claim("a/check", .supported, source: ClaimOrigin.calibration),
      [Finding.supported, .inconclusive].enumerated().map { index, finding in
        claim("b/check\(index)", finding, source: ClaimOrigin.calibration)
      }
    )
    #expect(
      self.findings([primary, own] + others).hasPrefix(
        "**Calibration.** 1 of 1 checks with a known answer come out right in the experiments of the questions below, "
          + "1 of 2 in others; not so: statement of b/check1 (b: undecided)."))
  }

  /// A study whose controls come out as they must says so, and what keeps it from a verdict if they do not.
  @Test func theCalibrationOfAStudyIsOnItsPage() throws {
    var made = try MadeUpStudy.unequalTasks()
    let text = try MadeUpPage(made.records("unequal-tasks").shown()).text
    // A placebo and a large spike in each of five settings, a plant, and that no task is favoured.
    #expect(text.contains("**Calibration.** 12 of 12 checks with a known answer come out right."))
    #expect(
      text.contains(
        "- **Where tasks differ, does one lastingly gain what another loses?** Not seen: rho "))
    #expect(!text.contains(": no verdict."))
    func tables(_ made: MadeUpStudy) throws -> String {
      let page = try MadeUpPage(made.records("unequal-tasks").shown()).experimentPage()
      return page.components(separatedBy: "## Seesaws")[1].components(separatedBy: "## Controls")[0]
    }
    let judged = try tables(made)
    #expect(judged.contains("| not seen |") && !judged.contains("no verdict"))
    made.gains["planted"] = [0, 0]
    // Controls are judged whether or not they come out right.
    let rows = try tables(made).split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.contains { $0.hasPrefix("| MMoE |") && $0.contains("| no verdict |") })
    #expect(rows.contains { $0.hasPrefix("| Placebo |") && $0.contains("| not seen |") })
    let uncalibrated = try MadeUpPage(made.records("unequal-tasks").shown()).text
    #expect(uncalibrated.contains("**Calibration.** 11 of 12 checks"))
    #expect(
      uncalibrated.contains("; not so: the planted seesaw is found (unequal-tasks: not seen)."))
    #expect(
      uncalibrated.contains("does one lastingly gain what another loses?** Undecided: rho "))
    #expect(uncalibrated.contains(": no verdict."))
  }

  /// A group per source, in the order in which claims are declared, and verdicts of primary claims in bold.
  @Test func claimsStandInGroups() {
    let claims = [
      claim("seesaw/a", .supported, source: "MoSE Figure 6"),
      claim("seesaw/b", .supported, source: ClaimOrigin.calibration),
      claim("seesaw/c", .supported, source: "beyond the paper"),
      claim("never-zero/d", .unsupported, question: "Is it so?"),
      claim("seesaw/e", .inconclusive, source: "this study, after PLE section 5.2"),
      claim("seesaw/f", .negligible),
    ]
    let text = Markdown.text(ClaimSection(claims: claims, scale: .paper).blocks)
    // Exploratory claims of this study are counted by verdict.
    #expect(
      text.contains(
        """
        | Experiment | Claims | inconclusive | supported |
        | --- | --: | --: | --: |
        | [seesaw](seesaw/page.md) | 2 | 1 | 1 |
        """))
    let groups = text.components(separatedBy: "### ").dropFirst().map { group in
      group.split(separator: "\n").map(String.init).filter {
        $0 == group.prefix { $0 != "\n" } || $0.contains("Statement")
      }
    }
    #expect(
      groups == [
        [
          "Claims of the MoSE paper",
          "| Statement of seesaw/a | [seesaw](seesaw/page.md) | 12 | supported |",
        ],
        ["Calibration", "| Statement of seesaw/b | [seesaw](seesaw/page.md) | 12 | supported |"],
        [
          "Claims of this study"
        ],
        [
          "Claims of the PLE paper",
          "| Statement of never-zero/d | [never-zero](never-zero/page.md) | 12 | **not supported** |",
          "| Statement of seesaw/f | [seesaw](seesaw/page.md) | 12 | supported, but negligible |",
        ],
      ])
  }

  /// What decided a claim stands on the page of its experiment.
  @Test func decisionsHaveTheirDetails() {
    var decided = claim("a", .supported)
    decided.detail = "The nearest is CGC."
    let text = Markdown.text(
      ClaimSection(claims: [decided, claim("b", .inconclusive)], scale: .quick).decisions)
    #expect(
      text == """
        | Claim | n | Verdict |
        | --- | --: | --- |
        | Statement of a | 12 | seen |
        | Statement of b | 12 | undecided |

        - Statement of a: The nearest is CGC.

        """)
  }
}

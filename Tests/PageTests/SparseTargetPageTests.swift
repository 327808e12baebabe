import Analysis
import Testing

@testable import Page

/// The answer's first words say what the rule found, and no more.
@Test(arguments: [
  (Finding.supported, "**Yes, here**. The claim is: it is so."),
  (.negligible, "**Yes, here, but by next to nothing**. The claim is: it is so."),
  (
    .unsupported,
    "**No, not here**. The claim is: it is so. "
      + "Some part of this is smaller than .05."
  ),
  (.inconclusive, "**Undecided**. The claim is: it is so. Not every part of this is shown."),
])
func theAnswerAboutSparseTargetsIsTheFinding(_ finding: Finding, _ words: String) {
  let claim = Claim([], statement: "it is so", count: 12, rule: "a rule", finding: finding)
  #expect(SparseTargetsAnswer.answer(claim) == words)
}

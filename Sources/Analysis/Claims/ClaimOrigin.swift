// What all claims of a declaration have in common: source, published value, question.

/// Where a claim comes from.
package struct ClaimOrigin: Hashable, Sendable {
  /// The source of claims whose answer is known: they check the measurement.
  package static let calibration = "calibration"

  /// A paper's section or figure, or this study.
  package var source: String
  /// What it says, in a word or a number.
  package var published: String
  /// What is said behind the statement, such as the kind of data.
  package var note: String
  /// The question that a primary claim answers.
  package var question = ""
  /// What must be known beside its answer.
  package var caveat = ""
  /// The ids of claims that stand beside it.
  package var beside: [String] = []

  /// Completes a claim of the declaration.
  func apply(to claim: inout Claim) {
    if !note.isEmpty { claim.statement += " (\(note))" }
    claim.source = claim.source.isEmpty ? source : "\(source): \(claim.source)"
    if claim.published.isEmpty { claim.published = published }
    claim.question = question
    claim.caveat = caveat
    claim.beside = beside
  }
}

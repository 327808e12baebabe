// Kinds of answers: paragraphs at the head of the page that are made of claims and of what claims are made of.

internal import Analysis
internal import Experiments

/// A kind of answer. Which answers an experiment gives, and under which heading, is declared in its file.
///
/// One is added by writing a type (a file in `Answers`) and listing it in ``AnswerKinds/all``.
protocol AnswerKind: Sendable {
  /// The name in experiment files.
  static var name: String { get }
  /// The derived tables that it reads and that are not always written.
  static var tables: [any DerivedTable.Type] { get }
  /// Reads the arguments of a declaration, without its heading.
  init(_ arguments: inout Arguments) throws(ExperimentFileError)
  /// What is said about an experiment.
  func blocks(_ results: ExperimentResults, in page: PageContent) -> [Block]
}

extension AnswerKind {
  static var tables: [any DerivedTable.Type] { [] }
}

/// All kinds of answers.
enum AnswerKinds {
  static let all: [any AnswerKind.Type] = [
    NeverBecomesAnswer.self, ExclusionsElsewhere.self,
    SelectorAnswer.self, PossibilityAnswer.self, StartingAnswer.self, BreakingAnswer.self,
    BestOnBothTasksAnswer.self, ProductionGates.self, BySettingAnswer.self,
    SparseTargetsAnswer.self,
  ]
}

/// What answers are made of.
struct PageContent: Sendable {
  let study: StudyResults
  let claims: [Claim]
  let scale: ScaleName

  /// The claims of a family about an experiment.
  func claims(_ family: any ClaimFamily.Type, of results: ExperimentResults) -> [Claim] {
    let prefix = "\(results.name)/\(family.name)"
    return claims.filter { $0.id == prefix || $0.id.hasPrefix(prefix + "/") }
  }
}

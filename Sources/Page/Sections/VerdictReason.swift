// Why a claim has its verdict, in the words of its rule: the condition that holds, or those of which none does.

internal import Analysis
internal import Foundation

/// A rule taken apart: its clauses stand between semicolons, `supported iff …` and `not supported iff …` among them.
struct VerdictReason {
  /// What is compared, before the first condition.
  let estimand: String
  private let finding: Finding
  private let lacksControls: Bool
  /// Condition by what it decides. Where a rule is for one part first and then for all parts, the latter stays.
  private var conditions: [Decision: String] = [:]

  /// What a clause decides, by the words that it begins with.
  private enum Decision: String, CaseIterable {
    case supported = "supported iff "
    case unsupported = "not supported iff "
    case consistent = "consistent iff "
    case inconsistent = "not consistent iff "
    case undefined = "undefined iff "
    case otherwise = "otherwise not supported"
  }

  init(_ claim: Claim) {
    finding = claim.finding
    lacksControls = claim.lacksControls
    let clauses = claim.rule.components(separatedBy: "; ").flatMap { clause in
      // Two conditions of one rule may share a clause.
      let second = Decision.unsupported.rawValue
      return clause.components(separatedBy: ", \(second)").enumerated().map {
        $0 == 0 ? $1 : second + $1
      }
    }
    var before: [String] = []
    for clause in clauses {
      let text = ["else ", "otherwise "].reduce(clause) { text, word in
        text.hasPrefix(word) && text.contains(" iff ") ? String(text.dropFirst(word.count)) : text
      }
      if let decision = Decision.allCases.first(where: { text.hasPrefix($0.rawValue) }) {
        conditions[decision] = text.dropFirst(decision.rawValue.count)
          .trimmingCharacters(in: .whitespaces)
      } else if conditions.isEmpty {
        before.append(clause)
      }
    }
    estimand = before.joined(separator: "; ")
  }

  /// The reason, to stand after the verdict; nil for a description.
  var text: String? {
    switch finding {
    case .descriptive: nil
    case .supported: conditions[.supported]
    case .unsupported: conditions[.unsupported] ?? conditions[.supported].map(Self.not)
    case .negligible: both(.supported, "both", .unsupported, "and")
    case .inconclusive:
      lacksControls
        ? "the controls failed"
        : both(.supported, "neither", .unsupported, "nor")
          ?? both(.consistent, "neither", .inconsistent, "nor")
    case .consistent: conditions[.consistent]
    case .inconsistent: conditions[.inconsistent] ?? conditions[.consistent].map(Self.not)
    case .undefined: conditions[.undefined]
    }
  }

  private static func not(_ condition: String) -> String { "not \(condition)" }

  private func both(
    _ first: Decision, _ word: String, _ second: Decision, _ link: String
  ) -> String? {
    guard let one = conditions[first] else { return nil }
    guard let two = conditions[second] else { return Self.not(one) }
    return "\(word) \(one) \(link) \(two)"
  }
}

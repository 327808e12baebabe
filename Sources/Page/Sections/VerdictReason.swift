// Why a claim has its verdict, in the words of its rule: the condition that holds, or those of which none does.

internal import Analysis
internal import Foundation

/// A rule taken apart: its clauses stand between semicolons, `supported iff …` and `not supported iff …` among them.
struct VerdictReason {
  /// What is compared, before the first condition.
  let estimand: String
  private let finding: Finding
  private let isWithoutControls: Bool
  /// Condition by what it decides. Where a rule is for one part first and then for all parts, the latter stays.
  private var conditions: [String: String] = [:]

  private static let supported = "supported iff "
  private static let unsupported = "not supported iff "
  private static let consistent = "consistent iff "
  private static let inconsistent = "not consistent iff "
  private static let undefined = "undefined iff "
  private static let otherwise = "otherwise not supported"

  init(_ claim: Claim) {
    finding = claim.finding
    isWithoutControls = claim.detail.hasSuffix("no verdict.")
    let clauses = claim.rule.components(separatedBy: "; ").flatMap { clause in
      // Two conditions of one rule may share a clause.
      clause.components(separatedBy: ", \(Self.unsupported)").enumerated().map {
        $0 == 0 ? $1 : Self.unsupported + $1
      }
    }
    var before: [String] = []
    for clause in clauses {
      let text = ["else ", "otherwise "].reduce(clause) { text, word in
        text.hasPrefix(word) && text.contains(" iff ") ? String(text.dropFirst(word.count)) : text
      }
      let kinds = [
        Self.unsupported, Self.supported, Self.inconsistent, Self.consistent, Self.undefined,
        Self.otherwise,
      ]
      if let kind = kinds.first(where: { text.hasPrefix($0) }) {
        conditions[kind] = text.dropFirst(kind.count).trimmingCharacters(in: .whitespaces)
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
    case .supported: conditions[Self.supported]
    case .unsupported: conditions[Self.unsupported] ?? conditions[Self.supported].map(Self.not)
    case .negligible: both(Self.supported, "both", Self.unsupported, "and")
    case .inconclusive:
      isWithoutControls
        ? "the controls failed"
        : both(Self.supported, "neither", Self.unsupported, "nor")
          ?? both(Self.consistent, "neither", Self.inconsistent, "nor")
    case .consistent: conditions[Self.consistent]
    case .inconsistent: conditions[Self.inconsistent] ?? conditions[Self.consistent].map(Self.not)
    case .undefined: conditions[Self.undefined]
    }
  }

  private static func not(_ condition: String) -> String { "not \(condition)" }

  private func both(_ first: String, _ word: String, _ second: String, _ link: String) -> String? {
    guard let one = conditions[first] else { return nil }
    guard let two = conditions[second] else { return Self.not(one) }
    return "\(word) \(one) \(link) \(two)"
  }
}

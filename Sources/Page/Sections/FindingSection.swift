// The top of the page: what the study's primary claims say, each in one item.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// The primary claims as questions with their answers.
struct FindingSection {
  /// All claims; those that are not primary can stand beside one that is.
  let claims: [Claim]
  let scale: ScaleName
  /// The experiments, for what is known of their convergence.
  var experiments: [ExperimentResults] = []
  /// How many primary questions experiments have that are not among the results, by name.
  var unanswered: [(experiment: String, questions: Int)] = []

  private var primary: [Claim] { claims.filter(\.isPrimary) }

  var blocks: [Block] {
    let items = primary.map { item($0) }
    guard !items.isEmpty else {
      return [missing, unasked].filter { !$0.isEmpty }.map(Block.paragraph)
    }
    return [
      .paragraph(calibration), .paragraph(convergence), .list(items),
      .paragraph(
        (items.count == 1
          ? "This question was chosen before any result that answers it. It is answered by a rule at one-sided 5%; "
          : "These \(items.count) questions were chosen before any result that answers them. Each is answered by a rule at one-sided 5%, "
            + "without correction across them; ")
          + "in brackets the bounds that decide. All other claims are exploratory."
      ), .paragraph(missing), .paragraph(unasked),
    ]
  }

  /// The primary questions that are about nothing but what the scale leaves out.
  private var unasked: String {
    let parts = experiments.compactMap { result -> String? in
      let written = result.records.presentation.report.claims
      let questions = written.filter { $0.asked(of: result.plan.experiment) == nil }
        .compactMap { declaration -> String? in
          if case .text(let question)? = declaration.arguments["question"] { question } else { nil }
        }
      return questions.isEmpty
        ? nil : "\(questions.joined(separator: " ")) (`\(result.name)`)"
    }
    return parts.isEmpty ? "" : "**Not asked at this scale**: \(parts.joined(separator: " "))"
  }

  /// What a reader would miss.
  private var missing: String {
    guard !unanswered.isEmpty else { return "" }
    let named = unanswered.map { "`\($0.experiment)` (\($0.questions))" }
    return "**Not answered here**: the primary questions of \(Phrase.list(named)), which "
      + "\(unanswered.count == 1 ? "is" : "are") not among these results."
  }

  /// Whether the measurement came out right where the answer is known, in the experiments of the primary claims and in
  /// others.
  private var calibration: String {
    let checks = claims.filter { $0.source.hasPrefix(ClaimOrigin.calibration) }
    guard !checks.isEmpty else { return "" }
    func hasFailed(_ check: Claim) -> Bool {
      check.finding != .supported && check.finding != .negligible
    }
    func count(_ checks: [Claim]) -> String {
      "\(checks.count { !hasFailed($0) }) of \(checks.count)"
    }
    let below = checks.filter { asked.contains(Self.experiment(of: $0)) }
    let others = checks.filter { !asked.contains(Self.experiment(of: $0)) }
    let counts =
      below.isEmpty || others.isEmpty
      ? "\(count(checks)) checks with a known answer come out right"
      : "\(count(below)) checks with a known answer come out right in the experiments of the questions below, "
        + "\(count(others)) in others"
    let failed = checks.filter(hasFailed).map { check in
      let statement = check.statement.prefix(1).lowercased() + check.statement.dropFirst()
      return "\(statement) (\(Self.experiment(of: check)): \(check.verdict(scale)))"
    }
    return "**Calibration.** \(counts)"
      + (failed.isEmpty ? "." : "; not so: \(failed.joined(separator: "; ")).")
  }

  /// The experiments of the primary claims.
  private var asked: Set<String> { Set(primary.map(Self.experiment)) }

  /// By how much errors would fall with more training, in the experiments of the primary claims.
  private var convergence: String {
    let parts = experiments.filter { asked.contains($0.name) }.compactMap { result -> String? in
      let rows = result[ConvergenceTable.self]?.rows ?? []
      let falls = rows.compactMap(\.fall)
      guard let least = falls.min(), let most = falls.max() else { return nil }
      let open = rows.count { $0.isConverged == false }
      return
        "\(result.name) by \(NumberFormat.decimal(least, places: 2)) to \(NumberFormat.decimal(most, places: 2)) "
        + "(\(open) of \(Phrase.count(rows.count, "model")) not converged)"
    }
    return parts.isEmpty
      ? ""
      : "**Convergence.** With twice as many passes log excess errors would fall: in \(parts.joined(separator: "; in ")). "
        + "A ranking of models that are not converged is one at this budget."
  }

  private func experiment(of claim: Claim) -> ExperimentResults? {
    experiments.first { $0.name == Self.experiment(of: claim) }
  }

  /// The name of the experiment that makes a claim.
  private static func experiment(of claim: Claim) -> String {
    claim.id.split(separator: "/").first.map(String.init) ?? ""
  }

  /// On a page of the paper's scale: that an experiment's networks are smaller than the paper's.
  private func smaller(_ claim: Claim) -> String {
    guard scale == .paper, let result = experiment(of: claim),
      case .correlatedTasks = result.plan.experiment.data, !PaperSizes.isPaper(result.plan.scale)
    else { return "" }
    let size = result.plan.scale
    return "At a smaller size than the paper's: \(size.inputWidth) inputs, hidden widths "
      + "\(size.hiddenWidths.map(String.init).joined(separator: ", "))."
  }

  private func item(_ claim: Claim) -> String {
    let measured = claim.measured.map { value in
      let unit = claim.unit.isEmpty ? "" : "\(claim.unit) "
      let bounds = ClaimSection.bounds(claim)
      return
        "\(unit)\(Phrase.significant(value))\(bounds.isEmpty ? "" : " \(bounds)"), n = \(claim.count)."
    }
    let verdict = claim.verdict(scale)
    let beside = claim.beside.compactMap { id in claims.first { $0.id == id } }.map { other in
      "\(other.statement): \(other.verdict(scale))"
        + (other.measured.map { " (\(Phrase.significant($0)))" } ?? "")
    }
    return [
      "**\(claim.question)** \(Phrase.capitalised(verdict)):",
      measured ?? "",
      claim.detail, claim.caveat, smaller(claim), experiment(of: claim)?.leftOut ?? "",
      beside.isEmpty ? "" : "Beside it: \(beside.joined(separator: "; ")).",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

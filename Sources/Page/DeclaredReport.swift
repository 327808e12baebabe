// The key `report` of an experiment file, resolved: known figures, claims and answers with their arguments.

internal import Analysis
internal import Experiments
internal import Formats
internal import Records

/// What an experiment shows and claims.
struct DeclaredReport: Sendable {
  let claims: DeclaredClaims
  let figures: [(declaration: Declaration, kind: any FigureKind.Type)]
  /// Answers with the headings that they stand under.
  let answers: [(heading: String, answer: any AnswerKind)]

  /// Resolves the declarations of an experiment.
  /// - Throws: `ExperimentFileError` naming file, line and what is missing.
  init(_ file: ExperimentFile) throws(ExperimentFileError) {
    let report = file.presentation.report
    for name in report.published where PublishedTable(rawValue: name) == nil {
      let tables = PublishedTable.allCases.map(\.rawValue).joined(separator: ", ")
      // Where a presentation comes from is known to its declarations, whatever the study comes from.
      let declaration = (report.figures + report.claims + report.answers).first
      throw ExperimentFileError(
        file: file.path ?? declaration?.place.file ?? "manifest.json",
        problem: "report.published has \(name), but must be a list of \(tables)")
    }
    let tasks = file.experiment.data.taskCount
    if let name = report.published.first, tasks != Self.publishedTasks {
      throw ExperimentFileError(
        file: file.path ?? "manifest.json",
        problem:
          "report.published has \(name), whose runs have \(Self.publishedTasks) tasks, but these data have "
          + "\(tasks)")
    }
    claims = try DeclaredClaims(file)
    var figures: [(declaration: Declaration, kind: any FigureKind.Type)] = []
    for declaration in report.figures {
      guard let kind = FigureKinds.all.first(where: { $0.name == declaration.name }) else {
        let names = FigureKinds.all.map { $0.name }.joined(separator: ", ")
        throw declaration.refusal("is \(declaration.name), but must be one of \(names)")
      }
      if figures.contains(where: { $0.kind.name == kind.name }) {
        throw declaration.refusal("is \(kind.name) for the second time")
      }
      if let settings = file.experiment.curveSettings, !settings.contains(Setting.defaultName),
        kind.showsLearningCurves
      {
        throw declaration.refusal(
          "is \(kind.name), which shows learning curves, but curveSettings lacks \(Setting.defaultName)"
        )
      }
      figures.append((declaration, kind))
    }
    self.figures = figures
    if let headline = report.headline, !figures.contains(where: { $0.kind.name == headline }) {
      throw ExperimentFileError(
        file: file.path ?? "manifest.json",
        problem: "report.headline is \(headline), but must be one of report.figures")
    }
    var answers: [(heading: String, answer: any AnswerKind)] = []
    for declaration in report.answers.asked(of: file.experiment) {
      guard let kind = AnswerKinds.all.first(where: { $0.name == declaration.name }) else {
        let names = AnswerKinds.all.map { $0.name }.joined(separator: ", ")
        throw declaration.refusal("is the answer \(declaration.name), but must be one of \(names)")
      }
      if answers.contains(where: { type(of: $0.answer).name == kind.name }) {
        throw declaration.refusal("is the answer \(kind.name) for the second time")
      }
      var arguments = Arguments(declaration, in: file)
      let heading = try arguments.text("heading", "the heading that it stands under")
      answers.append((heading, try Self.make(kind, &arguments)))
      try arguments.finish()
    }
    self.answers = answers
  }

  /// Everything that is wrong with an experiment's declarations, each tried by itself and then all together.
  static func problems(_ file: ExperimentFile) -> [ExperimentFileError] {
    let report = file.presentation.report
    // Claims need published tables, and answers need claims.
    func part(
      figures: [Declaration] = [], claims: [Declaration] = [], answers: [Declaration] = []
    ) -> ReportDeclarations {
      ReportDeclarations(
        published: report.published, headline: nil, paperSize: report.paperSize, figures: figures,
        claims: claims,
        answers: answers)
    }
    let parts =
      report.figures.map { part(figures: [$0]) } + report.claims.map { part(claims: [$0]) }
      + report.answers.map { part(claims: report.claims, answers: [$0]) }
    var problems: [ExperimentFileError] = []
    for part in parts + [report] {
      var file = file
      file.presentation.report = part
      do {
        _ = try DeclaredReport(file)
      } catch  where !problems.contains(error) {
        problems.append(error)
      } catch {}
    }
    return problems
  }

  private static func make<Kind: AnswerKind>(
    _: Kind.Type, _ arguments: inout Arguments
  ) throws(ExperimentFileError) -> any AnswerKind { try Kind(&arguments) }

  /// The derived tables that are needed beyond those that are always written.
  var tables: [any DerivedTable.Type] {
    claims.tables + figures.flatMap { $0.kind.tables }
      + answers.flatMap { type(of: $0.answer).tables }
  }

  /// The figures of an experiment for which there is something to draw.
  func figures(of results: ExperimentResults) -> [Figure] {
    figures.compactMap { _, kind in
      // A caption may find words where a figure would find no point.
      guard Self.reasonForNone(kind, results) == nil else { return nil }
      return kind.caption(results).map { caption in
        Figure(
          experiment: results.name, script: kind.name, title: kind.title,
          caption: caption + Self.drawsShown(kind, results),
          variables: kind.variables(results), files: kind.files)
      }
    }
  }

  /// What a caption adds where only some draws have learning curves.
  private static func drawsShown(
    _ kind: any FigureKind.Type, _ results: ExperimentResults
  ) -> String {
    let (some, all) = (results.plan.drawsWithCurves, results.plan.scale.draws)
    return kind.showsLearningCurves && some < all
      ? " Learning curves are those of the first \(some) of \(all) draws." : ""
  }

  /// K of all published runs.
  private static let publishedTasks = 2

  /// Why a figure has nothing to draw; nil where it has.
  private static func reasonForNone(
    _ kind: any FigureKind.Type, _ results: ExperimentResults
  ) -> String? {
    if let reason = kind.absence(results) { return reason }
    let derived = Set(DerivedTables.all.map { $0.file })
    let empty = kind.files.filter { derived.contains($0) && !results.hasValues($0) }
    guard let file = empty.first else {
      return kind.caption(results) == nil ? "the runs have nothing for it" : nil
    }
    if !results.plan.hasAllCurves, kind.showsLearningCurves {
      return "it shows curves.csv, of which curveSettings or curveDraws leaves runs out"
    }
    let (diverged, runs) = results.divergence
    return "there would be no value in \(file)"
      + (diverged > 0 ? ": \(diverged) of \(Phrase.count(runs, "run")) diverged" : "")
  }

  /// Declared figures that are not among those drawn, with the reason.
  func missing(
    _ drawn: [Figure], of results: ExperimentResults
  ) -> [(title: String, reason: String)] {
    figures.filter { declared in !drawn.contains { $0.script == declared.kind.name } }.map {
      ($0.kind.title, Self.reasonForNone($0.kind, results) ?? "gnuplot did not draw it")
    }
  }

  /// Declarations about which the results say nothing, one sentence each: what is asked for and not
  /// there must not go unnoticed.
  func unmet(_ results: ExperimentResults, in study: StudyResults) -> [String] {
    let drawn = Set(figures(of: results).map(\.script))
    // A manifest has no lines to point at.
    func said(_ declaration: Declaration, _ problem: String) -> String {
      (declaration.place.line == nil ? "\(results.name): " : "")
        + declaration.refusal(problem).description
    }
    return figures.filter { !drawn.contains($0.kind.name) }.map {
      said(
        $0.declaration,
        "is \($0.kind.name), which is not drawn: "
          + (Self.reasonForNone($0.kind, results) ?? "there is nothing to draw"))
    }
      + claims.grouped(results, in: study).filter { $0.claims.isEmpty }.map {
        said(
          $0.declaration, "is \($0.declaration.name), about which the results say nothing")
      }
  }
}

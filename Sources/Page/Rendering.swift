// From the CSV records of one scale to its tables, figures, claims and page.

internal import Analysis
public import Experiments
internal import Formats
internal import Foundation
internal import Records

/// What a rendering wrote, and what it could not.
public struct RenderingOutcome: Sendable {
  /// The claims with their verdicts as an aligned table for a terminal.
  public var claims: String
  /// Every file written, relative to the folder, in order.
  public var files: [String]
  /// What is missing and what to do about it, one sentence each; empty when all is there.
  public var notices: [String]
  /// What must be known of the trainings: what diverged, what learned nothing, what has not converged.
  public var trainings: [String]
}

/// Computes everything under `results/<scale>/` that is not a record, from the records alone.
public struct Rendering: Sendable {
  /// `results/<scale>`.
  public let folder: String
  /// Decides the words of the verdicts.
  public let scale: ScaleName
  /// The folder of the papers' own numbers.
  public let published: String
  /// The folder of the gnuplot scripts.
  public let scripts: String
  /// The experiments whose trainings are judged in notices; nil for all in the folder.
  public var judged: Set<String>?
  /// The program that draws.
  var gnuplot = "gnuplot"

  /// A rendering of one scale's folder.
  public init(folder: String, scale: ScaleName, published: String, scripts: String) {
    self.folder = folder
    self.scale = scale
    self.published = published
    self.scripts = scripts
  }

  /// Reads the published values and resolves everything that experiments declare, so that a study does
  /// not end hours later for want of them.
  /// - Throws: `FileError` or `CSVError` when a published table is missing or damaged, `ExperimentFileError`
  ///   for a declaration that cannot be kept.
  public func prepare(_ files: [ExperimentFile]) throws {
    _ = try PublishedValues(folder: published)
    for file in files { _ = try DeclaredReport(file) }
  }

  /// Everything that is wrong with what an experiment declares; empty where all of it can be kept.
  public func problems(of file: ExperimentFile) -> [ExperimentFileError] {
    DeclaredReport.problems(file)
  }

  /// Writes derived tables and figures of every experiment present, `claims.csv` and `report.md`.
  ///
  /// The same records give the same bytes. Without gnuplot everything but the figures is written, and a notice
  /// says what to install. Derived files of an earlier rendering that are no longer part of the results are deleted, and
  /// so are figures whose numbers have changed.
  /// - Parameters:
  ///   - files: experiment files, whose presentation is used where their study is the manifest's.
  ///   - pending: experiments that are still being run, which the page says.
  ///   - width: columns of the terminal that shows the claims.
  /// - Throws: `ResultsError` when the folder holds no results of this scale; `FileError` or `CSVError` when a record
  ///   table is missing, damaged or not whole, or something cannot be written; `ExperimentFileError` for a
  ///   declaration that cannot be kept.
  public func render(
    _ files: [ExperimentFile], pending: [String] = [], width: Int = 100
  ) throws -> RenderingOutcome {
    let records = try StudyRecords.read(folder: folder, scale: scale, files: files)
    let reports = Dictionary(
      uniqueKeysWithValues: try records.experiments.map { ($0.name, try DeclaredReport($0.file)) })
    let study = StudyResults(
      records, published: try PublishedValues(folder: published),
      needed: { reports[$0.name]?.tables ?? [] })
    var written: [String] = []
    func write(_ text: String, _ name: String) throws {
      try AtomicFile.write(text, to: "\(folder)/\(name)")
      written.append(name)
    }
    var figures: [Figure] = []
    var removed: [String] = []
    for result in study.experiments {
      let own = reports[result.name]?.figures(of: result) ?? []
      figures += own
      // Before anything is written: a figure beside numbers that it does not show would be worse than none.
      removed += try DerivedFiles(result: result, figures: own, folder: folder).removeStale()
      for (name, table) in result.tables { try write(table.text, "\(result.name)/\(name)") }
    }
    let claims = study.experiments.flatMap { result in
      reports[result.name]?.claims.claims(result, in: study) ?? []
    }
    try write(ClaimTable.table(claims, scale).text, ClaimTable.description.file)

    let drawing = try Drawing(folder: folder, scripts: scripts, program: gnuplot).draw(figures)
    written += drawing.files
    let there = figures.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0.path)")
    }
    let content = PageContent(study: study, claims: claims, scale: scale)
    for result in study.experiments {
      guard let report = reports[result.name] else { continue }
      let page = ExperimentPage(
        results: result, content: content, report: report,
        figures: there.filter { $0.experiment == result.name })
      try write(Markdown.text(page.blocks), "\(result.name)/\(ExperimentPage.file)")
    }
    let page = ReportPage(
      content: content, reports: reports, figures: there, pending: pending,
      unanswered: unanswered(files, records, pending))
    try write(Markdown.text(page.blocks), "report.md")
    return RenderingOutcome(
      claims: ClaimSection(claims: claims, scale: scale).text(width: width), files: written,
      notices: drawing.notices + Self.otherStudies(files, records, scale)
        + study.experiments.flatMap { reports[$0.name]?.unmet($0, in: study) ?? [] }
        + (pending.isEmpty ? Self.unknown(claims, in: study) : [])
        + Self.notices(
          kept: there.map(\.path).filter { !drawing.files.contains($0) },
          removed: removed.filter { !written.contains($0) }),
      trainings: pending.isEmpty ? Self.trainings(study, judged) : [])
  }

  /// What must be known of the trainings of some experiments; of all for nil.
  private static func trainings(_ study: StudyResults, _ names: Set<String>?) -> [String] {
    study.experiments.filter { names?.contains($0.name) ?? true }
      .flatMap { TrainingNotices(results: $0).sentences }
  }

  /// The primary questions of files that have this scale, whose experiments are not among the results, nor to come.
  private func unanswered(
    _ files: [ExperimentFile], _ records: StudyRecords, _ pending: [String]
  ) -> [(experiment: String, questions: Int)] {
    files.sorted { $0.precedes($1) }.compactMap { file in
      let name = file.experiment.name
      guard file.experiment.scale(scale) != nil, records.experiment(name) == nil,
        !pending.contains(name)
      else {
        return nil
      }
      let asked = file.presentation.report.claims.asked(of: file.experiment.asRun(at: scale))
      let questions = asked.count { $0.arguments["question"] != nil }
      return questions > 0 ? (name, questions) : nil
    }
  }

  /// Files that ask for another study than the folder holds: it is shown as recorded.
  private static func otherStudies(
    _ files: [ExperimentFile], _ records: StudyRecords, _ scale: ScaleName
  ) -> [String] {
    files.compactMap { file in
      guard let there = records.experiment(file.experiment.name),
        there.plan.experiment != file.experiment.asRun(at: scale)
      else { return nil }
      let path = file.path ?? file.experiment.name
      guard file.experiment.scale(scale) != nil else {
        return "\(path) has no scale \(scale.rawValue): these results are shown as recorded."
      }
      return "\(path) asks for another study than these results hold, "
        + "which are shown as recorded. Run it to see its changes."
    }
  }

  /// Claims that are to stand beside others, and that no experiment of the study makes.
  private static func unknown(_ claims: [Claim], in study: StudyResults) -> [String] {
    let ids = Set(claims.map(\.id))
    return claims.flatMap { claim in
      claim.beside.filter { id in
        let parts = id.split(separator: "/").map(String.init)
        guard let result = study.experiment(parts.first ?? "") else { return false }
        // Of what a scale leaves out there is no claim.
        return !ids.contains(id)
          && Set(parts.dropFirst()).isDisjoint(with: result.plan.scale.omits ?? [])
      }.map { "\(claim.id) has \($0) beside it, which is no claim of this study." }
    }
  }

  /// What became of figures of an earlier rendering that were not drawn this time.
  private static func notices(kept: [String], removed: [String]) -> [String] {
    var notices: [String] = []
    if !kept.isEmpty {
      notices.append(
        "Figures of an earlier rendering that still fit their numbers stay: \(Phrase.list(kept)).")
    }
    let figures = removed.filter { $0.hasSuffix(".svg") }
    if !figures.isEmpty {
      notices.append(
        "Figures of an earlier rendering that no longer fit were deleted: \(Phrase.list(figures)).")
    }
    let tables = removed.filter { !$0.hasSuffix(".svg") }
    if !tables.isEmpty {
      notices.append(
        "Tables that are no part of these results were deleted: \(Phrase.list(tables)).")
    }
    return notices
  }
}

extension ExperimentRecords {
  /// The experiment as its file would hold it.
  fileprivate var file: ExperimentFile {
    ExperimentFile(experiment: plan.experiment, presentation: presentation)
  }
}

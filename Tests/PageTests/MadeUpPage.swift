// Pages of made-up studies, with the figures and answers of the shipped experiments of the same names.
import Analysis
import Experiments
import Fixtures
import Formats
import Records

@testable import Page

extension ExperimentFile {
  /// The same with the published tables, figures and answers that the project's file of that name declares, but for
  /// simulated figures, which take long.
  func shown() throws -> ExperimentFile {
    var file = self
    let report = try shippedFile(experiment.name).presentation.report
    file.presentation.report.published = report.published
    file.presentation.report.headline = report.headline
    file.presentation.report.figures = report.figures.filter { $0.name != OperatingFigure.name }
    file.presentation.report.answers = report.answers
    return file
  }
}

extension ExperimentRecords {
  /// The same, shown like the shipped experiment of that name.
  func shown() throws -> ExperimentRecords {
    var shown = ExperimentRecords([], plan: plan, presentation: try file.shown().presentation)
    shown.sweep = sweep
    shown.tuning = tuning
    shown.data = data
    shown.curves = curves
    shown.starts = starts
    shown.gates = gates
    return shown
  }
}

extension MadeUpStudy {
  /// Writes experiments into a folder, each shown like the shipped one of its name.
  func writeShown(
    to folder: String, experiments: [String], scale: ScaleName = .quick
  ) throws {
    try write(to: folder, experiments: experiments, scale: scale)
    guard var manifest = try ResultsFolder(folder).readManifest() else { return }
    for (index, name) in experiments.enumerated() {
      guard let experiment = manifest.experiments[name],
        let presentation = manifest.presentation[name]
      else { continue }
      var shown = try ExperimentFile(experiment: experiment, presentation: presentation)
        .shown().presentation
      // On the page they stand in the order in which they are named.
      shown.order = index + 1
      manifest.presentation[name] = shown
    }
    try ResultsFolder(folder).write(manifest)
  }
}

/// A page made from records in memory.
struct MadeUpPage {
  let study: StudyResults
  let reports: [String: DeclaredReport]
  let claims: [Claim]
  let scale: ScaleName

  /// - Throws: `ExperimentFileError` for a declaration that cannot be kept.
  init(_ experiments: ExperimentRecords..., scale: ScaleName = .quick) throws {
    let reports = Dictionary(
      uniqueKeysWithValues: try experiments.map { ($0.name, try DeclaredReport($0.file)) })
    let study = StudyResults(
      StudyRecords(experiments: experiments),
      published: try PublishedValues(folder: Repository.published)
    ) { reports[$0.name]?.tables ?? [] }
    self.reports = reports
    self.study = study
    self.scale = scale
    claims = study.experiments.flatMap {
      reports[$0.name]?.claims.claims($0, in: study) ?? []
    }
  }

  /// The figures of all experiments, as if all had been drawn.
  var figures: [Figure] {
    study.experiments.flatMap { reports[$0.name]?.figures(of: $0) ?? [] }
  }

  private var content: PageContent { PageContent(study: study, claims: claims, scale: scale) }

  /// The report.
  var text: String { text() }

  /// The report while some experiments are still being run.
  func text(pending: [String] = []) -> String {
    Markdown.text(
      ReportPage(content: content, reports: reports, figures: figures, pending: pending).blocks)
  }

  /// The page of one experiment; of the first unless it is named.
  func experimentPage(_ name: String? = nil) throws -> String {
    let results = try results(name ?? study.experiments.first?.name ?? "")
    guard let report = reports[results.name] else { throw ResultsError("nothing is declared") }
    return Markdown.text(
      ExperimentPage(
        results: results, content: content, report: report,
        figures: figures.filter { $0.experiment == results.name }
      ).blocks)
  }

  /// What the experiments answer, without headings.
  var answers: String {
    let blocks = study.experiments.flatMap { results in
      (reports[results.name]?.answers ?? []).flatMap { $0.answer.blocks(results, in: content) }
    }
    return Markdown.text(blocks)
  }

  /// An experiment of the page.
  func results(_ name: String) throws -> ExperimentResults {
    guard let results = study.experiment(name) else { throw ResultsError("there is no \(name)") }
    return results
  }

  /// The caption of a figure; nil where there is nothing to draw.
  func caption(_ figure: any FigureKind.Type, of name: String) throws -> String? {
    figure.caption(try results(name))
  }
}

/// The program that draws; nil where it is not installed.
let gnuplot = Program("gnuplot")

extension Rendering {
  /// A rendering with the project's own published values and scripts.
  init(_ folder: String, _ scale: ScaleName = .quick) {
    self.init(
      folder: folder, scale: scale, published: Repository.published, scripts: Repository.scripts)
  }
}

extension MadeUpStudy {
  /// A study small enough to be rendered twice in a test.
  static var small: MadeUpStudy {
    var made = MadeUpStudy()
    made.draws = 4
    made.correlations = ["0.20", "0.50", "1.00"]
    return made
  }
}

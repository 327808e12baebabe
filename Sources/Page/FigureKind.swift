// Kinds of figures: a gnuplot script, the tables that it draws, and what it shows in words.

internal import Analysis
internal import Experiments
internal import Records

/// A kind of figure. Which figures an experiment has is declared in its file.
///
/// One is added by writing a script in `scripts/figures`, a type (a file in `Figures`), and listing it in
/// ``FigureKinds/all``.
protocol FigureKind: Sendable {
  /// The name in experiment files, of the script and of the SVG.
  static var name: String { get }
  /// What it shows, for its caption and for screen readers.
  static var title: String { get }
  /// The files in the experiment's folder that it is drawn from, besides `models.csv`.
  static var files: [String] { get }
  /// The derived tables that it is drawn from and that are not always written.
  static var tables: [any DerivedTable.Type] { get }
  /// Variables that the script takes, by name.
  static func variables(_ results: ExperimentResults) -> [String: String]
  /// Why there can be nothing to draw of these data; nil where there can.
  static func absence(_ results: ExperimentResults) -> String?
  /// A sentence or two made from the numbers that the figure draws; nil where there is nothing to draw.
  static func caption(_ results: ExperimentResults) -> String?
}

extension FigureKind {
  static var tables: [any DerivedTable.Type] { [] }
  static func variables(_ results: ExperimentResults) -> [String: String] { [:] }
  static func absence(_ results: ExperimentResults) -> String? { nil }

  /// Whether it is drawn from learning curves, which a file may leave out.
  static var showsLearningCurves: Bool {
    DerivedTables.all.contains {
      files.contains($0.file) && $0.description.source == "curves.csv"
    }
  }
}

/// All kinds of figures.
enum FigureKinds {
  static let all: [any FigureKind.Type] = [
    GainsFigure.self, GainsByCorrelationFigure.self, SeesawFigure.self, RateRankingFigure.self,
    OperatingFigure.self,
    CurvesFigure.self,
    BarsFigure.self, OrderedBarsFigure.self, SmallestWeightsFigure.self,
    SmallestWeightCurvesFigure.self, EmbeddingFigure.self, DriftFigure.self, GateMapFigure.self,
    SequenceErrorsFigure.self, ModeCurvesFigure.self, LabelCorrelationFigure.self, SizesFigure.self,
    DeparturesFigure.self, CosineFigure.self, SpreadFigure.self, LossCurvesFigure.self,
    LossHistogramFigure.self, OverfittingFigure.self, LeadsByShareFigure.self,
  ]
}

/// A figure of one experiment, ready to be drawn.
struct Figure: Hashable, Sendable {
  /// The experiment's folder, from which the script reads.
  var experiment: String
  /// The script's name without `.gnuplot`; the SVG has the same.
  var script: String
  /// What it shows.
  var title: String
  /// What it shows, in sentences; links to `files` are relative to the experiment's folder.
  var caption = ""
  /// Variables that the script takes, by name.
  var variables: [String: String] = [:]
  /// The files in the experiment's folder that it is drawn from.
  var files: [String] = []

  /// The SVG's name in the experiment's folder.
  var output: String { script + ".svg" }
  /// Relative to the scale's folder.
  var path: String { "\(experiment)/\(output)" }
  /// The caption with links relative to the scale's folder.
  var captionOfPath: String {
    files.reduce(caption) { $0.replacing("](\($1))", with: "](\(experiment)/\($1))") }
  }
}

// From a family and its arguments, and from runs with known errors, to claims.
public import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Analysis

extension Declaration.Value: ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral
{
  /// A word.
  public init(stringLiteral text: String) { self = .text(text) }
  /// A list of words.
  public init(arrayLiteral list: String...) { self = .list(list) }
}

/// A family as a declaration makes it, for an experiment that has what it needs.
func family<Family: ClaimFamily>(
  _: Family.Type, _ arguments: [String: Declaration.Value] = [:], of experiment: Experiment
) throws -> Family {
  var presentation = TinyStudy.presentation
  presentation.report.published = PublishedTable.allCases.map(\.rawValue)
  var arguments = Arguments(
    Declaration(Family.name, arguments),
    in: ExperimentFile(experiment: experiment, presentation: presentation))
  let family = try Family(&arguments)
  try arguments.finish()
  return family
}

/// The claims of a family about some records, whatever these declare.
func claims<Family: ClaimFamily>(
  _: Family.Type, _ arguments: [String: Declaration.Value] = [:], about records: ExperimentRecords
) throws -> [Claim] {
  let family = try family(Family.self, arguments, of: records.plan.experiment)
  let tables = DerivedTables.all.filter { $0 != GainTable.self }
  let results = ExperimentResults(
    records, published: try PublishedValues(folder: Repository.published), tables: tables,
    needed: Family.tables)
  return family.claims(results, in: StudyResults(experiments: [results]))
}

/// The first of these claims.
func claim<Family: ClaimFamily>(
  _: Family.Type, _ arguments: [String: Declaration.Value] = [:], about records: ExperimentRecords
) throws -> Claim {
  try #require(try claims(Family.self, arguments, about: records).first)
}

/// The runs of a model on a draw at p = .50, a list of log excess errors per training; nil where it diverged.
func runs(
  _ model: String, _ draw: Int, _ logs: [[Double]?], setting: String = "-",
  correlation: String = "0.50"
) -> [MetricRecord] {
  logs.enumerated().flatMap { training, logs in
    metricRecords(
      setting, model: model, draw: NumberFormat.draw(draw), training: "\(training)",
      nmse: logs?.map { exp($0) } ?? [nil, nil], status: logs == nil ? .diverged : .ok
    ).map { record in
      var record = record
      record.run.correlation = correlation
      return record
    }
  }
}

/// Runs as records of an experiment of the form of `seesaw`.
func study(
  _ metrics: [MetricRecord], settings: [Setting] = [],
  _ change: (inout ExperimentRecords) -> Void = { _ in }
) throws -> ExperimentRecords {
  var made = MadeUpStudy()
  made.settings = settings
  return try records(metrics, of: made.file("made-up"), change)
}

/// The records of a study, some of whose log errors are raised.
func records(
  _ made: MadeUpStudy, _ name: String, raising: (_ run: RunKey, _ task: Int) -> Double
) throws -> ExperimentRecords {
  let metrics = made.metrics().map { record in
    var record = record
    let task = record.task == "task1" ? 0 : 1
    record.excessError = record.excessError.map { $0 * exp(raising(record.run, task)) }
    return record
  }
  return try Fixtures.records(metrics, of: made.file(name)) { $0.tuning = made.tuning() }
}

extension Claim {
  /// Whether the printed bounds are those from which its word follows, for a claim that something is positive.
  func isDecidedByItsBounds(margin: Double = Metric.margin) -> Bool {
    let (lower, upper) = (self.lower ?? -.infinity, self.upper ?? .infinity)
    return switch finding {
    case .supported: lower > 0
    case .unsupported: upper < margin
    case .negligible: lower > 0 || upper < margin
    case .inconclusive: lower <= 0
    default: false
    }
  }
}

/// The rows of one tuning trial at the chosen rate, with these log excess errors; nil where it diverged.
func trial(
  _ model: String, draw: Int, training: Int = 0, budget: Int = 1, setting: String = "-",
  _ logs: [Double]?
) -> [TuningRecord] {
  (0..<2).map { task in
    var record = TuningRecord()
    record.arm = Arm(model: model, setting: setting)
    record.learningRate = 0.001
    record.correlation = "0.50"
    record.draw = "\(draw)"
    record.training = "\(training)"
    record.task = NumberFormat.task(task)
    record.budget = budget
    record.excessError = logs.map { exp($0[task]) }
    record.status = logs == nil ? .diverged : .ok
    record.chosen = .yes
    return record
  }
}

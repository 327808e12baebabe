// `<experiment>/mode-curves.csv`: what samples of a mode look like, drawn like MoSE's Figure 5. It is made
// from the specification and the seed; no record holds the data.

internal import Experiments
package import Formats
package import Records
internal import SyntheticData

/// The curves of a few samples of the first modes, on the data of draw 000.
package struct ModeCurves: DerivedTable {
  private static let schema = Schema<ModeCurvePoint>([
    .computed("mode", .integer, .key, "the mode, from 0", \.mode),
    .computed("sample", .integer, .key, "the sample of the training range", \.sample),
    .computed("step", .integer, .key, "the step, from 1", \.step),
    .number("input1", "input 1") { $0.input },
    .number("task1", "the label of task 1, noise included") { $0.firstLabel },
    .number("task2", "the label of task 2, noise included") { $0.secondLabel },
  ])

  package static let description = TableDescription(
    schema, file: "mode-curves.csv", row: "mode, sample, step", isDerived: true,
    evidence: .none("it shows the data, and no training"), source: "data.csv")
  package static let isAlwaysWritten = false

  /// Enough to be told apart by eye.
  private static let modeCount = 3
  /// What is common to a mode, and what noise does to it, shows in a few.
  private static let samplesPerMode = 3
  /// Where samples of a mode are looked for: the first of the training range.
  private static let searched = 0..<1000

  private let points: [ModeCurvePoint]

  /// Nil where the experiment's generator makes no modes.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let data = records.plan.firstData(
      in: records.plan.experiment.settings[0], correlation: nil)
    guard case .sequentialModes(let spec) = data.generator,
      let source = try? SequentialModes(spec, draw: data.stream)
    else { return nil }
    points = source.curves(samplesPerMode: Self.samplesPerMode, among: Self.searched)
      .filter { $0.mode < Self.modeCount }
  }

  /// How many modes and samples are shown.
  package var shown: (modes: Int, samples: Int) {
    (Set(points.map(\.mode)).count, Set(points.map(\.sample)).count)
  }

  package var table: CSVTable { Self.schema.table(points) }
}

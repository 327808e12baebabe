// `<experiment>/mmoe-figure2.csv`: the labels' correlation by p, measured from the generator, beside the published one. It
// is made from the specification and the seed; no record holds the data.

internal import Experiments
package import Formats
package import Records
internal import Statistics
internal import SyntheticData

/// MMoE's Figure 2 for every kind of data of an experiment, at the published p.
package struct CosineTable: DerivedTable {
  /// One point of one curve.
  package struct Row: Sendable {
    package var source: Figure8Table.Source
    /// `-` for published values.
    package var setting: String
    package var correlation: Double
    /// Nil for published values.
    package var count: Int?
    package var mean: Double
    /// The range of the middle 90% of trials; nil for published values.
    package var range: (lower: Double, upper: Double)?

    static let schema = Schema<Row>([
      .computed("source", .word, .key, "measured, or published: the paper's", \.source),
      .computed(
        "setting", .text, .key, "the first setting with these data; - is the default", \.setting),
      .computed("correlation", .correlation, .key, "p, the cosine of the weight vectors") {
        NumberFormat.correlation($0.correlation)
      },
      .computed(
        "trials", .optionalInteger, .configuration,
        "data sets of \(sampleCount) samples; empty for published values", \.count),
      .number(
        "label_pearson",
        "Pearson correlation of the tasks' labels, mean over trials", .measured
      ) { $0.mean },
      .number("p5", "the trials' 5% quantile; empty for published values") { $0.range?.lower },
      .number("p95", "the trials' 95% quantile; empty for published values") { $0.range?.upper },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "mmoe-figure2.csv", row: "source, setting, correlation", isDerived: true,
    evidence: .none("it shows the data, and no training"), source: "data.csv")
  package static let isAlwaysWritten = false

  /// As in the paper: 100 trials of 10 000 points, or as many trials as there are draws.
  package static let sampleCount = 10_000
  private static let trialCount = 100

  package let rows: [Row]

  /// Nil where nothing controls the correlation, or nothing is published to compare with.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let plan = records.plan
    let correlations = published.labelCorrelations.map(\.cosine)
    let trials = min(plan.scale.draws, Self.trialCount)
    var rows: [Row] = []
    for setting in plan.settingsWithData {
      guard let labels = plan.firstData(in: setting, correlation: 1).generator.labels else {
        return nil
      }
      for correlation in correlations {
        let draws = (0..<trials).map { plan.stream(ofDraw: $0) }
        guard
          let values = try? labels.labelPearson(
            correlation: correlation, sampleCount: Self.sampleCount, draws: draws),
          let mean = Summary(values)?.mean
        else { continue }
        let sorted = values.sorted()
        rows.append(
          Row(
            source: .measured, setting: setting.name, correlation: correlation,
            count: values.count, mean: mean,
            range: (quantile(0.05, ofSorted: sorted), quantile(0.95, ofSorted: sorted))))
      }
    }
    rows += published.labelCorrelations.map { point in
      Row(
        source: .published, setting: Arm.defaultSetting, correlation: point.cosine, count: nil,
        mean: point.pearson, range: nil)
    }
    if correlations.isEmpty { return nil }
    self.rows = rows
  }

  package var table: CSVTable { Row.schema.table(rows) }

  /// The largest distance of a setting's mean from the published value; nil where nothing is measured.
  package func largestDistance(in setting: String) -> Double? {
    let published = Dictionary(
      rows.filter { $0.source == .published }.map { ($0.correlation, $0.mean) },
      uniquingKeysWith: { first, _ in first })
    return rows.filter { $0.source == .measured && $0.setting == setting }.compactMap { row in
      published[row.correlation].map { abs($0 - row.mean) }
    }.max()
  }
}

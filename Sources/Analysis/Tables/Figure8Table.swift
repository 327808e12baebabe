// `<experiment>/figure8.csv`: the mean weights of one run's gates as stacked bars, beside the published ones.

internal import Experiments
package import Formats
package import Records

/// The bars of the PLE paper's Figure 8: draw 000, training 0 at p = 0.50, and the paper's.
package struct Figure8Table: DerivedTable {
  /// Where a segment comes from.
  package enum Source: String, CaseIterable, Sendable {
    case measured
    case published
  }

  private struct Row {
    var source: Source
    var segment: BarSegment
  }

  private static let schema = Schema<Row>([
    .computed("source", .word, .key, "measured, or published: the paper's", \.source),
    .computed("model", .text, .key, "the model's name in the experiment file") {
      $0.segment.arm.model
    },
    .computed("setting", .text, .key, "the setting; - is the default") { $0.segment.arm.setting },
    .computed("level", .integer, .key, "the level of experts, from 1, the lowest") {
      $0.segment.level
    },
    .computed("gate", .text, .key, "task1, …, shared, all, or selector1, …") { $0.segment.gate },
    .computed("expert", .text, .key, "the expert") { $0.segment.expert },
    .computed("owner", .text, .configuration, "the module that owns the expert") {
      $0.segment.owner
    },
    .computed("shade", .integer, .configuration, "the expert's number in its module, from 1") {
      $0.segment.shade
    },
    .number("mean", "mean weight over test samples, of draw 000, training 0 at p = 0.50") {
      $0.segment.mean
    },
    .number("sd", "standard deviation over test samples; empty for published values") {
      $0.segment.standardDeviation
    },
    .number("bottom", "where the bar's segment starts") { $0.segment.bottom },
    .number("top", "where the bar's segment ends") { $0.segment.top },
  ])

  package static let description = TableDescription(
    schema, file: "figure8.csv", row: "source, model, setting, level, gate, expert",
    isDerived: true, evidence: .none("it shows single runs, without repetitions"),
    source: "gates/*.csv")
  package static let isAlwaysWritten = false

  /// The correlation of which bars are shown: the one at which samples are kept.
  package static func correlation(in records: ExperimentRecords) -> String {
    let keys = Set(records.gates.lazy.flatMap { $0.weights.lazy.map(\.run.correlation) })
    let asked = records.plan.experiment.gateSamples?.correlation.map {
      NumberFormat.correlation($0)
    }
    return asked.flatMap { keys.contains($0) ? $0 : nil } ?? GateSample.correlation(among: keys)
  }

  package let measured: [BarSegment]
  package let published: [BarSegment]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    if records.gates.isEmpty { return nil }
    var measured: [BarSegment] = []
    let correlation = Self.correlation(in: records)
    for model in records.gates {
      for setting in Set(model.weights.map(\.run.arm.setting)).sorted() {
        let cell = Sweep.Cell(draw: GateSample.draw, training: GateSample.training)
        let rows = GateSweep(model, setting: setting).weights(correlation, cell)
        for row in rows {
          guard let mean = row.mean else { continue }
          let siblings = Set(
            rows.filter { $0.level == row.level && $0.owner == row.owner }.map(\.expert)
          ).sorted()
          measured.append(
            BarSegment(
              arm: Arm(model: model.model, setting: setting), correlation: correlation,
              level: row.level, gate: row.gate, expert: row.expert, owner: row.owner,
              shade: (siblings.firstIndex(of: row.expert) ?? 0) + 1, count: 1, mean: mean,
              standardDeviation: row.standardDeviation))
        }
      }
    }
    self.measured = BarSegment.stacked(measured, records.models)
    let names = Dictionary(
      records.gates.compactMap { gates in
        records.models[gates.model].map { ($0.published, gates.model) }
      }, uniquingKeysWith: { first, _ in first })
    self.published = BarSegment.stacked(
      published.utilization.compactMap { weight in
        guard let model = names[weight.model] else { return nil }
        // `expert2` is one of several shared experts, `task1` and `shared` are owners of a single one.
        let number = weight.expert.hasPrefix("expert") ? Int(weight.expert.dropFirst(6)) : nil
        return BarSegment(
          arm: Arm(model: model), correlation: "-", level: weight.level, gate: weight.gate,
          expert: weight.expert, owner: number == nil ? weight.expert : "shared",
          shade: number ?? 1, count: 1, mean: weight.mean, standardDeviation: nil)
      }, records.models)
  }

  package var table: CSVTable {
    Self.schema.table(
      measured.map { Row(source: .measured, segment: $0) }
        + published.map { Row(source: .published, segment: $0) })
  }
}

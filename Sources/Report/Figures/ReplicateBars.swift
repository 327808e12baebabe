// `<experiment>/figure8.csv`: the mean weights of one run's gates as stacked bars, beside the published ones.

internal import Formats

/// The bars of Figure 8: replicate 000 at p = 0.50, and the paper's.
struct ReplicateBars {
  static let columns = [
    "source", "model", "setting", "level", "gate", "expert", "owner", "shade", "mean", "sd",
    "bottom", "top",
  ]
  static let correlation = "0.50"
  static let replicate = "000"

  /// Where the bars are of: p = 0.50 where there is one, else the first key.
  static func correlation(in gates: [ExperimentRecords.ModelGates]) -> String {
    let keys = Set(gates.flatMap { $0.weights.map(\.correlation) })
    return keys.contains(correlation)
      ? correlation : keys.min { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) } ?? correlation
  }

  let measured: [BarSegment]
  let published: [BarSegment]

  init(_ gates: [ExperimentRecords.ModelGates], published: PublishedValues) {
    var measured: [BarSegment] = []
    let correlation = Self.correlation(in: gates)
    for model in gates {
      for setting in Set(model.weights.map(\.setting)).sorted() {
        let rows = GateSweep(model, setting: setting).weights(correlation, Self.replicate)
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
    self.measured = BarSegment.stacked(measured)
    let models = Set(gates.map(\.model))
    self.published = BarSegment.stacked(
      published.utilization.filter { models.contains($0.model) }.map { weight in
        // `expert2` is one of several shared experts, `task1` and `shared` are owners of a single one.
        let number = weight.expert.hasPrefix("expert") ? Int(weight.expert.dropFirst(6)) : nil
        return BarSegment(
          arm: Arm(model: weight.model), correlation: "-", level: weight.level, gate: weight.gate,
          expert: weight.expert, owner: number == nil ? weight.expert : "shared",
          shade: number ?? 1, count: 1, mean: weight.mean, standardDeviation: nil)
      })
  }

  /// The table as written.
  var table: CSVTable {
    var table = CSVTable(columns: Self.columns)
    for (source, segments) in [("measured", measured), ("published", published)] {
      for segment in segments {
        table.append(
          [
            source, segment.arm.model, segment.arm.setting, String(segment.level), segment.gate,
            segment.expert, segment.owner, String(segment.shade),
          ]
            + [segment.mean, segment.standardDeviation, segment.bottom, segment.top]
            .map(NumberFormat.measured))
      }
    }
    return table
  }
}

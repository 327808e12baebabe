// `<experiment>/gates/<model>.csv`: what every gate of every run of a model does over the test range.

/// One expert's weight in one gate of one run.
package struct GateRecord: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  /// From 1, the lowest.
  package var level = 1
  /// `task1`…, `shared`, `all`, or `selector1`… (ML-MMoE below the top).
  package var gate = ""
  /// `expert01`…, numbered over the whole level.
  package var expert = ""
  /// The module that owns the expert: `task1`… or `shared`.
  package var owner = ""
  /// The weight's mean over test samples.
  package var mean: Double?
  /// The weight's standard deviation over test samples.
  package var standardDeviation: Double?
  package var minimum: Double?
  package var quantile05: Double?
  package var quantile50: Double?
  package var quantile95: Double?
  package var maximum: Double?
  /// Shares of samples whose weight is below .001, .01 and .05.
  package var shareBelow001: Double?
  package var shareBelow01: Double?
  package var shareBelow05: Double?
  /// Share of samples for which this expert has the largest weight.
  package var shareOfArgmax: Double?
  /// E‖g_e f_e‖ / Σ_e E‖g_e f_e‖.
  package var contribution: Double?

  package init() {}

  package static let schema = Schema<GateRecord>(
    Column.part(RunKey.columnsOfOneModel, \.run) + gateColumns(level: \.level, gate: \.gate) + [
      .stored(
        "expert", \.expert, .text, .key, "expert01, expert02, …, numbered over the whole level"),
      .stored(
        "owner", \.owner, .text, .configuration, "the module that owns the expert: task1, …, shared"
      ),
      .measured("mean", \.mean, "the weight's mean over test samples", .leading, as: .share),
      .measured(
        "sd", \.standardDeviation, "its standard deviation over test samples", .following,
        as: .amount),
      .measured("min", \.minimum, "its minimum over test samples", .following, as: .share),
      .stored("p05", \.quantile05, .roughShare, .following, "its 5% quantile over test samples"),
      .stored("p50", \.quantile50, .roughShare, .following, "its median over test samples"),
      .stored("p95", \.quantile95, .roughShare, .following, "its 95% quantile over test samples"),
      .measured("max", \.maximum, "its maximum over test samples", .following, as: .share),
      .measured(
        "share_below_001", \.shareBelow001, "share of samples with a weight below .001", as: .share),
      .measured(
        "share_below_01", \.shareBelow01, "share of samples with a weight below .01", as: .share),
      .measured(
        "share_below_05", \.shareBelow05, "share of samples with a weight below .05", as: .share),
      .measured(
        "share_of_argmax", \.shareOfArgmax,
        "share of samples for which this expert has the largest weight", as: .share),
      .measured(
        "contribution", \.contribution,
        "E‖g·f‖ of the expert over the sum of all: its weight and the size of its output",
        as: .share),
    ])

  /// The columns that name a gate of a run.
  package static func gateColumns<Row>(
    level: StoredPath<Row, Int>, gate: StoredPath<Row, String>
  ) -> [Column<Row>] {
    [
      .stored("level", level, .integer, .key, "the level of experts, from 1, the lowest"),
      .stored(
        "gate", gate, .text, .key,
        "task1, …; shared (PLE below the top); all (OMoE); selector1, … (ML-MMoE below the top)"),
    ]
  }

  /// The expert of the level above that a selector of ML-MMoE feeds, by the selector's name; nil for
  /// any other gate.
  package static func expert(fedBy gate: String) -> String? {
    guard gate.hasPrefix("selector"), let number = Int(gate.dropFirst("selector".count)) else {
      return nil
    }
    return "expert" + (number < 10 ? "0" : "") + String(number)
  }
}

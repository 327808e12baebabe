// What the data turned out to be, on the page. Tasks of sequences have variances of their own, which may differ tenfold;
// those of the PLE paper's data are alike and stand together.

internal import Formats
internal import Records
internal import Statistics

/// The data sets of one experiment.
struct DataTable {
  let cards: [DataRecord]
  let isSequential: Bool

  /// What the columns are.
  var note: String {
    [
      hasCorrelation
        ? "p is the cosine of the weight vectors; the labels' correlation is what came of it."
        : "Nothing in this data controls how the tasks are correlated: the labels' correlation is what came out.",
      isSequential ? "Var(y) of each task." : "",
      "Median and range over draws, default setting:",
    ].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A row per correlation; nil without data sets.
  var table: TextTable? {
    guard !cards.isEmpty else { return nil }
    let variances = variances
    var table = TextTable(
      header: ["p", "Draws", "Label correlation"] + variances.map(\.name) + [
        "Non-linear share"
      ],
      numeric: Set(1...(3 + variances.count)))
    let keys = RunKey.sortedCorrelations(cards.map(\.correlation))
    for key in keys {
      let own = cards.filter { $0.correlation == key }
      table.append(
        [
          key == NumberFormat.noCorrelation ? "" : key, String(own.count),
          Self.spread(own.compactMap(\.labelPearson)),
        ] + variances.map { Self.spread(own.flatMap($0.values).compactMap { $0 }) }
          + [Self.spread(own.flatMap(\.nonlinearShares).compactMap { $0 })])
    }
    return table.withoutEmptyColumns
  }

  private var hasCorrelation: Bool {
    cards.contains { $0.correlation != NumberFormat.noCorrelation }
  }

  /// The columns of variances: one of all tasks, or one of each.
  private var variances: [(name: String, values: (DataRecord) -> [Double?])] {
    guard isSequential else { return [("Var(y)", \.variances)] }
    let count = cards.map(\.variances.count).max() ?? 0
    return (0..<count).map { task in
      (
        "Var(y) of task \(task + 1)",
        { card in card.variances.indices.contains(task) ? [card.variances[task]] : [] }
      )
    }
  }

  /// The median and the range.
  private static func spread(_ values: [Double]) -> String {
    let sorted = values.sorted()
    guard let least = sorted.first, let most = sorted.last else { return "" }
    let median = NumberFormat.decimal(quantile(0.5, ofSorted: sorted), places: 2)
    if sorted.count == 1 { return median }
    return
      "\(median) [\(NumberFormat.decimal(least, places: 2)), \(NumberFormat.decimal(most, places: 2))]"
  }
}

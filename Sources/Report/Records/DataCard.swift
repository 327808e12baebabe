// `<experiment>/data.csv`: what each data set turned out to be.

internal import Formats

/// The data card of one replicate at one correlation.
struct DataCard: Hashable {
  var correlation: String
  var replicate: String
  /// Cosine of the weight vectors, mean over all pairs of tasks; nil with a single task.
  var cosine: Double?
  /// Pearson correlation of the labels, mean over all pairs of tasks; nil with a single task.
  var labelPearson: Double?
  /// Var(y_k) over the test range, task by task.
  var variances: [Double?]
  /// The share of each task's label variance that is no linear function of the input.
  var nonlinearShares: [Double?]
  /// Checksums of the first samples of train, validation and test.
  var checksums: [String]

  /// The columns that together name a card.
  static let key = ["correlation", "replicate"]

  /// The header for K tasks.
  static func columns(taskCount: Int) -> [String] {
    let tasks = (0..<taskCount).map { "task\($0 + 1)" }
    return ["correlation", "replicate", "cosine", "label_pearson"]
      + tasks.map { "variance_\($0)" } + tasks.map { "nonlinear_share_\($0)" }
      + ["checksum_train", "checksum_validation", "checksum_test"]
  }

  /// The table of cards of K tasks, in the given order.
  static func table(_ cards: [DataCard], taskCount: Int) -> CSVTable {
    var table = CSVTable(columns: columns(taskCount: taskCount))
    for card in cards {
      table.append(
        [card.correlation, card.replicate]
          + ([card.cosine, card.labelPearson] + card.variances + card.nonlinearShares)
          .map(NumberFormat.measured) + card.checksums)
    }
    return table
  }

  /// Reads a table with as many tasks as its header has.
  /// - Throws: `FileError` or `CSVError`.
  static func read(_ path: String) throws -> [DataCard] {
    let table = try CSVTable(readingFrom: path, key: key)
    let taskCount = table.columns.count { $0.hasPrefix("variance_") }
    let expected = columns(taskCount: taskCount)
    guard table.columns == expected, taskCount > 0 else {
      throw CSVError(
        path: path, line: 1, problem: "the header must be \(expected.joined(separator: ","))")
    }
    return try table.rows.indices.map { row in
      var fields = FieldReader(table: table, row: row)
      return DataCard(
        correlation: try fields.correlation(), replicate: try fields.replicate(),
        cosine: try fields.number(), labelPearson: try fields.number(),
        variances: try (0..<taskCount).map { _ in try fields.number() },
        nonlinearShares: try (0..<taskCount).map { _ in try fields.number() },
        checksums: try (0..<3).map { _ in try fields.text() })
    }
  }
}

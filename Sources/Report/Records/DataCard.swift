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
  /// What there is to hold errors against; nil where samples are no sequences.
  var references: References?
  /// Checksums of the first samples of train, validation and test.
  var checksums: [String]

  /// Mean squared errors that take no learning, task by task; nil where the generator has none.
  struct References: Hashable {
    /// The lowest that can be expected: that of a predictor which knows all but the labels' noise.
    var noiseFloors: [Double?]
    /// Repeating the label of the step before the labelled ones.
    var persistence: [Double?]
    /// The mean over training samples of the same mode, step by step.
    var modeMeans: [Double?]
  }

  /// The columns that together name a card.
  static let key = ["correlation", "replicate"]

  /// The header for K tasks.
  static func columns(taskCount: Int, isSequential: Bool = false) -> [String] {
    let tasks = (0..<taskCount).map { "task\($0 + 1)" }
    let references = isSequential ? ["noise_floor", "persistence_mse", "mode_mean_mse"] : []
    return ["correlation", "replicate", "cosine", "label_pearson"]
      + (["variance", "nonlinear_share"] + references).flatMap { name in
        tasks.map { "\(name)_\($0)" }
      }
      + ["checksum_train", "checksum_validation", "checksum_test"]
  }

  /// The headers that there are for K tasks.
  static func headers(taskCount: Int) -> [[String]] {
    [false, true].map { columns(taskCount: taskCount, isSequential: $0) }
  }

  /// The table of cards of K tasks, in the given order.
  static func table(
    _ cards: [DataCard], taskCount: Int, isSequential: Bool = false
  ) -> CSVTable {
    var table = CSVTable(columns: columns(taskCount: taskCount, isSequential: isSequential))
    for card in cards {
      table.append(
        [card.correlation, card.replicate]
          + ([card.cosine, card.labelPearson] + card.variances + card.nonlinearShares
          + (card.references?.all ?? []))
          .map(NumberFormat.measured) + card.checksums)
    }
    return table
  }

  /// Reads a table with as many tasks as its header has.
  /// - Throws: `FileError` or `CSVError`.
  static func read(_ path: String) throws -> [DataCard] {
    let table = try CSVTable(readingFrom: path, key: key)
    let taskCount = table.columns.count { $0.hasPrefix("variance_") }
    let isSequential = table.columns == columns(taskCount: taskCount, isSequential: true)
    let expected = columns(taskCount: taskCount, isSequential: isSequential)
    guard table.columns == expected, taskCount > 0 else {
      throw CSVError(
        path: path, line: 1, problem: "the header must be \(expected.joined(separator: ","))")
    }
    return try table.rows.indices.map { row in
      var fields = FieldReader(table: table, row: row)
      func perTask() throws -> [Double?] { try (0..<taskCount).map { _ in try fields.number() } }
      return DataCard(
        correlation: try fields.correlation(), replicate: try fields.replicate(),
        cosine: try fields.number(), labelPearson: try fields.number(),
        variances: try perTask(), nonlinearShares: try perTask(),
        references: try isSequential
          ? References(
            noiseFloors: perTask(), persistence: perTask(), modeMeans: perTask()) : nil,
        checksums: try (0..<3).map { _ in try fields.text() })
    }
  }
}

extension DataCard.References {
  /// All columns, in the order of the header.
  fileprivate var all: [Double?] { noiseFloors + persistence + modeMeans }
}

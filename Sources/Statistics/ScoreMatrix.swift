// The data type of a comparison: replicates × cells (Agarwal et al., "Deep reinforcement learning
// at the edge of the statistical precipice", 2021). A replicate's cells share its data and seeds,
// so rows are independent and cells of one row are not.

/// Scores of R replicates in C cells (correlation × task, say), one row per replicate.
public struct ScoreMatrix: Hashable, Sendable {
  /// R: the number of replicates.
  public let replicateCount: Int
  /// C: the number of cells.
  public let cellCount: Int
  /// All scores, row by row: [R · C].
  public let values: [Double]

  /// The matrix of these rows, all of one length; values are finite.
  public init(rows: [[Double]]) {
    replicateCount = rows.count
    cellCount = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == cellCount,
        "rows of scores have equal lengths, but row \(index) has \(row.count) of \(cellCount)")
    }
    values = rows.flatMap { $0 }
    requireFinite(values)
  }

  /// The rows in which no score is missing; a replicate with a diverged run is dropped whole.
  public init(completeRowsOf rows: [[Double?]]) {
    for (index, row) in rows.enumerated() {
      precondition(
        row.count == rows[0].count,
        "rows of scores have equal lengths, but row \(index) has \(row.count) of \(rows[0].count)")
    }
    self.init(rows: rows.filter { !$0.contains(nil) }.map { $0.compactMap { $0 } })
  }

  /// The scores of one replicate: [C].
  public func row(_ replicate: Int) -> ArraySlice<Double> {
    values[replicate * cellCount..<(replicate + 1) * cellCount]
  }

  /// The scores in one cell: [R].
  public func column(_ cell: Int) -> [Double] {
    precondition((0..<cellCount).contains(cell), "cell \(cell) is not one of \(cellCount)")
    return stride(from: cell, to: values.count, by: cellCount).map { values[$0] }
  }

  /// The mean of each replicate over its cells, [R]: independent values, fit for `meanInterval`.
  /// Empty if there are no cells.
  public var rowMeans: [Double] {
    (0..<replicateCount).compactMap { Summary(Array(row($0)))?.mean }
  }

  /// The matrix of these rows in this order, any of them as often as it is named.
  public func rows(_ replicates: [Int]) -> ScoreMatrix {
    ScoreMatrix(rows: replicates.map { Array(row($0)) })
  }
}

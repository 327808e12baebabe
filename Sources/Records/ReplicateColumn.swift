// One value per replicate: what every interval and test is computed from.

/// One value per replicate; nil where the pair was dropped.
package typealias ReplicateColumn = [Double?]

extension ReplicateColumn {
  /// The values that are there.
  package var present: [Double] { compactMap { $0 } }

  /// Pairwise difference; a pair with a gap is dropped.
  package static func difference(
    _ first: ReplicateColumn, _ second: ReplicateColumn
  ) -> ReplicateColumn {
    precondition(first.count == second.count, "columns of \(first.count) and \(second.count)")
    return zip(first, second).map { pair in
      if let first = pair.0, let second = pair.1 { first - second } else { nil }
    }
  }

  /// Mean over columns, replicate by replicate; a replicate with a gap anywhere is dropped, so that every
  /// replicate weighs every column alike.
  package static func mean(of columns: [ReplicateColumn]) -> ReplicateColumn {
    guard let count = columns.first?.count else { return [] }
    return (0..<count).map { index in
      let values = columns.compactMap { $0[index] }
      return values.count == columns.count ? values.reduce(0, +) / Double(values.count) : nil
    }
  }
}

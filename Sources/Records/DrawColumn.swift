// One value per draw: what every interval and test is computed from.

/// One value per draw; nil where the pair was dropped.
package typealias DrawColumn = [Double?]

extension DrawColumn {
  /// The values that are there.
  package var present: [Double] { compactMap { $0 } }

  /// Pairwise difference; a pair with a gap is dropped.
  package static func difference(
    _ first: DrawColumn, _ second: DrawColumn
  ) -> DrawColumn {
    precondition(first.count == second.count, "columns of \(first.count) and \(second.count)")
    return zip(first, second).map { pair in
      if let first = pair.0, let second = pair.1 { first - second } else { nil }
    }
  }

  /// Mean over columns, draw by draw; a draw with a gap anywhere is dropped, so that every draw weighs every
  /// column alike.
  package static func mean(of columns: [DrawColumn]) -> DrawColumn {
    guard let count = columns.first?.count else { return [] }
    return (0..<count).map { index in
      let values = columns.compactMap { $0[index] }
      return values.count == columns.count ? values.reduce(0, +) / Double(values.count) : nil
    }
  }
}

// A hash index of rows by key columns, used to match and to group rows.

/// Groups the rows of a table that have the same fields in the key columns.
public struct CSVRowIndex: Sendable {
  /// The table.
  public let table: CSVScan
  /// The key columns.
  public let columns: [Int]
  /// The group of every row; groups are numbered as they first appear.
  public private(set) var groups: [Int] = []
  /// The first row of every group.
  public private(set) var firstRows: [Int] = []
  /// The hash table: a group number per slot, −1 if free. Its size is a power of two, and at most
  /// half of the slots are used.
  private var slots: [Int]

  /// Groups the rows of a table.
  public init(_ table: CSVScan, columns: [Int]) {
    self.table = table
    self.columns = columns
    var size = 16
    while size < 2 * table.rowCount { size *= 2 }
    slots = Array(repeating: -1, count: size)
    groups.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let slot = slot(of: row, in: table)
      if slots[slot] < 0 {
        slots[slot] = firstRows.count
        firstRows.append(row)
      }
      groups.append(slots[slot])
    }
  }

  /// The index of a table whose key is unique.
  /// - Throws: ``CSVError`` naming the line of the first row with a duplicate key.
  public init(_ table: CSVScan, uniqueKey key: [String]) throws {
    self.init(table, columns: try key.map { try table.position(of: $0) })
    guard firstRows.count < table.rowCount else { return }
    for (row, group) in groups.enumerated() where firstRows[group] != row {
      let named = columns.map { "\(table.columns[$0]) \(table.text(row: row, column: $0))" }
      throw CSVError(
        path: table.path, line: table.line(ofRow: row),
        problem: "\(named.joined(separator: ", ")) is already in line "
          + "\(table.line(ofRow: firstRows[group]))")
    }
  }

  /// The group to which a row of a table with the same columns belongs; nil when there is none.
  public func group(of row: Int, in other: CSVScan) -> Int? {
    let group = slots[slot(of: row, in: other)]
    return group < 0 ? nil : group
  }

  /// The slot of a row's group, or the free slot for it.
  private func slot(of row: Int, in other: CSVScan) -> Int {
    var slot = hash(row, other) & (slots.count - 1)
    while slots[slot] >= 0, !isMember(of: slots[slot], row, other) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func isMember(of group: Int, _ row: Int, _ other: CSVScan) -> Bool {
    columns.allSatisfy { table.isEqual(row: firstRows[group], column: $0, to: other, row: row) }
  }

  /// FNV-1a over the fields' texts.
  private func hash(_ row: Int, _ other: CSVScan) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    other.bytes.withUnsafeBufferPointer { bytes in
      for column in columns {
        for offset in other.range(row: row, column: column) {
          let byte = bytes[offset]
          // Quotation marks are skipped, because the same text may be quoted or unquoted.
          if byte == 34 { continue }
          hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        hash = (hash ^ 0xff) &* 0x100_0000_01b3
      }
    }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}

// The tables of a results folder, told apart by their headers.

internal import Analysis
package import Records

/// The tables whose columns a comparison knows.
package struct KnownTables: Sendable {
  /// What there is to know of each.
  package let descriptions: [TableDescription]

  /// By default, all tables that this program writes.
  package init(
    _ descriptions: [TableDescription] =
      RecordSchemas.all + DerivedTables.all.map { $0.description } + [ClaimTable.description]
  ) {
    self.descriptions = descriptions
  }

  /// The kind of a table by its header, whatever the file is called; nil for a header of none of these.
  func kind(_ header: [String]) -> TableKind? {
    for description in descriptions {
      if let taskCount = description.taskCount(of: header) {
        return TableKind(description, taskCount: taskCount)
      }
    }
    return nil
  }

  /// All columns that are part of some key.
  var keys: Set<String> {
    Set(descriptions.flatMap(\.columns).filter { $0.role == .key }.map(\.name))
  }
}

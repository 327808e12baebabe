// What an earlier rendering left in an experiment's folder.

internal import Foundation
internal import Formats

/// The derived files of one experiment, as they are on disk and as they have to be.
struct DerivedFiles {
  let result: ExperimentResults
  /// `results/<scale>`.
  let folder: String

  init(_ result: ExperimentResults, folder: String) {
    self.result = result
    self.folder = folder
  }

  /// Deletes derived tables and figures that are not part of the results, and figures that were drawn from other
  /// numbers than those about to be written.
  /// - Returns: the deleted files, relative to the scale's folder, sorted.
  /// - Throws: `ResultsError` when one cannot be deleted.
  func removeStale() throws -> [String] {
    let place = "\(folder)/\(result.records.name)"
    let tables = result.tables
    let changed = Set(
      tables.filter { name, table in
        guard let bytes = try? AtomicFile.read("\(place)/\(name)") else { return true }
        return !bytes.elementsEqual(table.text.utf8)
      }.map(\.name))
    let fitting = result.figures.filter { changed.isDisjoint(with: $0.tables) }.map(\.output)
    let staying = Set(tables.map(\.name) + fitting)
    let found = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let stale = found.filter { name in
      (name.hasSuffix(".svg") || ExperimentResults.tableNames.contains(name))
        && !staying.contains(name)
    }.sorted()
    for name in stale {
      do {
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")
      } catch {
        throw ResultsError("cannot delete \(place)/\(name), which is out of date")
      }
    }
    return stale.map { "\(result.records.name)/\($0)" }
  }
}

// What an earlier rendering left in an experiment's folder.

internal import Analysis
internal import Foundation
internal import Formats
internal import Records

/// The derived files of one experiment, as they are on disk and as they have to be.
struct DerivedFiles {
  let result: ExperimentResults
  let figures: [Figure]
  /// `results/<scale>`.
  let folder: String

  /// Deletes derived tables and figures that are not part of the results, and figures that were drawn from other
  /// numbers than those about to be written.
  /// - Returns: the deleted files, relative to the scale's folder, sorted.
  /// - Throws: `ResultsError` when one cannot be deleted.
  func removeStale() throws -> [String] {
    let place = "\(folder)/\(result.name)"
    let tables = result.tables
    let changed = Set(
      tables.filter { name, table in
        guard let bytes = try? AtomicFile.read("\(place)/\(name)") else { return true }
        return !bytes.elementsEqual(table.text.utf8)
      }.map(\.file))
    let fitting = figures.filter { changed.isDisjoint(with: $0.files + [ModelTable.file]) }.map(
      \.output)
    let staying = Set(tables.map(\.file) + fitting)
    // A file by any other name is somebody's own.
    let derived = Set(DerivedTables.all.map { $0.file } + FigureKinds.all.map { "\($0.name).svg" })
    let found = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let stale = found.filter { derived.contains($0) && !staying.contains($0) }.sorted()
    for name in stale {
      do {
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")
      } catch {
        throw ResultsError("cannot delete \(place)/\(name), which is out of date")
      }
    }
    return stale.map { "\(result.name)/\($0)" }
  }
}

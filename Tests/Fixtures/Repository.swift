// Where the project's own files stand.

internal import Foundation

/// Folders of the repository that tests read.
package enum Repository {
  /// The folder with `Package.swift`.
  package static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  /// The project's own copy of the papers' numbers.
  package static let published = folder + "/experiments/published"
  /// The project's gnuplot scripts.
  package static let scripts = folder + "/scripts/figures"
}

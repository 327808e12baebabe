// One of the two things that are compared, from the name that a person gives it.

internal import Formats
internal import Foundation
internal import Records

/// A file or a folder, on the disk or in a commit.
struct ComparedSide {
  /// Where its files are.
  let tree: any FileTree
  /// The file or folder.
  let path: String
  /// Whether it is a single file.
  let isFile: Bool
  /// Its name in messages: as a person gave it, with the revision where there is one.
  let name: String

  /// The two sides that two names mean.
  ///
  /// A name is a path, else a revision, which takes the path of the other side, else
  /// `REVISION:path` with a path from the repository's top.
  /// - Throws: `ResultsError` when a name is none of these, or only one side is a single file.
  static func both(
    _ first: String, _ second: String, in folder: String = ""
  ) throws -> (ComparedSide, ComparedSide) {
    let disk = DiskTree(start: folder)
    let sides: (ComparedSide, ComparedSide)
    switch (try Named(first, disk), try Named(second, disk)) {
    case (.side(let one), .side(let two)): sides = (one, two)
    case (.revision(let tree), .side(let two)): sides = (try counterpart(of: two, in: tree), two)
    case (.side(let one), .revision(let tree)): sides = (one, try counterpart(of: one, in: tree))
    case (.revision, .revision):
      throw ResultsError(
        "\(first) and \(second) are both revisions without a path; write \(first):results/quick")
    }
    guard sides.0.isFile == sides.1.isFile else {
      let (file, other) = sides.0.isFile ? (sides.0, sides.1) : (sides.1, sides.0)
      throw ResultsError("\(file.name) is a file and \(other.name) a folder: compare two of a kind")
    }
    return sides
  }

  /// What one name means by itself.
  private enum Named {
    case side(ComparedSide)
    case revision(GitTree)

    init(_ name: String, _ disk: DiskTree) throws {
      guard !name.isEmpty else { throw ResultsError("an empty name is no file and no revision") }
      if let path = disk.path(of: name) {
        let isFile = disk.kind(path) == .file
        self = .side(
          ComparedSide(tree: disk, path: path, isFile: isFile, name: trimmed(name)))
        return
      }
      do throws(GitTree.Absence) {
        self = .revision(try GitTree(name, in: disk.start))
      } catch {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let tree = try? GitTree(String(parts[0]), in: disk.start) {
          self = .side(try ComparedSide(tree, String(parts[1])))
          return
        }
        let reason = if case .reason(let reason) = error { " (\(reason))" } else { "" }
        throw ResultsError("\(name) is no file, no folder, and no git revision here\(reason)")
      }
    }
  }

  private init(tree: any FileTree, path: String, isFile: Bool, name: String) {
    self.tree = tree
    self.path = path
    self.isFile = isFile
    self.name = name
  }

  /// A path of a commit.
  private init(_ tree: GitTree, _ path: String) throws {
    let path = trimmed(path)
    guard let kind = tree.kind(path) else {
      throw ResultsError("revision \(tree.revision) has no \(path)")
    }
    self.init(
      tree: tree.loading(path), path: path, isFile: kind == .file, name: tree.name(path))
  }

  private static func counterpart(
    of other: ComparedSide, in tree: GitTree
  ) throws -> ComparedSide {
    if other.tree is GitTree { return try ComparedSide(tree, other.path) }
    guard other.path == tree.top || other.path.hasPrefix(tree.top + "/") else {
      throw ResultsError(
        "\(other.name) lies outside of this repository; write \(tree.revision):path with a path from "
          + "its top")
    }
    return try ComparedSide(tree, String(other.path.dropFirst(tree.top.count + 1)))
  }

  // MARK: Files

  /// The files of a folder, relative to it; of a file, one nameless.
  func files() throws -> [String] { isFile ? [""] : try tree.files(below: path) }

  /// Reads one of its files.
  func read(_ file: String) throws -> [UInt8] { try tree.read(place(file)) }

  /// The path of one of its files in the tree.
  func place(_ file: String) -> String { joined(path, file) }

  /// The name of one of its files in messages.
  func name(of file: String) -> String { name.hasSuffix(":") ? name + file : joined(name, file) }

  /// The folder of the experiment that a file belongs to.
  func experimentFolder(of file: String) -> String {
    let folder = parent(place(file))
    return lastPart(folder) == "gates" ? parent(folder) : folder
  }

  /// The folder with the manifest: this one, or the nearest above; nil when there is none.
  var resultsFolder: String? {
    var folder = isFile ? parent(path) : path
    // A file in gates/ lies two folders below it.
    for _ in 0..<3 {
      if tree.kind(joined(folder, "manifest.json")) == .file { return folder }
      if folder.isEmpty || folder == "/" { return nil }
      folder = parent(folder)
    }
    return nil
  }
}

/// A path without slashes at its end.
private func trimmed(_ path: String) -> String {
  var path = path
  while path.count > 1, path.hasSuffix("/") { path.removeLast() }
  return path
}

/// The folder that holds a path; empty at the top of relative ones.
func parent(_ path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The last part of a path.
func lastPart(_ path: String) -> String {
  String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
}

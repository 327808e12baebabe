// Where compared files are: on the disk, or in a commit (`GitTree`).

internal import Formats
internal import Foundation

/// Files by paths with slashes.
protocol FileTree {
  /// What stands at a path; nil when nothing does.
  func kind(_ path: String) -> FileTreeEntry?
  /// The files below a folder, relative to it, sorted; without those whose path has a hidden part.
  ///
  /// - Throws: `FileError` when the folder cannot be listed.
  func files(below folder: String) throws -> [String]
  /// A file's bytes.
  ///
  /// - Throws: `FileError`.
  func read(_ path: String) throws -> [UInt8]
  /// The path as messages name it.
  func name(_ path: String) -> String
}

/// What can stand at a path.
enum FileTreeEntry {
  case file
  case folder
}

extension FileTree {
  /// Whether a path has a part that starts with a dot: what a kill may have left is no result.
  func isHidden(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.hasPrefix(".") }
  }
}

/// The disk; paths start at its root and have no links in them.
struct DiskTree: FileTree {
  /// The folder that a person's names start at.
  let start: String

  /// The disk as seen from a folder, by default the process's own.
  init(start: String = "") {
    self.start = Self.real(start.isEmpty ? "." : start) ?? start
  }

  /// The path of what a person's name means; nil where there is nothing.
  func path(of name: String) -> String? {
    let whole = name.hasPrefix("/") ? name : "\(start)/\(name)"
    // A pipe has no path without links.
    return Self.real(whole) ?? (kind(whole) == nil ? nil : whole)
  }

  func kind(_ path: String) -> FileTreeEntry? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue ? .folder : .file
  }

  func files(below folder: String) throws -> [String] {
    guard (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil,
      let names = FileManager.default.enumerator(atPath: folder)
    else {
      throw FileError(action: "list", path: name(folder), reason: "permission denied")
    }
    return names.compactMap { $0 as? String }
      .filter { !isHidden($0) && kind(joined(folder, $0)) == .file }.sorted()
  }

  func read(_ path: String) throws -> [UInt8] { try AtomicFile.read(path) }

  func name(_ path: String) -> String {
    path.hasPrefix(start + "/") ? String(path.dropFirst(start.count + 1)) : path
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// A path joined to a folder, of which either may be empty.
func joined(_ folder: String, _ path: String) -> String {
  folder.isEmpty ? path : path.isEmpty ? folder : "\(folder)/\(path)"
}

// The files of a commit, read by git.

internal import Formats
internal import Foundation

/// A commit of the repository that a folder belongs to; paths start at the repository's top.
struct GitTree: FileTree {
  /// The revision as it was named.
  let revision: String
  /// The repository's top on the disk, without links in its path.
  let top: String
  /// The paths of all files, sorted.
  private let paths: [String]
  /// git's name of every file's content.
  private let objects: [String: String]
  /// Contents by git's name of them, as far as they have been read in advance.
  private var contents: [String: [UInt8]] = [:]

  /// Why a name is no revision.
  enum Absence: Error {
    /// Git knows the repository, and no such revision in it.
    case unknown
    /// Something that may well be unexpected: what.
    case reason(String)
  }

  /// The commit that a revision names in the repository of a folder.
  ///
  /// - Throws: ``Absence``.
  init(_ revision: String, in folder: String) throws(Absence) {
    let top = Self.text(try Self.run(["rev-parse", "--show-toplevel"], in: folder))
    // What starts with a dash is no option here.
    let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
    let found: [UInt8]
    do throws(Absence) {
      found = try Self.run(asked, in: folder)
    } catch {
      let isShallow = try Self.run(["rev-parse", "--is-shallow-repository"], in: folder)
      throw Self.text(isShallow) == "true"
        ? .reason("this clone is shallow: git fetch --unshallow brings earlier revisions")
        : .unknown
    }
    let listing = try Self.run(
      ["ls-tree", "-r", "-z", "--full-tree", Self.text(found)], in: top)
    var objects: [String: String] = [:]
    for entry in listing.split(separator: 0) {
      // `<mode> <type> <object>\t<path>`; links and submodules are no files.
      let parts = entry.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
      let words = parts[0].split(separator: UInt8(ascii: " "))
      guard parts.count == 2, words.count == 3, words[0].starts(with: Array("100".utf8)) else {
        continue
      }
      objects[String(decoding: parts[1], as: UTF8.self)] =
        String(decoding: words[2], as: UTF8.self)
    }
    self.revision = revision
    self.top = top
    self.objects = objects
    paths = objects.keys.sorted()
  }

  func kind(_ path: String) -> FileTreeEntry? {
    if objects[path] != nil { return .file }
    return path.isEmpty || paths.contains { $0.hasPrefix(path + "/") } ? .folder : nil
  }

  func files(below folder: String) -> [String] {
    let start = folder.isEmpty ? "" : folder + "/"
    return paths.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
      .filter { !isHidden($0) }
  }

  /// The same commit with the contents of a file, or of all files of a folder, in memory: starting git
  /// for each of them would take seconds.
  func loading(_ path: String) -> GitTree {
    let wanted =
      objects[path].map { [$0] }
      ?? files(below: path).compactMap {
        objects[joined(path, $0)]
      }
    let input = Array(wanted.map { $0 + "\n" }.joined().utf8)
    guard let output = try? Self.run(["cat-file", "--batch"], in: top, input: input) else {
      return self
    }
    var tree = self
    var rest = output[...]
    // `<object> blob <size>`, the content, a line feed.
    while let end = rest.firstIndex(of: 10) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      guard words.count == 3, let size = Int(words[2]), size < rest.endIndex - end - 1 else {
        break
      }
      tree.contents[String(words[0])] = Array(rest[(end + 1)..<(end + 1 + size)])
      rest = rest[(end + 2 + size)...]
    }
    return tree
  }

  func read(_ path: String) throws -> [UInt8] {
    guard let object = objects[path] else {
      throw FileError(
        action: "read", path: name(path), reason: "there is no such file in that revision")
    }
    if let content = contents[object] { return content }
    do {
      return try Self.run(["cat-file", "blob", object], in: top)
    } catch {
      throw FileError(action: "read", path: name(path), reason: "git does not give its content")
    }
  }

  func name(_ path: String) -> String { "\(revision):\(path)" }

  // MARK: git

  private static func text(_ output: [UInt8]) -> String {
    String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// What git prints.
  private static func run(
    _ arguments: [String], in folder: String, input: [UInt8] = []
  ) throws(Absence) -> [UInt8] {
    guard let git = Program("git") else { throw .reason("git is not installed") }
    guard let outcome = try? git.run(arguments, in: folder, input: input) else {
      throw .reason("git cannot be started")
    }
    guard outcome.status == 0 else {
      let line = outcome.complaints.split(separator: 10).first
      throw .reason(
        line.map { String(decoding: $0, as: UTF8.self).replacing("fatal: ", with: "git: ") }
          ?? "git failed")
    }
    return outcome.output
  }
}

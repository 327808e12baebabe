// Paths as people give them to options.
import ArgumentParser
import Foundation

/// A path from the command line.
enum GivenPath {
  /// The path that an option means: `~` is the home folder, also in `--output=~/results`, where no shell expands it.
  ///
  /// - Throws: `ValidationError` when it is empty, or the home of nobody.
  @Sendable static func path(_ given: String) throws -> String {
    try path(given, home: ProcessInfo.processInfo.environment["HOME"])
  }

  /// - Parameter home: the home folder as the shell has it; nil for the system's.
  static func path(_ given: String, home: String?) throws -> String {
    guard !given.isEmpty else { throw ValidationError("it is empty, but must be a path") }
    guard given.hasPrefix("~") else { return given }
    if let home, home.hasPrefix("/"), given == "~" || given.hasPrefix("~/") {
      return home + given.dropFirst()
    }
    let expanded = NSString(string: given).expandingTildeInPath
    guard expanded.hasPrefix("/") else {
      let user = given.prefix { $0 != "/" }
      throw ValidationError("\(user) is nobody's home folder; a folder of that name is ./\(user)")
    }
    // Foundation drops what says that a folder is meant.
    return given.hasSuffix("/") && !expanded.hasSuffix("/") ? expanded + "/" : expanded
  }

  /// Says which folders will be made above the one that an option names: a slip of the keyboard should not go unnoticed.
  static func announce(foldersAbove path: String?) {
    guard let path else { return }
    let parent = NSString(string: path).deletingLastPathComponent
    if parent.isEmpty || FileManager.default.fileExists(atPath: parent) { return }
    Terminal.remark("there is no folder \(parent) yet: it is made")
  }
}

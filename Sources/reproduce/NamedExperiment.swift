// Experiments as users name them: by their names, or by the paths of files.
import ArgumentParser
import Foundation

/// An experiment of the command line.
struct NamedExperiment {
  /// The path of its file, as the user gave it.
  let path: String
  /// Whether it is a file that was named by its path.
  let isOwnFile: Bool

  /// An argument with a slash or a dot in it is a path, and any other the name of an experiment in `experiments`.
  ///
  /// - Throws: `ValidationError` when there is no experiment of that name.
  init(_ argument: String) throws {
    guard !argument.isEmpty else {
      throw ValidationError("an experiment's name is empty; `reproduce list` names all experiments")
    }
    isOwnFile = argument.contains("/") || argument.contains(".")
    path = isOwnFile ? try GivenPath.path(argument) : "\(Folders.experiments)/\(argument).yaml"
    guard isOwnFile || FileManager.default.fileExists(atPath: path) else {
      let isFile = FileManager.default.fileExists(atPath: argument)
      throw ValidationError(
        isFile
          ? "there is no \(path); a file of this folder is named ./\(argument)"
          : "there is no \(path): \(argument) is the name of no experiment (`reproduce list` names all); "
            + "a file of your own is named by its path, such as my/\(argument).yaml")
    }
  }
}

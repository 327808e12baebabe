// Experiments as files: one YAML file per figure or table, refused as a whole unless all of it makes
// sense at every scale, before anything runs.
internal import Formats
import Foundation

/// The largest experiment file.
private let mostBytes = 1_000_000

/// What an experiment file holds: what is run, and how it is shown.
public struct ExperimentFile: Hashable, Sendable {
  /// The study half.
  public var experiment: Experiment
  /// The presentation half.
  public var presentation: Presentation
  /// The file as messages name it; nil for an experiment that was read from a manifest.
  public var path: String?

  /// Both halves.
  public init(experiment: Experiment, presentation: Presentation, path: String? = nil) {
    self.experiment = experiment
    self.presentation = presentation
    self.path = path
  }
}

extension ExperimentFile {
  /// Reads an experiment, named after its file without the ending, whatever that is.
  ///
  /// - Throws: `ExperimentFileError` when the file cannot be read or is no possible experiment.
  public static func read(file: String) throws(ExperimentFileError) -> ExperimentFile {
    try parse(text(of: file), name: name(of: file), file: file)
  }

  /// Reads an experiment with other values for some keys.
  ///
  /// - Parameter changes: as on the command line: `training.epochCount=2`, `settings[cold].temperature=4`.
  /// - Throws: `ExperimentFileError` as ``read(file:)`` does, and for a change of nothing.
  public static func read(
    file: String, changing changes: [String]
  ) throws(ExperimentFileError) -> ExperimentFile {
    let name = name(of: file)
    try check(name: name, file: file)
    var yaml = try StrictYAML(text(of: file), file: file)
    for change in changes { yaml = try yaml.changed(change) }
    return try parse(yaml, name: name, file: file)
  }

  /// Reads an experiment, or everything that is wrong with its file, by line.
  ///
  /// Rules across keys are tried once every key is right by itself.
  public static func checked(
    file: String
  ) -> (file: ExperimentFile?, problems: [ExperimentFileError]) {
    do {
      return checked(try text(of: file), name: name(of: file), file: file)
    } catch {
      return (nil, [error])
    }
  }

  /// The same of the text of a file.
  static func checked(
    _ text: String, name: String, file: String
  ) -> (file: ExperimentFile?, problems: [ExperimentFileError]) {
    let problems = ProblemList()
    var found: ExperimentFile?
    do throws(ExperimentFileError) { try check(name: name, file: file) } catch {
      problems.add(error)
    }
    do throws(ExperimentFileError) {
      let yaml = try StrictYAML(text, file: file, gathering: problems)
      var read = try Reading.experiment(named: name).read(yaml)
      if problems.problems.isEmpty {
        ExperimentChecks(read.experiment, yaml).gather(into: problems)
      }
      read.path = file
      found = problems.problems.isEmpty ? read : nil
    } catch {
      problems.add(error)
    }
    return (found, problems.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
  }

  /// The file's name without its ending.
  private static func name(of file: String) -> String {
    URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
  }

  private static func text(of file: String) throws(ExperimentFileError) -> String {
    let data: [UInt8]
    do {
      // Not more than is needed to see that it is too much: a device has no end.
      data = try AtomicFile.read(file, atMost: mostBytes)
    } catch {
      throw ExperimentFileError(file: file, problem: "the file cannot be read: \(error.reason)")
    }
    guard data.count <= mostBytes else {
      throw ExperimentFileError(
        file: file,
        problem: "the file has more than \(mostBytes) bytes, which is no experiment's size")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ExperimentFileError(file: file, problem: "the file is not UTF-8 text")
    }
    return text
  }

  private static func check(name: String, file: String) throws(ExperimentFileError) {
    guard !isHyphenated(name) else { return }
    throw ExperimentFileError(
      file: file,
      problem: "the experiment's name is \"\(name)\", but must be lower-case words joined by "
        + "hyphens, such as seesaw-fixed-draw")
  }

  /// Reads an experiment from the text of a file.
  ///
  /// - Parameters:
  ///   - name: The experiment's name, which is also the folder of its results: lower-case words
  ///     joined by hyphens.
  ///   - file: The file as messages name it.
  /// - Throws: `ExperimentFileError` for the first thing that is wrong.
  public static func parse(
    _ text: String, name: String, file: String
  ) throws(ExperimentFileError) -> ExperimentFile {
    try check(name: name, file: file)
    return try parse(try StrictYAML(text, file: file), name: name, file: file)
  }

  private static func parse(
    _ yaml: StrictYAML, name: String, file: String
  ) throws(ExperimentFileError) -> ExperimentFile {
    var read = try Reading.experiment(named: name).read(yaml)
    read.path = file
    try ExperimentChecks(read.experiment, yaml).run()
    return read
  }

  /// Reads every experiment of a folder, in the order of the page. Hidden files and what does not end in
  /// `.yaml` are no experiments.
  ///
  /// - Throws: `ExperimentFileError` when the folder cannot be read, holds no experiment, or holds
  ///   one that is refused.
  public static func readAll(folder: String) throws(ExperimentFileError) -> [ExperimentFile] {
    let files: [String]
    do {
      files = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw ExperimentFileError(
        file: folder, problem: "the folder of experiments cannot be read: \(reason(error))")
    }
    var experiments: [ExperimentFile] = []
    for file in files.sorted() where !file.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + file : "\(folder)/\(file)"
      if file.hasSuffix(".yml") {
        throw ExperimentFileError(
          file: path, problem: "the file's ending is .yml, but must be .yaml for an experiment")
      }
      if file.hasSuffix(".yaml") { experiments.append(try read(file: path)) }
    }
    guard !experiments.isEmpty else {
      throw ExperimentFileError(file: folder, problem: "the folder holds no experiment (*.yaml)")
    }
    return experiments.sorted { $0.precedes($1) }
  }
}

extension ExperimentFile {
  /// Whether this experiment comes before another one on the page: by `order`, then by name.
  public func precedes(_ other: ExperimentFile) -> Bool {
    (presentation.order ?? .max, experiment.name)
      < (other.presentation.order ?? .max, other.experiment.name)
  }
}

/// Whether a name is lower-case words of letters and digits joined by single hyphens, so that it can
/// be a folder and a key anywhere.
func isHyphenated(_ name: String) -> Bool {
  let words = name.split(separator: "-", omittingEmptySubsequences: false)
  let startsWithLetter = name.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
  return startsWithLetter
    && words.allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}

/// The system's words for why a file could not be read.
private func reason(_ error: any Error) -> String {
  guard let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError else {
    return error.localizedDescription
  }
  return String(cString: strerror(cause.code.rawValue))
}

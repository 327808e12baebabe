// Experiments on disk: which files of a folder are read, in which order, and what is said of one that
// cannot be.
import Experiments
import Foundation
import Testing

/// The least that an experiment says.
let leastExperiment = """
  title: The least
  regenerates: nothing
  seed: 1
  data:
    generator: correlated-tasks
    taskCount: 3
    scale: 1
    sineCount: 1
    noiseVariance: 0
    phases: standard-normal
    perTaskPhases: false
  correlations: [0.5]
  models: [{model: single-task, role: baseline}]
  tuning: {learningRates: [1e-3], draws: 1, correlations: [0.25]}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [1], sampleCount: 20, draws: 1, batchSize: 1}
  """

struct ExperimentFolderTests {
  private func withFolder(
    _ files: [String: Data], _ body: (_ folder: String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, data) in files { try data.write(to: folder.appending(path: name)) }
    try body(folder.path)
  }

  private func expect(
    _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation,
    of read: () throws -> Void
  ) throws {
    let error = try #require(
      throws: ExperimentFileError.self, sourceLocation: sourceLocation, performing: read)
    #expect(error.description == sentence, sourceLocation: sourceLocation)
  }

  @Test func theExperimentsOfAFolderComeSortedByName() throws {
    let text = Data(leastExperiment.utf8)
    // By file name "a-b.yaml" comes before "a.yaml"; by name it is the other way round.
    let files = [
      "b.yaml": text, "a-b.yaml": text, "a.yaml": text, "README.md": Data("x".utf8),
      ".#a.yaml": Data("x".utf8),
    ]
    try withFolder(files) { folder in
      let experiments = try ExperimentFile.readAll(folder: folder)
      #expect(experiments.map(\.experiment.name) == ["a", "a-b", "b"])
      let again = try ExperimentFile.readAll(folder: folder + "/")
      #expect(again == experiments)
    }
  }

  /// A file that is named by its path may have any ending, or none.
  @Test(arguments: ["a.yaml", "a.yml", "a.txt", "a"])
  func aFileIsNamedWithoutItsEnding(_ name: String) throws {
    try withFolder([name: Data(leastExperiment.utf8)]) { folder in
      let file = try ExperimentFile.read(file: "\(folder)/\(name)")
      #expect(file.experiment.name == "a" && file.path == "\(folder)/\(name)")
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try withFolder(["broken.yaml": Data([0x74, 0xFF])]) { folder in
      try expect("\(folder)/broken.yaml: the file is not UTF-8 text") {
        _ = try ExperimentFile.readAll(folder: folder)
      }
      try expect("\(folder)/absent.yaml: the file cannot be read: there is no such file or folder")
      {
        _ = try ExperimentFile.read(file: "\(folder)/absent.yaml")
      }
      try expect(
        "\(folder)/absent: the folder of experiments cannot be read: No such file or directory"
      ) {
        _ = try ExperimentFile.readAll(folder: "\(folder)/absent")
      }
    }
    try withFolder([:]) { folder in
      try expect("\(folder): the folder holds no experiment (*.yaml)") {
        _ = try ExperimentFile.readAll(folder: folder)
      }
    }
    try withFolder(["a.yml": Data(leastExperiment.utf8)]) { folder in
      try expect("\(folder)/a.yml: the file's ending is .yml, but must be .yaml for an experiment")
      {
        _ = try ExperimentFile.readAll(folder: folder)
      }
    }
  }
}

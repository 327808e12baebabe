// The verbs that run studies: all, and run for some experiments.
import ArgumentParser
import Experiments
import Formats
import Foundation
import Report

/// `reproduce all`.
struct AllCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all",
    abstract: "Runs every experiment and regenerates every table, figure and the report.",
    discussion: """
      Trains what no finished run exists of, writes results/<scale>/, and prints the claims.
      Interrupted, it goes on where it was at the next call.
      """)

  @OptionGroup var options: StudyOptions

  func run() async throws {
    let platform = options.kernel.platform()
    let experiments = try Experiment.readAll(folder: Folders.experiments)
    try await Study(options: options, platform: platform, folder: options.results())
      .run(experiments, isWhole: true)
  }
}

/// `reproduce run EXPERIMENT…`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs some experiments and regenerates their tables and figures, and the report.",
    discussion: "`reproduce list` names the experiments.")

  @Argument(
    help:
      "Names of experiments (experiments/NAME.yaml), or paths of experiment files ending in .yaml."
  )
  var experiments: [String]

  @OptionGroup var options: StudyOptions

  func run() async throws {
    let platform = options.kernel.platform()
    let ownFiles = experiments.contains { $0.hasSuffix(".yaml") }
    let read = try experiments.map { name in
      try Experiment.read(
        file: name.hasSuffix(".yaml") ? name : "\(Folders.experiments)/\(name).yaml")
    }
    for (index, experiment) in read.enumerated()
    where read[..<index].contains(where: { $0.name == experiment.name }) {
      throw ValidationError(
        "two experiments are called \(experiment.name), and would share one folder of results; "
          + "rename a file, or run them one after the other with different --output")
    }
    try await Study(
      options: options, platform: platform, folder: options.results(ownFiles: ownFiles)
    ).run(read, isWhole: false)
  }
}

/// Where the project's own files stand, relative to the folder it is run in.
enum Folders {
  static let experiments = "experiments"
  static let published = "experiments/published"
  static let figures = "scripts/figures"
}

/// A study from experiments to the report.
struct Study {
  let options: StudyOptions
  let platform: NumericPlatform
  /// Where the results go.
  let folder: String

  /// - Parameter isWhole: whether these are all experiments, so that nothing else has to stay.
  func run(_ experiments: [Experiment], isWhole: Bool) async throws {
    let scale = options.scale
    let plans = try options.adjusted(experiments).map { try Plan($0, at: scale) }
    let results = ResultsFolder(folder)
    // Before hours of work: may the results be written, is all there that the page needs, and can
    // files be written?
    let manifest = try results.manifest(
      of: plans, platform: platform, gnuplot: Gnuplot.version(), keepingOthers: !isWhole)
    let rendered = Rendered(results: folder, scale: scale)
    try rendered.prepare()
    let store = RunStore(folder: options.store, platform: platform)
    try results.prepare()
    try store.prepare()

    let interruption = Interruption(
      message: "interrupted: finished runs are kept, the same command goes on from there")
    defer { interruption.end() }
    let display = ProgressDisplay()
    let runner = StudyRunner(
      store: store, jobs: options.jobs, report: { display.take($0) })
    let earlier = try results.readManifest()
    for result in try await runner.run(plans) { try results.write(result) }
    try results.write(manifest)
    try results.removeFormer(earlier, keeping: manifest)
    try rendered.show()
  }
}

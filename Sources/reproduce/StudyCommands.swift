// The verbs that run studies: all, and run for some experiments.
import ArgumentParser
import Experiments
import Formats
import Foundation
import Page
import Records

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
  @OptionGroup var part: ShardOption

  func run() async throws {
    let platform = options.kernel.platform()
    let files = try Folders.experimentFiles(at: options.scale)
    if let shard = part.shard {
      return try await StudyPart(options: options, platform: platform, shard: shard).run(files)
    }
    try await Study(options: options, platform: platform, folder: options.results()).run(files)
  }
}

/// `reproduce run EXPERIMENT…`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs some experiments and regenerates their tables and figures, and the report.",
    discussion: "`reproduce list` names the experiments.")

  @Argument(help: "Names of experiments (experiments/NAME.yaml), or paths of experiment files.")
  var experiments: [String]

  @OptionGroup var options: StudyOptions
  @OptionGroup var part: ShardOption

  func run() async throws {
    let platform = options.kernel.platform()
    let named = try experiments.map(NamedExperiment.init)
    let read = try named.map { try ExperimentFile.read(file: $0.path) }
    for (index, name) in read.map(\.experiment.name).enumerated()
    where read[..<index].contains(where: { $0.experiment.name == name }) {
      throw ValidationError(
        "two experiments are called \(name), and would share one folder of results; "
          + "rename a file, or run them one after the other with different --output")
    }
    if let shard = part.shard {
      return try await StudyPart(options: options, platform: platform, shard: shard).run(read)
    }
    try await Study(
      options: options, platform: platform,
      folder: options.results(ownFiles: named.contains(where: \.isOwnFile))
    ).run(read)
  }
}

/// Where the project's own files stand, relative to the folder it is run in.
enum Folders {
  static let experiments = "experiments"
  static let published = "experiments/published"
  static let figures = "scripts/figures"
  static let modelsInPython = "scripts/reference/models.py"

  /// The experiment files that have a scale.
  ///
  /// - Throws: `ExperimentFileError` where a file is wrong, whether or not it has the scale; `ValidationError` where
  ///   none has it.
  static func experimentFiles(at scale: ScaleName) throws -> [ExperimentFile] {
    let files = try ExperimentFile.readAll(folder: experiments).filter {
      $0.experiment.scale(scale) != nil
    }
    guard !files.isEmpty else {
      throw ValidationError("no file in \(experiments) has the scale \(scale.rawValue)")
    }
    return files
  }

  /// The project's own experiment files; none where the program is run in another folder.
  static func shippedFiles() throws -> [ExperimentFile] {
    FileManager.default.fileExists(atPath: experiments)
      ? try ExperimentFile.readAll(folder: experiments) : []
  }
}

/// A study from experiments to the report.
struct Study {
  let options: StudyOptions
  let platform: NumericPlatform
  /// Where the results go.
  let folder: String

  func run(_ files: [ExperimentFile]) async throws {
    // Before other programs are started, which take addresses too.
    let jobs = try options.kernel.safeJobs(options.jobs)
    let scale = options.scale
    let files = options.adjusted(files)
    let plans = try files.map { try Plan($0.experiment, at: scale) }
    for plan in plans { try MachineMemory.check(plan, jobs: jobs) }
    let results = ResultsFolder(folder)
    // Before hours of work: may the results be written, is everything there that the page needs, and can
    // files be written?
    let gnuplot = Gnuplot.version()
    let asked = try results.manifest(of: files, at: scale, platform: platform, gnuplot: gnuplot)
    let former = try results.readManifest()?.experiments ?? [:]
    // Results of other experiments that stay in the folder are shown too.
    let names = Set(files.map(\.experiment.name))
    let others = try Folders.shippedFiles().filter { !names.contains($0.experiment.name) }
    let rendered = Rendered(results: folder, scale: scale, files: files + others, judged: names)
    try rendered.prepare(asked)
    for path in [options.output, options.store] { GivenPath.announce(foldersAbove: path) }
    try results.prepare(for: plans)
    for notice in try results.replaced(by: files, at: scale) { Terminal.remark(notice) }
    let staying = asked.experiments.keys.filter { !names.contains($0) }.sorted()

    let interruption = Interruption(
      message: "interrupted: finished runs are kept, the same command goes on from there")
    defer { interruption.end() }
    let display = ProgressDisplay()
    let runner = StudyRunner(
      store: RunStore(folder: options.store, platform: platform), jobs: jobs,
      report: { display.take($0) })
    // One experiment after the other, in the order of the page: the first findings can be read while the rest is
    // run. The manifest names what is whole.
    // The page is drawn while the next experiment is trained; nothing is written under it. It takes cores from the
    // training, so it is drawn again only when twenty times as long has passed as it took.
    let clock = ContinuousClock()
    var drawing: Task<ContinuousClock.Instant, any Error>?
    for (index, plan) in plans.enumerated() {
      let rest = Array(plans[(index + 1)...])
      let pending = rest.map(\.experiment.name)
      display.begin(plan.experiment.name, index + 1, of: plans.count)
      let measured = try await runner.run([plan], before: rest)
      let due = try await drawing?.value
      // What another process has written to the folder in the meantime stays.
      let outcome = try results.exclusively(waiting: Terminal.waiting(for: folder)) {
        () -> RenderingOutcome? in
        for result in measured {
          try results.write(result, former: former[result.plan.experiment.name])
        }
        try results.write(
          results.manifest(
            of: files, pending: pending, at: scale, platform: platform, gnuplot: gnuplot))
        guard pending.isEmpty else { return nil }
        let outcome = try rendered.render()
        try results.recordPresentation(of: others, at: scale)
        return outcome
      }
      if let outcome {
        if !staying.isEmpty {
          Terminal.remark(
            "\(folder) also holds results of \(Phrase.list(staying)), which are no part of this run"
          )
        }
        rendered.show(outcome)
        break
      }
      if let due, clock.now < due { continue }
      drawing = Task.detached {
        let start = clock.now
        try results.exclusively(waiting: Terminal.waiting(for: folder)) {
          try rendered.update(pending: pending)
        }
        display.remark("\(plan.experiment.name) is in \(folder)/report.md")
        return clock.now.advanced(by: start.duration(to: clock.now) * 20)
      }
    }
  }
}

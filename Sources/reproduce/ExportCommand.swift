// A run's model and data as files for NumPy and PyTorch.
import ArgumentParser
import Experiments
import Export
import Formats
import Foundation
import ModelZoo
import Training

/// `reproduce export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Writes a model for NumPy and PyTorch: weights, test samples, predictions, gate weights.",
    discussion: """
      The store keeps what a run measured and not its weights, so the run is trained again, to the same bits. The \
      folder's README.md says how to open the files.

        swift run reproduce export --model ple --correlation 0.5 --output my/ple
      """)

  @OptionGroup var choice: RunChoice

  @Flag(help: "The model with its first weights.")
  var untrained = false

  @Option(parsing: .unconditional, help: "Test samples written, at most.")
  var samples: Int = 1000

  @Option(
    help: ArgumentHelp("A new or empty folder.", valueName: "folder"), transform: GivenPath.path)
  var output: String

  @OptionGroup var kernel: KernelOption

  func validate() throws {
    guard samples >= 1 else {
      throw ValidationError("--samples is \(samples), but must be at least 1")
    }
  }

  func run() throws {
    let platform = kernel.platform()
    _ = try kernel.safeJobs(1)
    let (run, record) = try choice.run()
    guard !untrained || run.origin == nil else {
      throw ValidationError(
        "--untrained is given, but this run starts at a trained model and has no first weights")
    }
    var trained = try TrainedRun(run)
    try NewFolder.prepare(output)
    if !untrained {
      let progress = ShareDisplay("training")
      trained.train(progress: { progress.show($0) })
      progress.end()
      if let step = trained.learner.divergedAt {
        Terminal.remark(
          "the loss stopped being finite at step \(step); these are the weights before it")
      }
    }
    try ModelExport(trained, sampleCount: samples).write(to: output)
    try copyModels()
    if !untrained, let record { report(trained, against: record, on: platform) }
    print(
      "\(run.subject.model.kind.definition.title): \(output)/README.md says how to open the files")
  }

  /// The models in PyTorch, which the folder's page imports.
  private func copyModels() throws {
    guard FileManager.default.fileExists(atPath: Folders.modelsInPython) else { return }
    try AtomicFile.write(AtomicFile.read(Folders.modelsInPython), to: "\(output)/models.py")
  }

  /// Whether the run has come out as it is in the store.
  private func report(
    _ trained: TrainedRun, against record: RunRecord, on platform: NumericPlatform
  ) {
    if trained.scores() ?? [] == record.scores {
      print("trained again: its errors are those of the stored run")
    } else {
      Terminal.remark(
        record.platform == platform && record.numericsVersion == numericsVersion
          ? "trained again, its errors are NOT those of the stored run, although libraries and version are"
          : "trained again, its errors are not those of the stored run, which had other libraries or another version"
      )
    }
  }
}

/// A folder that an export fills.
enum NewFolder {
  /// Makes the folder.
  ///
  /// - Throws: `ValidationError` if there is anything in it, so that nothing is overwritten or mixed.
  static func prepare(_ path: String) throws {
    guard !path.isEmpty else {
      throw ValidationError("--output is empty, but must be the name of a folder")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard names.isEmpty else {
      throw ValidationError("--output is \(path), but must be a new or empty folder")
    }
    GivenPath.announce(foldersAbove: path)
    try AtomicFile.checkWritable(folder: path)
  }
}

/// The share done of a piece of work, where a person sees it.
final class ShareDisplay {
  private let name: String
  private var shown = -1

  init(_ name: String) { self.name = name }

  func show(_ share: Double) {
    let percent = Int(share * 100)
    guard Terminal.isInteractive, percent > shown else { return }
    shown = percent
    Terminal.replaceLine("\(name): \(percent)%")
  }

  func end() {
    if shown >= 0 { Terminal.replaceLine("") }
  }
}

// What there is to run, what the columns of the results mean, and where runs are kept.
import Analysis
import ArgumentParser
import Experiments
import Formats
import Foundation
import Records

/// `reproduce list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the experiments, their scales, and what each regenerates.",
    discussion: """
      With --columns, the dictionary of all columns under results/, in Markdown. With --runs, the finished \
      run behind every row of an experiment's metrics.csv:

        swift run reproduce list --runs seesaw
      """)

  @Flag(help: "The columns of all tables and what they mean.")
  var columns = false

  @Option(
    help: ArgumentHelp(
      "The runs of an experiment with their files in the store.", valueName: "experiment"))
  var runs: String?

  @Option(help: "Which results --runs reads: quick or paper.")
  var scale: ScaleName = .quick

  @Option(help: "Folder of the results that --runs reads.", transform: GivenPath.path)
  var output: String = "results"

  @Option(help: "Folder of finished runs.", transform: GivenPath.path)
  var store: String = ".runs"

  func validate() throws {
    if columns, runs != nil { throw ValidationError("--columns and --runs exclude each other") }
  }

  func run() throws {
    if columns {
      print(ColumnDictionary.markdown(), terminator: "")
    } else if let runs {
      // Results are named after the file, wherever it is.
      let runs =
        runs.contains("/") || runs.contains(".")
        ? URL(fileURLWithPath: runs).deletingPathExtension().lastPathComponent : runs
      print(try Self.table(ofRunsOf: runs, in: "\(output)/\(scale.rawValue)", scale, store))
    } else {
      print(try Self.experiments())
      print("\nRun one with `swift run reproduce run NAME`, all with `swift run reproduce all`.")
      print("Results go to results/<scale>/<experiment>/; runs that coincide are trained once.")
    }
  }

  private static func experiments() throws -> String {
    var rows = [["experiment", "scale", "regenerates", "runs", "samples", "models"]]
    for file in try ExperimentFile.readAll(folder: Folders.experiments) {
      let experiment = file.experiment
      for sized in experiment.scales {
        let plan = try Plan(experiment, at: sized.name)
        let runs = plan.variants.reduce(0) {
          $0 + plan.correlations(of: $1).count * sized.scale.draws * sized.scale.trainings
        }
        rows.append([
          experiment.name, sized.name.rawValue, file.presentation.regenerates, "\(runs)",
          "\(sized.scale.sampleCount)", experiment.models.map(\.name).joined(separator: " "),
        ])
      }
    }
    return String(aligned(rows).dropLast())
  }

  /// Model, setting, correlation, draw and training of every run with its file in the store.
  private static func table(
    ofRunsOf name: String, in folder: String, _ scale: ScaleName, _ store: String
  ) throws -> String {
    let study = try StudyRecords.read(folder: folder, scale: scale, files: [])
    guard let records = study.experiment(name),
      let manifest = try ResultsFolder(folder).readManifest()
    else {
      let names = study.experiments.map(\.name).joined(separator: ", ")
      throw ValidationError("--runs is \(name), but \(folder) has results of \(names)")
    }
    let runStore = RunStore(
      folder: store,
      platform: NumericPlatform(
        openblas: manifest.platform.openblas, core: manifest.platform.core,
        lapack: manifest.platform.lapack))
    var rows = [["model", "setting", "correlation", "draw", "training", "file"]]
    for (key, run) in try records.plan.study(rates: records.learningRates) {
      let run = try runStore.fileInUse(of: run)
      let key = RunKey(key)
      rows.append([
        key.arm.model, key.arm.setting, key.correlation, key.draw, key.training,
        FileManager.default.fileExists(atPath: run) ? run : "\(run) (not in the store)",
      ])
    }
    return String(aligned(rows).dropLast())
  }
}

/// Rows under a header as columns of equal width; every line ends with LF.
func aligned(_ rows: [[String]]) -> String {
  TextTable(header: rows.first ?? [], rows: Array(rows.dropFirst())).aligned(isRuled: false)
}

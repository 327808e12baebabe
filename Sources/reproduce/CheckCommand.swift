// What would be run, and what it takes, before anything is trained.
import ArgumentParser
import Experiments
import Formats
import Foundation
import Page

/// `reproduce check [EXPERIMENT…]`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks experiment files and says what running them takes; trains nothing.",
    discussion: """
      Reads the files as `run` does and says everything that is wrong with them, with line and key. Of good ones it \
      shows how many runs there are: of the tuning, of checks with the chosen rates, and of the study; how many of \
      them are found finished in --store, or are trained by an experiment above; and what the rest takes: training \
      samples (over all models and passes), operations of the matrix products, time and memory.

      Time and memory are estimates: the time holds within about a quarter on a machine that does nothing else. For it \
      every model is trained for a moment, --jobs at a time, which takes up to ten seconds. Tables and figures, some \
      seconds, are not counted, and nobody knows before the tuning how far the grid of learning rates grows.

        swift run reproduce check my/wider.yaml
        swift run reproduce check --scale paper --kernels native
      """)

  @Argument(
    help: ArgumentHelp(
      "Names of experiments (experiments/NAME.yaml), or paths of experiment files; all of the project unless told "
        + "otherwise."))
  var experiments: [String] = []

  @OptionGroup var options: StudyOptions

  func run() async throws {
    let platform = options.kernel.platform()
    let (files, problems) = try read()
    var forecaster = Forecaster(store: RunStore(folder: options.store, platform: platform))
    var forecasts: [StudyForecast] = []
    var refused = problems
    for file in options.adjusted(files) {
      do {
        forecasts.append(try forecaster.forecast(Plan(file.experiment, at: options.scale)))
      } catch {
        refused.append("\(error)")
      }
    }
    if !forecasts.isEmpty {
      let costs = try await StudyForecast.costs(of: forecasts, jobs: options.jobs)
      print(ForecastPage(forecasts, costs, options: options).text, terminator: "")
    }
    for problem in refused.prefix(Self.mostProblems) { Terminal.remark("Error: \(problem)") }
    if refused.count > Self.mostProblems {
      Terminal.remark("and \(refused.count - Self.mostProblems) more")
    }
    if !refused.isEmpty { throw ExitCode.failure }
  }

  /// How many problems are said.
  private static let mostProblems = 50

  /// The files that can be run, and what is wrong with the others.
  private func read() throws -> (files: [ExperimentFile], problems: [String]) {
    var files: [ExperimentFile] = []
    var problems: [String] = []
    let rendering = Rendering(
      folder: "", scale: options.scale, published: Folders.published, scripts: Folders.figures)
    for name in experiments {
      do {
        let path = try NamedExperiment(name).path
        let (file, own) = ExperimentFile.checked(file: path)
        let declared = file.map { rendering.problems(of: $0) } ?? []
        problems += (own + declared).map(\.description)
        if let file, declared.isEmpty { files.append(file) }
      } catch {
        problems.append("\(error)")
      }
    }
    if experiments.isEmpty {
      files = try Folders.experimentFiles(at: options.scale)
      problems = files.flatMap { rendering.problems(of: $0) }.map(\.description)
    }
    return (files, problems)
  }
}

// What a study of some size could tell, before it is run.
import Analysis
import ArgumentParser
import Experiments
import Formats
import Foundation
import Records
import Statistics

/// `reproduce power EXPERIMENT`.
struct PowerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power",
    abstract: "Simulates what an experiment can tell, from its tuning draws alone.",
    discussion: """
      Tunes the experiment (its runs are kept) and simulates studies of several sizes with lasting effects of several \
      sizes: how often the rule for a lasting seesaw says what. Study draws are not touched.

        swift run reproduce power unequal-tasks
      """)

  @Argument(help: "The name of an experiment (experiments/NAME.yaml), or the path of a file.")
  var experiment: String

  @Option(help: "Size of the study: quick or paper.")
  var scale: ScaleName = .quick

  @Option(
    parsing: .unconditional,
    help: "Cells trained at a time; as many as there are cores unless told otherwise.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Folder of finished runs.", transform: GivenPath.path)
  var store: String = ".runs"

  @OptionGroup var kernel: KernelOption

  func validate() throws { try KernelOption.checkJobs(jobs) }

  func run() async throws {
    let platform = kernel.platform()
    let jobs = try kernel.safeJobs(jobs)
    let file = try ExperimentFile.read(file: NamedExperiment(experiment).path)
    let plan = try Plan(file.experiment, at: scale)
    // Known before anything is trained.
    if let obstacle = OperatingTable.obstacle(plan) { throw Self.nothing(plan, obstacle) }
    GivenPath.announce(foldersAbove: store)
    let store = RunStore(folder: store, platform: platform)
    let display = ProgressDisplay()
    let runner = StudyRunner(store: store, jobs: jobs, report: { display.take($0) })
    guard let tuned = try await runner.tune([plan]).first else { return }
    var records = ExperimentRecords([], plan: plan, presentation: file.presentation)
    records.tuning = RecordTables(tuned).trials
    guard let table = OperatingTable(records, published: PublishedValues()) else {
      throw Self.nothing(plan, "no tuning trial ended")
    }
    var rows = [["setting", "draws", "trainings", "subject", "effect", "rho", "seen", "not seen"]]
    for row in table.rows {
      rows.append([
        row.setting, "\(row.draws)", "\(row.trainings)", row.subject.rawValue,
        NumberFormat.decimal(row.effect, places: 2),
        NumberFormat.decimal(row.outcome.recurrence, places: 3), Phrase.percent(row.outcome.seen),
        Phrase.percent(row.outcome.notSeen),
      ])
    }
    print(aligned(rows), terminator: "")
  }

  private static func nothing(_ plan: Plan, _ reason: String) -> ValidationError {
    ValidationError("\(plan.experiment.name) has nothing to simulate: \(reason)")
  }
}

// One part of a study, on one of several machines that share a store.
import ArgumentParser
import Experiments
import Formats
import Foundation

/// Which part of the study is run here.
struct ShardOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Train one part of the study into the shared --store, such as 3/16; writes no results.",
      discussion: """
        Every part trains its share of the first stage that is not whole: the tuning, each time its grid grows, the \
        checks, the study. Call all parts again until every run is there, and then once without --shard, which writes \
        the results: the same bytes as on one machine. Parts may run in any order, at the same time, and again.
        """, valueName: "part/parts"),
    transform: { text in
      guard let shard = Shard(text) else {
        throw ValidationError(
          "--shard is \(text), but must be a part and the number of parts, such as 3/16, at most "
            + "\(Shard.mostParts)")
      }
      return shard
    })
  var shard: Shard?
}

/// Trains one part of the stage that experiments are in.
struct StudyPart {
  let options: StudyOptions
  let platform: NumericPlatform
  let shard: Shard

  func run(_ files: [ExperimentFile]) async throws {
    let jobs = try options.kernel.safeJobs(options.jobs)
    let plans = try options.adjusted(files).map { try Plan($0.experiment, at: options.scale) }
    for plan in plans { try MachineMemory.check(plan, jobs: jobs) }
    GivenPath.announce(foldersAbove: options.store)
    let interruption = Interruption(
      message: "interrupted: finished runs are kept, the same command goes on from there")
    defer { interruption.end() }
    let display = ProgressDisplay()
    let runner = StudyRunner(
      store: RunStore(folder: options.store, platform: platform), jobs: jobs, shard: shard,
      report: { display.take($0) })
    let part = "part \(shard.number) of \(shard.count)"
    do {
      _ = try await runner.run(plans)
      print("\(part): every run is there; the same command without --shard writes the results")
    } catch let open as OpenStage {
      print(
        "\(part) of \(open.stage) is done; \(open.missing) of \(open.runs) runs of other parts are missing. "
          + "When those have ended, call it again.")
    }
  }
}

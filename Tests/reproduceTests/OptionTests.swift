import ArgumentParser
import Experiments
import Testing

@testable import reproduce

private func options(_ arguments: String...) throws -> StudyOptions {
  try StudyOptions.parse(arguments)
}

@Test func standardResultsGoToResultsAndAllOthersElsewhere() throws {
  #expect(try options().results() == "results/quick")
  #expect(try options("--scale", "paper").results() == "results/paper")
  #expect(try options("--kernels", "native").results() == ".results/quick")
  #expect(try options("--seed", "1").results() == ".results/quick")
  #expect(try options("--draws", "3").results() == ".results/quick")
  #expect(try options("--trainings", "3").results() == ".results/quick")
  #expect(try options("--kernels", "native", "--output", "mine").results() == "mine/quick")
  #expect(try options().results(ownFiles: true) == ".results/quick")
}

@Test(arguments: [
  ["--draws", "0"], ["--draws", "1000"], ["--trainings", "0"], ["--trainings", "100"],
  ["--replicates", "3"], ["--jobs", "0"], ["--jobs", "100000"],
  ["--scale", "huge"], ["--kernels", "magic"], ["--seed", "-1"],
  ["--output", ""], ["--store", ""],
])
func impossibleOptionsAreRefused(_ arguments: [String]) {
  #expect(throws: (any Error).self) { try StudyOptions.parse(arguments) }
}

@Test func overridesReachEveryScale() throws {
  let file = try ExperimentFile.read(file: "\(projectFolder)/experiments/seesaw.yaml")
  let adjusted = try options("--seed", "5", "--draws", "3", "--trainings", "4").adjusted([file])[0]
  #expect(adjusted.experiment.seed == 5)
  #expect(adjusted.experiment.scales.count == 2)
  #expect(adjusted.experiment.scales.allSatisfy { $0.scale.draws == 3 && $0.scale.trainings == 4 })
  #expect(adjusted.presentation == file.presentation)
  // Each alone leaves the other as the file has it.
  let draws = try options("--draws", "3").adjusted([file])[0].experiment
  #expect(draws.scales.map(\.scale.draws) == [3, 3])
  #expect(draws.scales.map(\.scale.trainings) == file.experiment.scales.map(\.scale.trainings))
  let trainings = try options("--trainings", "3").adjusted([file])[0].experiment
  #expect(trainings.scales.map(\.scale.trainings) == [3, 3])
  #expect(trainings.scales.map(\.scale.draws) == file.experiment.scales.map(\.scale.draws))
  #expect(draws.seed == file.experiment.seed && draws.tuning == file.experiment.tuning)
}

/// Fresh draws stay fresh: files that differ in their seeds differ after it too, and those that share runs share them.
@Test func anotherSeedKeepsSeedsApart() throws {
  var files = try ["seesaw", "never-zero", "expert-utilization"].map {
    try ExperimentFile.read(file: "\(projectFolder)/experiments/\($0).yaml")
  }
  #expect(files.map(\.experiment.seed) == [3001, 3004, 3001])
  files = try options("--seed", "7").adjusted(files)
  #expect(files.map(\.experiment.seed) == [7, 10, 7])
}

@Test func everyVerbHasHelp() {
  for verb in Reproduce.configuration.subcommands {
    let help = Reproduce.helpMessage(for: verb, columns: 80)
    #expect(!verb.configuration.abstract.isEmpty)
    #expect(help.contains("USAGE: reproduce \(verb.configuration.commandName ?? "?")"))
  }
}

@Test func tablesAreAligned() {
  #expect(
    aligned([["a", "long name", "x"], ["bbb", "c", "yy"]])
      == "a    long name  x\nbbb  c          yy\n")
}

@Test func durationsReadAsAPersonSaysThem() {
  #expect(duration(0.2) == "1 s")
  #expect(duration(61) == "1 min 1 s")
  #expect(duration(3600 * 5 + 60 * 7) == "5 h 7 min")
}

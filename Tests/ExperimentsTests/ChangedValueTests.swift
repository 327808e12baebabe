// Values of an experiment file changed from the command line.
import Foundation
import SyntheticData
import Testing

@testable import Experiments

struct ChangedValueTests {
  private func read(_ changes: [String]) async throws -> Experiment {
    try await withTemporaryFolder { folder in
      let file = "\(folder)/small.yaml"
      try Data(wholeFile.utf8).write(to: URL(fileURLWithPath: file))
      return try ExperimentFile.read(file: file, changing: changes).experiment
    }
  }

  @Test func everyKeyCanBeChangedOrAdded() async throws {
    let plain = try await read([])
    #expect(try parsed(wholeFile).experiment == plain)
    let changed = try await read([
      "seed=7", "data.labelShares=[1, 0.5]", "settings[other].temperature=4",
      "settings[0].epochCount=2", "models[omoe].sharedExperts=4", "scales.quick.draws=9",
      "correlations[1]=0.3",
    ])
    var expected = plain
    expected.seed = 7
    expected.data.labels?.labelShares = [1, 0.5]
    expected.settings[2].data?.labels?.perTaskPhases = false
    expected.settings[2].temperature = 4
    expected.settings[0].epochCount = 2
    expected.models[3].sharedExperts = 4
    expected.scales[0].scale.draws = 9
    expected.correlations[1] = 0.3
    #expect(changed == expected)
  }

  @Test(arguments: [
    ("seed", "--set seed: this must be a key and its value, such as training.epochCount=2"),
    ("=3", "--set =3: this must be a key and its value, such as training.epochCount=2"),
    ("a..b=3", "--set a..b=3: this must be a key and its value, such as training.epochCount=2"),
    ("seed.x=3", "--set seed.x=3: seed is 18446744073709551615, and has no key x"),
    ("data.scale=-1", "--set data.scale=-1: data.scale is -1, but must be a number above 0"),
    (
      "models[nosuch].levels=2",
      "--set models[nosuch].levels=2: models has no element nosuch, but 9, from 0: single-task, placebo, shared-bottom, "
        + "omoe, mmoe, ml-mmoe, cgc, ple, planted"
    ),
    ("data[0]=1", "--set data[0]=1: data is a mapping, and has no elements"),
    (
      "data.nosuch=1",
      "--set data.nosuch=1: data.nosuch is an unknown key, but must be one of generator, taskCount, scale, sineCount, "
        + "noiseVariance, phases, perTaskPhases, labelShares, taskSineCounts, labelScales, unscaledSecondTerm"
    ),
  ])
  func whatIsNoChangeIsRefusedInOneSentence(_ change: String, _ sentence: String) async throws {
    let error = await #expect(throws: ExperimentFileError.self) { _ = try await read([change]) }
    #expect(error?.description == sentence)
  }
}

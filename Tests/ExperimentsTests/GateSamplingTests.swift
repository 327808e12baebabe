// Gate weights kept sample by sample: at which correlation, of which samples, and of how many.
import SyntheticData
import Testing
import Training

@testable import Experiments

struct GateSamplingTests {
  @Test func theUsualCorrelationIsOneOfTheStudys() {
    #expect(GateSampling.correlation(among: [0.2, 0.5, 1]) == 0.5)
    #expect(GateSampling.correlation(among: [0.2, 0.8]) == 0.2, "the lower of two")
    #expect(GateSampling.correlation(among: [0, 0.75, 1]) == 0.75)
    #expect(GateSampling.correlation(among: [nil]) == nil)
  }

  private func plan(_ sampling: GateSampling?) throws -> Plan {
    var experiment = tinyExperiment()
    experiment.correlations = [0.2, 0.8]
    experiment.gateSamples = sampling
    return try Plan(experiment, at: .quick)
  }

  private func runs(_ plan: Plan) throws -> [(key: StudyKey, run: RunSpec)] {
    try plan.study(rates: plan.equalRates())
  }

  /// What is asked for makes other runs of the sampled ones, and of no others.
  @Test func onlyTheSampledRunsAreMeasuredOtherwise() throws {
    let usual = try runs(plan(nil))
    #expect(Set(usual.map(\.run.measurement)) == [Measurement()])
    let asked = try runs(plan(GateSampling(correlation: 0.8, split: .validation, count: 50)))
    for (own, other) in zip(asked, usual) {
      let isSampled =
        own.key.correlation == 0.8 && own.key.draw == 0 && own.key.training == 0
        && !["single-task", "placebo", "shared-bottom", "multi-head"].contains(own.key.model)
      #expect((own.run != other.run) == isSampled, "\(own.key)")
      if isSampled {
        #expect(own.run.measurement.keptSampleCount == 50)
        #expect(own.run.measurement.keptPart == .validation)
      }
    }
    // What is usual may be written out.
    let same = try runs(plan(GateSampling(correlation: 0.2, split: .test, count: 64)))
    #expect(same.map(\.run) == usual.map(\.run))
  }

  /// The kept weights are those of the model on these very samples, and nothing else of the record moves.
  @Test func theWeightsAreThoseOfTheSamples() throws {
    let sampling = GateSampling(correlation: 0.8, split: .validation, count: 50)
    let (own, usual) = (try plan(sampling), try plan(nil))
    func record(_ plan: Plan) throws -> (RunSpec, RunRecord) {
      let variant = try #require(plan.variants.first { $0.choice.name == "mmoe" })
      let run = try plan.studyRun(
        of: variant, correlation: 0.8, draw: 0, training: 0, rates: plan.equalRates())
      return (
        run,
        try #require(try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
      )
    }
    let (run, asked) = try record(own)
    var (_, plain) = try record(usual)
    #expect(asked.gates.allSatisfy { $0.firstSamples.count == 50 })
    var trained = try TrainedRun(run)
    trained.train(progress: { _ in })
    let direct = trained.gates(of: .validation, sampleCount: 50)
    #expect(asked.gates.map(\.firstSamples) == direct.map(\.firstSamples))
    #expect(
      asked.gates.map(\.firstSamples) != plain.gates.map { Array($0.firstSamples.prefix(50)) })
    plain.spec = asked.spec
    for index in plain.gates.indices {
      plain.gates[index].firstSamples = asked.gates[index].firstSamples
    }
    #expect(plain == asked)
  }

  private func file(_ sampling: String) throws -> ExperimentFile {
    try parsed(
      wholeFile.replacing("gateFiles: true", with: "gateFiles: true\ngateSamples: \(sampling)"))
  }

  @Test func theKeysAreRead() throws {
    #expect(
      try file("{correlation: 0.29, split: train, count: 500}").experiment.gateSamples
        == GateSampling(correlation: 0.29, split: .train, count: 500))
    #expect(try file("{count: 12}").experiment.gateSamples == GateSampling(count: 12))
    #expect(try parsed(wholeFile).experiment.gateSamples == nil)
  }

  @Test(arguments: [
    (
      "{correlation: 0.3}",
      "gateSamples.correlation is 0.3, but must be one of the experiment's correlations"
    ),
    ("{split: all}", "gateSamples.split is all, but must be one of train, validation, test"),
    ("{count: 0}", "gateSamples.count is 0, but must be an integer from 1 to 100000"),
    (
      "{count: 129, split: validation}",
      "gateSamples.count is 129, but must be at most 128, the validation samples of scales.quick"
    ),
  ])
  func whatCannotBeKeptIsRefused(_ sampling: String, _ problem: String) throws {
    let error = try #require(throws: ExperimentFileError.self) { try file(sampling) }
    #expect(error.problem == problem)
  }

  @Test func withoutGateFilesThereAreNoSamples() throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try parsed(
        wholeFile.replacing("gateFiles: true", with: "gateFiles: false\ngateSamples: {count: 3}"))
    }
    #expect(
      error.problem == "gateSamples is a mapping, but must be absent where gateFiles is false")
  }
}

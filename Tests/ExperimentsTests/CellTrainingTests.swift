import SyntheticData
import Testing
import Training

@testable import Experiments

private func plan() throws -> Plan { try Plan(tinyExperiment(), at: .quick) }

/// Var(y_k) over a range of a run's data set.
private func variances(of run: RunSpec, over range: KeyPath<Splits, Range<Int>>) throws -> [Double]
{
  let source = try run.data.generator.source(
    correlation: run.data.correlation, draw: run.data.stream)
  let splits = try Splits(sampleCount: run.data.sampleCount)
  return Evaluation.labelVariances(
    source, samples: splits[keyPath: range],
    batch: Batch(capacity: 16, of: source))
}

@Test func learningRatesAreChosenOnValidationSamplesAlone() throws {
  let plan = try plan()
  let run = try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first).run
  let record = try #require(
    try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
  let validation = try variances(of: run, over: \.validation)
  let test = try variances(of: run, over: \.test)
  #expect(record.labelVariances == validation)
  #expect(validation != test)
  #expect(record.gates.isEmpty && record.card == nil)
}

@Test func studiesAreScoredOnTestSamplesAlone() throws {
  let plan = try plan()
  let run = try plan.studyRun(
    of: plan.variants[4], correlation: 0.5, draw: 1, training: 0, rates: plan.equalRates())
  let record = try #require(
    try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
  let test = try variances(of: run, over: \.test)
  #expect(record.labelVariances == test)
  #expect(record.gates.map(\.gate) == ["task1", "task2"])
  #expect(record.scores.count == 2 && record.curve.count == LockStep.curvePointCount)
}

@Test func tuningDrawsAreUsedForNothingElse() throws {
  let plan = try plan()
  let tuned = try plan.tunedVariants.flatMap { try plan.trials(of: $0, learningRate: 0.01) }
  let studied = try plan.study(rates: plan.equalRates()).map(\.run)
  #expect(Set(tuned.map(\.run.data.stream)).isDisjoint(with: studied.map(\.data.stream)))
}

@Test func allModelsOfADrawShareItsData() throws {
  let plan = try plan()
  let rates = plan.equalRates()
  let runs = try plan.variants.map {
    try plan.studyRun(of: $0, correlation: 0.5, draw: 1, training: 0, rates: rates)
  }
  #expect(Set(runs.map(\.data)).count == 1)
  // Another correlation is the same draw and the same first weights.
  let moved = try plan.studyRun(
    of: plan.variants[0], correlation: 1, draw: 1, training: 0, rates: rates)
  #expect(moved.data.stream == runs[0].data.stream)
  #expect(moved.subject == runs[0].subject)
}

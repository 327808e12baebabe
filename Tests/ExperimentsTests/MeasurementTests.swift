// What is measured of a run is part of its identity.
import SyntheticData
import Testing
import Training

@testable import Experiments

@Suite struct MeasurementTests {
  private func run() throws -> RunSpec {
    let plan = try Plan(tinyExperiment(), at: .quick)
    return try #require(plan.trials(of: plan.tunedVariants[0], learningRate: 0.01).first).run
  }

  @Test func itIsWhatTheProgramMeasures() {
    let measurement = Experiments.Measurement()
    #expect(measurement.curvePointCount == LockStep.curvePointCount)
    #expect(measurement.curveSampleCount == LockStep.curveSampleCount)
    #expect(measurement.keptSampleCount == GateRecorder.keptSamples)
    #expect(measurement.splits == Splits.shares)
  }

  @Test func anotherMeasurementIsAnotherRun() throws {
    let run = try run()
    let changes: [(inout Experiments.Measurement) -> Void] = [
      { $0.curvePointCount += 1 }, { $0.curveSampleCount += 1 }, { $0.keptSampleCount += 1 },
      { $0.splits = [70, 20, 10] },
    ]
    let others = changes.map { change -> RunSpec in
      var other = run
      change(&other.measurement)
      return other
    }
    #expect(Set(others + [run]).count == 5)
    #expect(try Set((others + [run]).map { try $0.canonical() }).count == 5)
  }

  @Test func aRecordThatWasMeasuredOtherwiseIsNotFound() async throws {
    let run = try run()
    let record = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    try await withTemporaryFolder { folder in
      let store = RunStore(folder: folder, platform: testPlatform)
      try store.save(record)
      guard case .found = try store.find(run) else {
        Issue.record("the record itself was not found")
        return
      }
      var other = run
      other.measurement.keptSampleCount += 1
      guard case .absent = try store.find(other) else {
        Issue.record("a record of another measurement was taken")
        return
      }
    }
  }
}

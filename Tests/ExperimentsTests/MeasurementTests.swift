// What is measured of a run is part of its identity.
import Foundation
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

  private func runs(_ experiment: Experiment) throws -> [RunSpec] {
    let plan = try Plan(experiment, at: .quick)
    let rates = Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
    return try plan.study(rates: rates).map(\.run)
  }

  /// Nobody reads the curve of a trial, nor those that an experiment does not ask for.
  @Test func onlyCurvesThatAreAskedForAreMeasured() throws {
    var experiment = tinyExperiment()
    let usual = try runs(experiment)
    #expect(usual.allSatisfy { $0.measurement.curvePointCount == LockStep.curvePointCount })
    experiment.curveDraws = 1
    let some = try runs(experiment)
    let measured = zip(some, usual).filter { $0 == $1 }
    #expect(!measured.isEmpty && measured.count < usual.count)
    #expect(measured.allSatisfy { $0.0.data.draw == Plan.draw(0) })
    #expect(some.allSatisfy { $0.data.draw == Plan.draw(0) || $0.measurement.curvePointCount == 0 })

    let trial = try run()
    #expect(trial.measurement.curvePointCount == 0)
    var watched = trial
    watched.measurement.curvePointCount = LockStep.curvePointCount
    let records = try [trial, watched].map { run in
      try #require(try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    }
    #expect(records.map(\.curve.count) == [0, LockStep.curvePointCount])
    #expect(records[0].scores == records[1].scores && records.allSatisfy(\.isWhole))
  }

  /// So that experiments of the same runs train them once, whichever asks for curves, if that one is first.
  @Test func theRecordOfARunWithACurveServesTheSameRunWithoutOne() async throws {
    let trial = try run()
    let watched = try #require(trial.withCurve)
    #expect(watched != trial && watched.withCurve == nil)
    let record = try #require(
      try Cell(spec: watched.cell, runs: [watched]).train(on: testPlatform) { _ in }.first)
    try await withTemporaryFolder { folder in
      let store = RunStore(folder: folder, platform: testPlatform)
      func damage(_ run: RunSpec) throws {
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: store.file(of: run)))
      }
      #expect(try store.fileInUse(of: trial) == store.file(of: trial))
      try store.save(record)
      let found = try #require(try self.record(of: trial, in: store))
      #expect(found.spec == trial && found.curve.isEmpty && found.scores == record.scores)
      #expect(try store.fileInUse(of: trial) == store.file(of: watched))
      // Also where its own is damaged; and its own where that one is.
      try damage(trial)
      #expect(try self.record(of: trial, in: store) == found)
      try store.save(found)
      #expect(try store.fileInUse(of: trial) == store.file(of: trial))
      try damage(watched)
      #expect(try self.record(of: trial, in: store) == found)
      // One without a curve does not serve a run with one.
      try FileManager.default.removeItem(atPath: store.file(of: watched))
      #expect(try self.record(of: watched, in: store) == nil)
    }
  }

  @Test func aRecordThatWasMeasuredOtherwiseIsNotFound() async throws {
    let run = try run()
    let record = try #require(
      try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }.first)
    try await withTemporaryFolder { folder in
      let store = RunStore(folder: folder, platform: testPlatform)
      try store.save(record)
      #expect(try self.record(of: run, in: store) == record)
      var other = run
      other.measurement.keptSampleCount += 1
      #expect(try self.record(of: other, in: store) == nil)
    }
  }

  private func record(of run: RunSpec, in store: RunStore) throws -> RunRecord? {
    if case .found(let record) = try store.find(run) { record } else { nil }
  }
}

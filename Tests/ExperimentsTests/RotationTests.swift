// Runs whose trainings begin at another place of the training range.
import Formats
import Foundation
import Testing
import Training

@testable import Experiments

@Suite struct RotationTests {
  /// Study runs of the baseline and of MMoE on one data set.
  private func runs(rotation: Double?) throws -> [RunSpec] {
    let models = tinyModels.filter { ["single-task", "mmoe"].contains($0.name) }
    let plan = try Plan(tinyExperiment(models: models), at: .quick)
    return try plan.variants.map { variant in
      var run = try plan.studyRun(
        of: variant, correlation: 0.5, draw: 0, training: 0, rates: plan.equalRates())
      run.rotation = rotation
      return run
    }
  }

  private func records(rotation: Double?) throws -> [RunRecord] {
    let runs = try runs(rotation: rotation)
    let cells = StudyRunner.cells(of: runs)
    #expect(cells.count == 1)
    return try cells[0].train(on: testPlatform) { _ in }
  }

  @Test func anAbsentRotationIsInNoIdentity() throws {
    let plain = try runs(rotation: nil)
    #expect(try plain.allSatisfy { try !$0.canonical().contains("rotation") })
    let rotated = try runs(rotation: 0.25)
    #expect(try rotated.allSatisfy { try $0.canonical().contains(#""rotation":0.25"#) })
    #expect(try Set((plain + rotated).map { try $0.canonical() }).count == 4)
    for run in plain + rotated {
      let text = Data(try run.canonical().utf8)
      #expect(try JSONDecoder().decode(RunSpec.self, from: text) == run)
    }
  }

  /// A cell has one stream of batches.
  @Test func runsOfOneRotationShareACell() throws {
    let all = try [nil, 0.25, 0.5].flatMap { try runs(rotation: $0) }
    let cells = StudyRunner.cells(of: all)
    #expect(cells.map(\.spec.rotation) == [nil, 0.25, 0.5])
    #expect(cells.allSatisfy { $0.runs.count == 2 })
  }

  @Test func aRotationOfZeroIsNone() throws {
    let (none, zero) = (try records(rotation: nil), try records(rotation: 0))
    #expect(none.map(\.scores) == zero.map(\.scores))
    #expect(none.map(\.curve) == zero.map(\.curve))
  }

  /// The data, the first weights and the test samples stay; the order is another for every model.
  @Test func rotationsAreDifferentTrainingsOfTheSame() throws {
    let trainings = try [0, 0.25, 0.5].map { try records(rotation: $0) }
    for model in 0..<2 {
      #expect(Set(trainings.map { $0[model].scores }).count == 3)
      #expect(Set(trainings.map { $0[model].card }).count == 1)
      #expect(Set(trainings.map { $0[model].labelVariances }).count == 1)
    }
    #expect(trainings.joined().allSatisfy { $0.status == .ok })
  }

  @Test func aRunDoesNotDependOnItsCompanions() throws {
    let together = try records(rotation: 0.5)
    let run = try runs(rotation: 0.5)[1]
    let alone = try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }
    #expect(alone == [together[1]])
  }

  @Test(arguments: [-0.1, 1, .infinity])
  func anImpossibleRotationIsRefused(rotation: Double) throws {
    let run = try runs(rotation: rotation)[0]
    let error = try #require(throws: SpecError.self) {
      _ = try Cell(spec: run.cell, runs: [run]).train(on: testPlatform) { _ in }
    }
    #expect(error.field == "rotation" && error.allowed == "at least 0 and below 1")
  }
}

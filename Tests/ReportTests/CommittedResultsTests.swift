// The shipped experiment files and the committed results: what made-up ones cannot show.
import Experiments
import Testing

@testable import Report

struct CommittedResultsTests {
  private func plan(_ name: String, at scale: ScaleName = .quick) throws -> Plan {
    try Plan(Experiment.read(file: "\(repository)/experiments/\(name).yaml"), at: scale)
  }

  private func records(_ name: String) throws -> ExperimentRecords {
    try ExperimentRecords(folder: "\(repository)/results/quick/\(name)", plan: plan(name))
  }

  @Test(arguments: [SequenceStudy.modes, SequenceStudy.sweep], ScaleName.allCases)
  func modelsOfSequencesAreWhatTheirNamesSay(_ name: String, _ scale: ScaleName) throws {
    #expect(try SequenceIdentity.impostors(in: plan(name, at: scale)) == [])
  }

  /// Runs of a model that is not what its name says are left out, and its claim vanishes without a word.
  @Test func theMemorylessModelHasItsClaim() throws {
    let study = Study(
      experiments: [try records(SequenceStudy.sweep)], published: PublishedValues())
    let claims = MemorylessModel().claims(study)
    #expect(claims.count == 1)
    let statement = try #require(claims.first).statement
    // Fields with a comma are quoted.
    #expect(try committed("claims.csv").contains("\n\"\(statement)\","))
  }

  /// A run in another setting is no rival, which the caption has to say: with it the rates are others.
  @Test func bestOnBothIsCountedAmongTheRunsThatTheCaptionNames() throws {
    let sweep = try records("gate-selector").sweep
    func isBest(_ arm: Arm, _ replicate: String, among field: [Arm]) throws -> Double {
      let own = try #require(sweep.run(arm, "0.50", replicate)).compactMap(\.mse)
      return try field.filter { $0 != arm }.allSatisfy { other in
        let others = try #require(sweep.run(other, "0.50", replicate)).compactMap(\.mse)
        return zip(own, others).allSatisfy { $0 < $1 }
      } ? 1 : 0
    }
    let defaults = sweep.arms.filter { $0.setting == Arm.defaultSetting }
    var dependsOnTheField = false
    for arm in sweep.comparedArms {
      let counted = sweep.bestOnBoth(arm, "0.50")
      #expect(counted == (try sweep.replicates.map { try isBest(arm, $0, among: defaults) }))
      let amongAll = try sweep.replicates.map { try isBest(arm, $0, among: sweep.arms) }
      dependsOnTheField = dependsOnTheField || counted != amongAll
    }
    #expect(dependsOnTheField, "take an experiment in which the caption matters")
    let captions = try committed("report.md").split(separator: "\n").filter {
      $0.contains("best on both is")
    }
    #expect(captions.count > 5)
    for caption in captions {
      #expect(
        caption.contains(
          "lower error on every task than all other runs of the replicate in the default setting"))
    }
  }
}

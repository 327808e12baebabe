// The shipped experiment files and the committed results: what made-up ones cannot show.
import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Analysis
@testable import Page

@Suite(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
struct CommittedResultsTests {
  private func records(_ name: String) throws -> ExperimentRecords {
    let file = try shippedFile(name)
    return try ExperimentRecords(
      folder: "\(CommittedResults.folder)/\(name)", plan: Plan(file.experiment, at: .quick),
      presentation: file.presentation)
  }

  /// A claim that has nothing to be about vanishes without a word.
  @Test func theMemorylessModelHasItsClaim() throws {
    let records = try records("sequential-seesaw")
    let claims = try claims(of: records).family(NoBetterThanControl.name)
    #expect(claims.map(\.id) == ["sequential-seesaw/no-better-than-control/stepwise"])
    let table = try CSVTable(readingFrom: "\(CommittedResults.folder)/claims.csv", key: ["id"])
    let row = try #require(table.rows.first { $0[0] == claims.first?.id })
    #expect(row[1] == claims.first?.statement)
  }

  /// Every claim that a shipped file declares is about something.
  @Test func everyDeclaredFamilyHasAClaim() throws {
    let table = try CSVTable(readingFrom: "\(CommittedResults.folder)/claims.csv", key: ["id"])
    for file in try shippedFiles() {
      for declaration in file.presentation.report.claims {
        let prefix = "\(file.experiment.name)/\(declaration.name)"
        #expect(
          table.rows.contains { $0[0] == prefix || $0[0].hasPrefix(prefix + "/") },
          "\(prefix) has no row in claims.csv")
      }
    }
  }

  /// Every figure that a shipped file declares was drawn.
  @Test func everyDeclaredFigureIsThere() throws {
    let figures = Set(try files(below: CommittedResults.folder, ending: ".svg"))
    let declared = Set(
      try shippedFiles().flatMap { file in
        file.presentation.report.figures.map { "\(file.experiment.name)/\($0.name).svg" }
      })
    #expect(figures == declared)
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
    let defaults = sweep.arms.filter(\.isDefault)
    var dependsOnTheField = false
    for arm in sweep.comparedArms {
      let counted = sweep.bestOnBoth(arm, "0.50")
      #expect(counted == (try sweep.replicates.map { try isBest(arm, $0, among: defaults) }))
      let amongAll = try sweep.replicates.map { try isBest(arm, $0, among: sweep.arms) }
      dependsOnTheField = dependsOnTheField || counted != amongAll
    }
    #expect(dependsOnTheField, "take an experiment in which the caption matters")
    let captions = try text("\(CommittedResults.folder)/report.md").split(separator: "\n").filter {
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

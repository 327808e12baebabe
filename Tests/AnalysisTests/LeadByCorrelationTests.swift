import Experiments
import Fixtures
import Foundation
import Records
import Statistics
import Testing

@testable import Analysis

/// A lead over another model that depends on the labels' correlation, as it turned out on every draw.
struct LeadByCorrelationTests {
  /// PLE's log error has `slope` times some function of the labels' correlation on top.
  private func claims(
    rising slope: Double, spread: Double = 0.02, by measure: (Double) -> Double = { $0 },
    _ argument: String = "correlation"
  ) throws -> Claim {
    var made = MadeUpStudy()
    (made.correlations, made.trainingSpread, made.drawSpread) = (
      ["-0.90", "-0.30", "0.00", "0.40", "1.00"], spread, 0
    )
    let data = made.data()
    let labels = Dictionary(
      uniqueKeysWithValues: data.map { ([$0.correlation, $0.draw], $0.labelPearson ?? 0) })
    let metrics = made.metrics().map { record in
      var record = record
      if record.run.arm.model == "ple" {
        let own = labels[[record.run.correlation, record.run.draw]] ?? 0
        record.excessError = record.excessError.map { $0 * exp(slope * measure(own)) }
      }
      return record
    }
    return try claim(
      LeadByCorrelation.self,
      ["subject": "ple", "over": "mmoe", "measure": .text(argument)],
      about: records(metrics, of: made.file("made-up")) { $0.data = data })
  }

  @Test func aLeadThatFallsWithTheCorrelationIsFound() throws {
    let claim = try claims(rising: 0.4)
    #expect(claim.finding == .supported)
    #expect(abs((claim.measured ?? 0) - 0.4) < 0.03 && claim.count == 16)
  }

  @Test func aLeadThatRisesWithItIsNotOne() throws {
    let claim = try claims(rising: -0.4)
    #expect(claim.finding == .unsupported && (claim.upper ?? 0) < 0)
  }

  @Test func noSlopeWithinTheMarginIsNotSeen() throws {
    #expect(try claims(rising: 0).finding == .unsupported)
    #expect(try claims(rising: 0, spread: 0.8).finding == .inconclusive)
  }

  /// A lead that is largest for unrelated tasks has next to no slope on the correlation itself.
  @Test func strengthIsAnotherQuestion() throws {
    let strength = try claims(rising: 0.4, by: abs, "strength")
    #expect(strength.finding == .supported && abs((strength.measured ?? 0) - 0.4) < 0.05)
    #expect(abs(try claims(rising: 0.4, by: abs).measured ?? 1) < 0.15)
  }

  /// Four draws by hand: the slope is of the draw's own points, and a draw with a missing run has none.
  @Test func theTableHasEveryDrawsOwnCorrelation() throws {
    var made = MadeUpStudy()
    made.diverging = [("ple", "0.40", "003")]
    let data = made.data()
    let records = try records(made.metrics(), of: made.file("made-up")) { $0.data = data }
    let table = try #require(LabelCorrelationTable(records, published: PublishedValues()))
    let rows = table.rows.filter { $0.arm.model == "ple" && $0.correlation == "0.40" }
    #expect(rows.count == 16 && rows.filter { $0.gain == nil }.map(\.draw) == ["003"])
    #expect(
      rows.map(\.labelPearson)
        == data.filter { $0.setting == "-" && $0.correlation == "0.40" }.map {
          $0.labelPearson ?? 0
        })
    let slopes = LeadByCorrelation.slopes(records, of: "ple", over: "mmoe", on: .correlation)
    #expect(slopes.count == 16 && slopes.indices.filter { slopes[$0] == nil } == [3])
  }

  @Test func theSlopeOfAFewPoints() throws {
    #expect(leastSquaresSlope([(0, 1), (1, 3), (2, 5)]) == 2)
    // By hand: mean x 1, mean y 2; (−1)(−2) + 0 + (1)(1) = 3 over 2.
    #expect(leastSquaresSlope([(0, 0), (1, 3), (2, 3)]) == 1.5)
    #expect(leastSquaresSlope([(1, 0), (1, 3)]) == nil && leastSquaresSlope([(1, 2)]) == nil)
  }
}

import Experiments
import Fixtures
import Foundation
import Records
import Testing

@testable import Analysis

/// The claims and tables of MMoE's Figures 2 to 5, on runs whose errors are known.
struct MixtureClaimTests {
  /// The log errors of a model at p = .50 and 1.00, and their spread over draws.
  private struct Model {
    var name: String
    var low: Double
    var high: Double
    var spread = 0.02
  }

  private func study(_ models: [Model], draws: Int = 12) throws -> ExperimentRecords {
    var metrics: [MetricRecord] = []
    for (index, model) in models.enumerated() {
      for draw in 0..<draws {
        for (correlation, log) in [("0.50", model.low), ("1.00", model.high)] {
          let phase = Double(7 * draw + 3 * index) + (correlation == "1.00" ? 2 : 0)
          let value = log + model.spread * sin(phase * 1.7)
          metrics += runs(
            model.name, draw, [[value, value + 0.01 * cos(phase)]], correlation: correlation)
        }
      }
    }
    var made = MadeUpStudy()
    made.correlations = ["0.50", "1.00"]
    return try records(metrics, of: made.file("made-up"))
  }

  private func spread(_ mmoe: (Double, Double), noise: Double = 0.02) throws -> Claim {
    let records = try study([
      Model(name: "shared-bottom", low: 0.5, high: 0, spread: noise),
      Model(name: "cgc", low: 0.4, high: 0, spread: noise),
      Model(name: "mmoe", low: mmoe.0, high: mmoe.1, spread: noise),
    ])
    return try claim(
      SmallestSpread.self, ["subject": "mmoe", "over": ["shared-bottom", "cgc"]], about: records)
  }

  @Test func theSmallestSpreadIsFoundOrNot() throws {
    let small = try spread((0.1, 0))
    #expect(small.finding == .supported && abs((small.measured ?? 0) - 0.3) < 0.05)
    #expect(small.count == 12 && small.detail.contains("MMoE +0.09"), "\(small.detail)")
    #expect(try spread((0.6, 0)).finding == .unsupported)
    #expect(try spread((0.38, 0), noise: 0.6).finding == .inconclusive)
  }

  /// Errors that rise with p as steeply as a rival's fall are no small spread.
  @Test func aSpreadOfTheOtherSignDoesNotPassAsSmall() throws {
    let reversed = try spread((0, 0.6))
    #expect(reversed.finding == .unsupported && reversed.detail.contains("plus the subject"))
    #expect(try spread((0, 0.1)).finding == .supported)
  }

  private func variation(_ bottom: Double, measure: String, offset: Double = 0) throws -> Claim {
    let records = try study([
      Model(name: "shared-bottom", low: offset, high: offset, spread: bottom),
      Model(name: "cgc", low: 0, high: 0, spread: 0.1),
      Model(name: "mmoe", low: 0, high: 0, spread: 0.1),
    ])
    return try claim(
      VariesMost.self,
      ["subject": "shared-bottom", "over": ["cgc", "mmoe"], "measure": .text(measure)],
      about: records)
  }

  @Test func theLargestVariationIsFoundOrNot() throws {
    let large = try variation(0.3, measure: "log_excess")
    #expect(large.finding == .supported && abs((large.measured ?? 0) - log(3)) < 0.3)
    #expect(try variation(0.03, measure: "log_excess").finding == .unsupported)
    #expect(try variation(0.125, measure: "log_excess").finding == .inconclusive)
  }

  /// Twice the error varies twice as much in the loss, and as much in its logarithm.
  @Test func variationOfTheLossIsNotThatOfItsLogarithm() throws {
    let (loss, logarithm) = (
      try variation(0.1, measure: "nmse", offset: 1.2),
      try variation(0.1, measure: "log_excess", offset: 1.2)
    )
    #expect(abs((loss.measured ?? 0) - (logarithm.measured ?? 0) - 1.2) < 0.15)
    #expect(loss.finding == .supported && logarithm.finding != .supported)
  }

  @Test func equalityHasThreeFindings() {
    func finding(_ lower: Double?, _ upper: Double?) -> Finding {
      EqualAt.finding(lower: lower, upper: upper, margin: 0.2)
    }
    #expect(finding(-0.19, 0.19) == .supported && finding(0.01, 0.19) == .supported)
    #expect(finding(0.21, 0.4) == .unsupported && finding(-0.4, -0.21) == .unsupported)
    #expect(finding(0.1, 0.3) == .inconclusive && finding(-0.3, 0.3) == .inconclusive)
    #expect(finding(nil, nil) == .inconclusive)
  }

  @Test func equalityIsAskedAtItsCorrelation() throws {
    let records = try study([
      Model(name: "cgc", low: 0.9, high: 0.05), Model(name: "mmoe", low: 0, high: 0),
    ])
    func claim(at correlation: String) throws -> Claim {
      try AnalysisTests.claim(
        EqualAt.self,
        [
          "subject": "mmoe", "over": "cgc", "correlation": .text(correlation), "margin": "0.2",
        ], about: records)
    }
    let (one, half) = (try claim(at: "1"), try claim(at: "0.5"))
    #expect(
      one.finding == .supported && one.statement == "MMoE and CGC are equally good at p = 1.00")
    #expect(half.finding == .unsupported && abs((half.measured ?? 0) - 0.9) < 0.05)
  }

  @Test func binsAreThePapers() throws {
    #expect([0, 0.0333, 0.0334, 0.6999].map(LossHistogram.bin(of:)) == [1, 1, 2, 21])
    #expect(LossHistogram.bin(of: 0.7) == 22 && LossHistogram.bin(of: 40) == 22)
    let table = try #require(
      LossHistogram(
        study([Model(name: "mmoe", low: log(0.1), high: log(5), spread: 0)]),
        published: PublishedValues()))
    #expect(table.rows.count == 2 * 22)
    #expect(table.rows.filter { $0.count > 0 }.map(\.bin) == [4, 22])
    #expect(table.beyond == (12, 24))
  }

  /// Figure 4 starts at step 500, so that its losses are divided by Figure 3's at step 0.
  @Test func publishedLossesAreRelativeToTheUntrainedNetworks() throws {
    let published = try PublishedValues(folder: Repository.published)
    func value(_ model: String, _ correlation: String, _ step: Int) throws -> Double {
      try #require(
        published.lossCurves.first {
          $0.model == model && $0.correlation == correlation && $0.step == step
        }
      ).relativeLoss
    }
    #expect(try value(PublishedValues.LossPoint.smallBottom, "0.90", 0) == 1)
    #expect(abs(try value("mmoe", "0.50", 9900) - 0.083 / 1.125) < 1e-12)
    #expect(abs(try value("omoe", "1.00", 500) - 0.219 / 1.051) < 1e-12)
    #expect(published.lossCurves.count == 15 + 3 * 15 && published.labelCorrelations.count == 9)
    let three = published.limited(to: ["mmoe-figure3-shared-bottom-curve"])
    #expect(three.lossCurves.count == 15 && three.labelCorrelations.isEmpty)
  }

  @Test func curvesAreMeansOfAllRunsBesideThePublishedOnes() throws {
    var made = MadeUpStudy()
    (made.draws, made.trainings, made.correlations) = (3, 1, ["0.50", "1.00"])
    let curves = made.curves()
    let records = try records(made.metrics(), of: made.file("seesaw")) { $0.curves = curves }
    let table = try #require(
      LossCurves(records, published: PublishedValues(folder: Repository.published)))
    let own = table.rows.filter {
      $0.source == .measured && $0.arm.model == "mmoe" && $0.correlation == "1.00"
    }
    let last = try #require(own.last)
    let values = curves.filter {
      $0.run.arm.model == "mmoe" && $0.run.correlation == "1.00" && $0.step == last.step
    }.compactMap(\.validationNMSE)
    #expect(values.count == 3 && last.count == 3 && last.progress == 1)
    #expect(abs(last.mean - values.reduce(0, +) / 3) < 1e-12)
    #expect(table.end(of: "mmoe", "1.00") == last.mean)
    #expect(abs((table.end(of: "mmoe", "1.00", .published) ?? 0) - 0.070 / 1.051) < 1e-12)
    #expect(table.end(of: "cgc", "1.00", .published) == nil, "the paper has none")
  }

  /// A few trials of the default data: as the paper's figure, and each kind of data by itself.
  @Test func figureTwoIsMeasuredFromTheGenerator() throws {
    let shipped = try #require(try ShippedDeclarations.experiment("mmoe"))
    var small = shipped
    for index in small.scales.indices { small.scales[index].scale.draws = 3 }
    let records = ExperimentRecords(
      [], plan: try Plan(small, at: .quick), presentation: TinyStudy.presentation)
    let table = try #require(
      CosineTable(records, published: PublishedValues(folder: Repository.published)))
    #expect(table.rows.count == 4 * 9)
    #expect(table.rows.allSatisfy { $0.source == .published || $0.count == 3 })
    #expect((table.largestDistance(in: "-") ?? 1) < 0.04)
    #expect((table.largestDistance(in: "drawn-sines") ?? 0) > 0.3)
    #expect(CosineTable(records, published: PublishedValues()) == nil)
  }
}

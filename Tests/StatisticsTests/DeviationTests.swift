// Which of two paired samples varies more: known answers, and error rates by simulation with fixed seeds.

import Foundation
import Randomness
import Testing

@testable import Statistics

struct DeviationTests {
  @Test func aScaledColumnHasItsScaleAsRatio() throws {
    let column = [0.3, -1, 2.5, 0.1, 0.9]
    let values = try #require(logDeviationRatios([(column.map { 3 * $0 + 7 }, column)]))
    #expect(values.count == 5)
    for value in values { #expect(abs(value - log(3)) < 1e-9) }
    let both = try #require(
      logDeviationRatios([(column.map { 3 * $0 }, column), (column, column)]))
    for value in both { #expect(abs(value - log(3) / 2) < 1e-9) }
  }

  /// By hand: (0, 2, 4) has sd 2, and √2 without any end, √8 without the middle; (0, 1, 5) √7, √8, √12.5, √.5.
  @Test func threeDrawsByHand() throws {
    let values = try #require(logDeviationRatios([([0, 2, 4], [0, 1, 5])]))
    let all = 0.5 * log(4.0 / 7)
    for (value, rest) in zip(values, [2.0 / 8, 8 / 12.5, 2 / 0.5]) {
      #expect(abs(value - (3 * all - log(rest))) < 1e-9, "\(value)")
    }
  }

  @Test func whatDoesNotVaryHasNoRatio() {
    #expect(logDeviationRatios([]) == nil)
    #expect(logDeviationRatios([([1, 2], [1, 3])]) == nil)
    #expect(logDeviationRatios([([1, 2, 3], [1, 1, 1])]) == nil)
    #expect(logDeviationRatios([([1, 2, 3], [1, 1, 2])]) == nil, "equal without the last")
  }

  /// Two columns per model that share a part of their noise, as runs on the same draws do; some runs are stuck, in both
  /// models alike. One-sided bounds err in about 5%.
  @Test(arguments: [0.0, 0.06])
  func boundsErrAboutAsOftenAsTheySay(stuck: Double) throws {
    let (count, trials) = (20, 400)
    let stream = RandomStream(seed: 31).stream("deviations")
    var (above, below) = (0, 0)
    for trial in 0..<trials {
      let normals = stream.normals(6 * count, row: trial)
      let chances = stream.stream("stuck").normals(4 * count, row: trial)
      func column(_ index: Int) -> [Double] {
        (0..<count).map { draw in
          let own = normals[index * count + draw] + 0.7 * normals[(4 + index % 2) * count + draw]
          // 1.555 is the 94% quantile.
          return own + (stuck > 0 && chances[index * count + draw] > 1.555 ? 4 : 0)
        }
      }
      let values = try #require(
        logDeviationRatios([(column(0), column(2)), (column(1), column(3))]))
      if try #require(oneSidedLower(values)) > 0 { above += 1 }
      if try #require(oneSidedUpper(values)) < 0 { below += 1 }
    }
    for count in [above, below] {
      #expect((4...36).contains(count), "\(above) and \(below) of \(trials)")
    }
  }
}

// Coverage of intervals and tests, by simulation with fixed seeds. Bounds are four standard errors
// of the simulated fraction, 4 √(.95 · .05 / trials). Exact proportions are checked without
// simulation in ProportionTests.swift.

import Randomness
import Testing

@testable import Statistics

private let trials = 20_000

/// Whether a fraction of simulated trials is within four standard errors of its expectation.
private func isNear(_ hits: Int, _ chance: Double) -> Bool {
  let error = (chance * (1 - chance) / Double(trials)).squareRoot()
  return abs(Double(hits) / Double(trials) - chance) <= 4 * error
}

@Test(arguments: [8, 20])
func meanIntervalsCoverNormalMeans(count: Int) throws {
  let stream = RandomStream(seed: 20).stream("mean", count)
  var twoSided = 0
  var lower = 0
  var upper = 0
  for trial in 0..<trials {
    let values = stream.normals(count, row: trial).map { 3 + 2 * $0 }
    if try #require(meanInterval(values)).contains(3) { twoSided += 1 }
    if try #require(oneSidedLower(values)) < 3 { lower += 1 }
    if try #require(oneSidedUpper(values)) > 3 { upper += 1 }
  }
  #expect(isNear(twoSided, 0.95), "\(twoSided) of \(trials)")
  #expect(isNear(lower, 0.95), "\(lower) of \(trials)")
  #expect(isNear(upper, 0.95), "\(upper) of \(trials)")
}

@Test func oneSidedPValuesRejectAtTheirLevel() throws {
  let stream = RandomStream(seed: 21).stream("p-values")
  var above = 0
  var below = 0
  for trial in 0..<trials {
    let values = stream.normals(12, row: trial).map { 1 + $0 }
    if try #require(tTestP(values, meanAbove: 1)) <= 0.05 { above += 1 }
    if try #require(tTestP(values, meanBelow: 1)) <= 0.05 { below += 1 }
  }
  #expect(isNear(above, 0.05), "\(above) of \(trials)")
  #expect(isNear(below, 0.05), "\(below) of \(trials)")
}

@Test(arguments: [8, 20])
func predictionIntervalsCoverOneFurtherRun(count: Int) throws {
  let stream = RandomStream(seed: 22).stream("prediction", count)
  var hits = 0
  for trial in 0..<trials {
    let values = stream.normals(count + 1, row: trial)
    let interval = try #require(predictionInterval(Array(values.dropLast())))
    if interval.contains(values[count]) { hits += 1 }
  }
  #expect(isNear(hits, 0.95), "\(hits) of \(trials)")
}

@Test func fiellerCoversTheRatioOfCorrelatedMeans() {
  let stream = RandomStream(seed: 23).stream("ratio")
  var hits = 0
  for trial in 0..<trials {
    let normals = stream.normals(24, row: trial)
    let denominators = normals[..<12].map { 1 + 0.3 * $0 }
    let numerators = zip(normals[..<12], normals[12...]).map { 1.872 + 0.3 * $0 + 0.4 * $1 }
    // Denominators are eleven standard errors from 0: an undefined interval has negligible
    // probability.
    if case .interval(let interval) = fieller(numerators, denominators), interval.contains(1.872) {
      hits += 1
    }
  }
  #expect(isNear(hits, 0.95), "\(hits) of \(trials)")
}

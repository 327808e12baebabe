import Randomness
import Statistics
import Testing

private let numerators = [1.9, 2.4, 2.2, 1.5, 2.9, 2.1, 1.7, 2.6]
private let denominators = [1.1, 1.2, 0.9, 0.8, 1.4, 1.2, 1.0, 1.1]

@Test(arguments: [0.8, 0.95, 0.99])
func fiellerLimitsAreRootsOfTheirQuadratic(level: Double) throws {
  guard case .interval(let interval) = fieller(numerators, denominators, level: level) else {
    Issue.record("the interval is undefined")
    return
  }
  // (n̄ − ρ d̄)² = t² Var(n − ρ d)/n, that is |mean|/standard error = t for the combined values.
  let t = StudentT(degreesOfFreedom: 7).quantile((1 + level) / 2)
  for limit in [interval.lower, interval.upper] {
    let combined = zip(numerators, denominators).map { $0 - limit * $1 }
    let summary = try #require(Summary(combined))
    let error = try #require(summary.standardError)
    #expect(isClose(abs(summary.mean) / error, t, relative: 1e-10))
  }
  let ratio = try #require(ratioOfMeans(numerators, denominators))
  #expect(isClose(ratio, 17.3 / 8.7))
  #expect(interval.lower < ratio && ratio < interval.upper)
}

@Test func fiellerTurnsRoundWithTheSignsAndInvertsWithTheRoles() {
  guard case .interval(let straight) = fieller(numerators, denominators),
    case .interval(let negated) = fieller(numerators.map(-), denominators),
    case .interval(let below) = fieller(numerators, denominators.map(-)),
    case .interval(let inverse) = fieller(denominators, numerators)
  else {
    Issue.record("an interval is undefined")
    return
  }
  for mirrored in [negated, below] {
    #expect(isClose(mirrored.lower, -straight.upper))
    #expect(isClose(mirrored.upper, -straight.lower))
  }
  #expect(isClose(inverse.lower, 1 / straight.upper))
  #expect(isClose(inverse.upper, 1 / straight.lower))
}

@Test func constantDenominatorsGiveTheScaledMeanInterval() throws {
  guard case .interval(let interval) = fieller(numerators, [Double](repeating: 4, count: 8)) else {
    Issue.record("the interval is undefined")
    return
  }
  let mean = try #require(meanInterval(numerators))
  #expect(isClose(interval.lower, mean.lower / 4))
  #expect(isClose(interval.upper, mean.upper / 4))
}

@Test func proportionalPairsHaveTheirRatioOnly() {
  guard case .interval(let interval) = fieller(denominators.map { 1.872 * $0 }, denominators) else {
    Issue.record("the interval is undefined")
    return
  }
  #expect(isClose(interval.lower, 1.872, relative: 1e-10))
  #expect(isClose(interval.upper, 1.872, relative: 1e-10))
}

@Test func fiellerIsUndefinedExactlyWhenTheDenominatorsMayBeZero() throws {
  var undefined = 0
  for trial in 0..<500 {
    let normals = RandomStream(seed: 4).stream("weak denominators").normals(16, row: trial)
    let weak = normals[..<8].map { 0.8 + $0 }
    let result = fieller(Array(normals[8...]), weak)
    let mean = try #require(meanInterval(weak))
    #expect((result == .undefined) == mean.contains(0))
    if result == .undefined { undefined += 1 }
  }
  #expect(undefined > 100 && undefined < 400)
}

@Test func fiellerIsUndefinedWithoutSpreadOrPairs() {
  #expect(fieller([], []) == .undefined)
  #expect(fieller([1], [2]) == .undefined)
  #expect(fieller([0.1, 0.1, 0.1], [0.3, 0.3, 0.3]) == .undefined)
  #expect(fieller([1, 2], [1, -1]) == .undefined)
  #expect(ratioOfMeans([], []) == nil)
  #expect(ratioOfMeans([1, 2], [1, -1]) == nil)
}

@Test func pairsOfUnequalLengthsStopTheProgram() async {
  await #expect(processExitsWith: .failure) { _ = fieller([1, 2, 3], [1, 2]) }
}

import Randomness
import SyntheticData
import Testing

// Properties of MoSE's Figure 5, for the defaults: ranges, periods, a phase per mode, parallel
// curves of task 1, jitter of task 2.

private func source(draw: Int, _ spec: SequentialModesSpec = .init()) throws -> SequentialModes {
  try SequentialModes(spec, draw: RandomStream(seed: 5).stream("draw", draw))
}

/// Curves of two samples for every mode.
private func twoSamplesPerMode(
  draw: Int
) throws -> [(one: [ModeCurvePoint], other: [ModeCurvePoint])] {
  let points = try source(draw: draw).curves(samplesPerMode: 2, among: 0..<1000)
  return stride(from: 0, to: points.count, by: 1000).map {
    (Array(points[$0..<$0 + 500]), Array(points[$0 + 500..<$0 + 1000]))
  }
}

@Test func rangesAreThoseOfTheFigure() throws {
  var (first, lows, highs): ([Double], [Double], [Double]) = ([], [], [])
  for draw in 0..<12 {
    let points = try source(draw: draw).curves(samplesPerMode: 4, among: 0..<1000)
    #expect(points.count == 10 * 4 * 500)
    #expect(points.allSatisfy { $0.input.magnitude <= 2.000_001 })
    #expect((points.map(\.input.magnitude).max() ?? 0) > 1.9)
    for mode in 0..<10 {
      first.append(points.filter { $0.mode == mode }.map(\.firstLabel.magnitude).max() ?? 0)
    }
    // Three modes, about as many as a figure can show.
    let second = points.filter { $0.mode < 3 }.map(\.secondLabel)
    lows.append(second.min() ?? 0)
    highs.append(second.max() ?? 0)
  }
  #expect((2.7...3.8).contains(median(first)), "task 1 reaches \(median(first))")
  #expect(first.allSatisfy { $0 > 1 && $0 < 8 })
  // From −.95 to .8 in the figure; ranges differ between draws.
  #expect((-0.95...(-0.8)).contains(median(lows)), "task 2 reaches \(median(lows))")
  #expect((0.8...0.95).contains(median(highs)), "task 2 reaches \(median(highs))")
}

@Test func periodsAreThirtyFiveToSixtySteps() throws {
  var spec = SequentialModesSpec()
  spec.sequence.waveCount = 1
  let points = try source(draw: 0, spec).curves(samplesPerMode: 1, among: 0..<1000)
  var periods: [Double] = []
  for mode in 0..<10 {
    let curve = points.filter { $0.mode == mode }.map(\.input)
    let rises = (1..<curve.count).filter { curve[$0 - 1] < 0 && curve[$0] >= 0 }
    #expect(rises.count >= 8)
    periods.append(
      Double((rises.last ?? 0) - (rises.first ?? 0)) / Double(max(1, rises.count - 1)))
  }
  // 2π/(0.2·ω) for ω from .5 to .9, rounded to steps.
  #expect(periods.allSatisfy { $0 > 34 && $0 < 64 })
  #expect((40...55).contains(mean(periods)))
}

@Test func everyModeHasItsOwnPhase() throws {
  let pairs = try (0..<4).flatMap { try twoSamplesPerMode(draw: $0) }
  let within = pairs.map { ($0.one[0].input - $0.other[0].input).magnitude }
  let between = variance(pairs.map { $0.one[0].input }).squareRoot()
  #expect((within.max() ?? 1) < 0.5)
  #expect(between > 1)
}

@Test func curvesOfTheFirstTaskRunInParallelAndTheSecondJitters() throws {
  var (offsets, deviations, firstLags, secondLags): ([Double], [Double], [Double], [Double]) = (
    [], [], [], []
  )
  for (one, other) in try (0..<4).flatMap({ try twoSamplesPerMode(draw: $0) }) {
    let first = zip(one, other).map { $0.firstLabel - $1.firstLabel }
    let second = zip(one, other).map { $0.secondLabel - $1.secondLabel }
    offsets.append(mean(first).magnitude)
    deviations.append(variance(first).squareRoot())
    firstLags.append(pearson(Array(first.dropLast()), Array(first.dropFirst())))
    secondLags.append(pearson(Array(second.dropLast()), Array(second.dropFirst())))
  }
  // The distance between the curves of a mode is visible and changes slowly.
  #expect(median(offsets) > 2 * median(deviations))
  #expect(median(offsets) > 0.1)
  #expect(median(firstLags) > 0.9)
  #expect(median(secondLags).magnitude < 0.1)
}

@Test func curvesAreTheDataStepByStep() throws {
  var spec = SequentialModesSpec()
  spec.sequence.labelCount = 500
  spec.sequence.stepsAhead = 0
  let whole = try source(draw: 0, spec)
  let points = try source(draw: 0).curves(samplesPerMode: 2, among: 100..<900)
  #expect(points.count == 10 * 2 * 500)
  #expect(
    points.map { [$0.mode, $0.sample, $0.step] }
      == points.map { [$0.mode, $0.sample, $0.step] }.sorted { $0.lexicographicallyPrecedes($1) })
  for curve in stride(from: 0, to: points.count, by: 500).map({ points[$0..<$0 + 500] }) {
    let sample = curve[curve.startIndex].sample
    let data = Samples(whole, sample..<sample + 1)
    #expect(whole.mode(of: sample) == curve[curve.startIndex].mode)
    #expect((100..<900).contains(sample))
    #expect(curve.map(\.step) == Array(1...500))
    #expect(curve.map(\.input) == (0..<500).map { Double(data.inputs[$0 * 10]) })
    #expect(curve.map(\.firstLabel) == data.labels(of: 0, whole))
    #expect(curve.map(\.secondLabel) == data.labels(of: 1, whole))
  }
  // The first samples; none if none are requested; fewer if there are too few.
  let first = try #require(points.first)
  #expect((100..<first.sample).allSatisfy { whole.mode(of: $0) != 0 })
  #expect(whole.curves(samplesPerMode: 0, among: 0..<100).isEmpty)
  #expect(whole.curves(samplesPerMode: 9, among: 7..<8).count == 500)
}

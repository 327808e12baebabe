import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

/// Inputs, labels and masks of a range, in one batch or in several.
private func samples(
  _ source: CorrelatedTasks, _ range: Range<Int>, capacity: Int
) -> (inputs: [Float], labels: [Float], masks: [Float]) {
  let batch = Batch(capacity: capacity, inputWidth: source.inputWidth, taskCount: source.taskCount)
  var inputs: [Float] = []
  var labels: [Float] = []
  var masks: [Float] = []
  for start in stride(from: range.lowerBound, to: range.upperBound, by: capacity) {
    source.fill(batch, with: start..<min(start + capacity, range.upperBound))
    inputs += batch.inputs[..<(batch.count * source.inputWidth)]
    labels += batch.labels[..<(batch.count * source.taskCount)]
    masks += batch.masks[..<(batch.count * source.taskCount)]
  }
  return (inputs, labels, masks)
}

private func task(_ task: Int, of values: [Float], _ taskCount: Int = 2) -> [Double] {
  stride(from: task, to: values.count, by: taskCount).map { Double(values[$0]) }
}

private func cosine(_ source: CorrelatedTasks, _ a: Int, _ b: Int) -> Double {
  func product(_ a: Int, _ b: Int) -> Double {
    (0..<source.inputWidth).reduce(0) {
      $0 + Double(source.weights[a * source.inputWidth + $1])
        * Double(source.weights[b * source.inputWidth + $1])
    }
  }
  return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}

private let draw = RandomStream(seed: 1).stream("draw", 0)

@Test(arguments: [1, 3, 8, 100, 129])
func labelsFollowThePapersFormula(inputWidth: Int) throws {
  var spec = CorrelatedTasksSpec(inputWidth: inputWidth, noiseVariance: 0)
  let correlation = inputWidth == 1 ? 1 : 0.4
  let source = try CorrelatedTasks(spec, correlation: correlation, draw: draw)
  let data = samples(source, 0..<200, capacity: 200)
  for sample in 0..<200 {
    for task in 0..<2 {
      var z = 0.0
      for input in 0..<inputWidth {
        z +=
          Double(source.weights[task * inputWidth + input])
          * Double(data.inputs[sample * inputWidth + input])
      }
      var expected = z
      for i in 0..<10 {
        expected += sin(
          Double(source.frequencies[task * 10 + i]) * z + Double(source.phases[task * 10 + i]))
      }
      #expect(abs(Double(data.labels[sample * 2 + task]) - expected) < 2e-5)
    }
  }
  // Noise is added to these labels and changes nothing else.
  spec.noiseVariance = 0.01
  let noisy = samples(
    try CorrelatedTasks(spec, correlation: correlation, draw: draw), 0..<200, capacity: 200)
  #expect(noisy.inputs == data.inputs)
  #expect(noisy.labels != data.labels)
}

@Test func noiseVarianceIsAVarianceAndNotADeviation() throws {
  var spec = CorrelatedTasksSpec(inputWidth: 2)
  let noisy = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  spec.noiseVariance = 0
  let quiet = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let count = 100_000
  let noise = zip(
    samples(noisy, 0..<count, capacity: 1000).labels,
    samples(quiet, 0..<count, capacity: 1000).labels
  ).map { $0 - $1 }
  for k in 0..<2 {
    // The relative standard error of a normal's variance is √(2/n).
    #expect(abs(variance(task(k, of: noise)) - 0.01) < 5 * 0.01 * (2 / Double(count)).squareRoot())
    #expect(abs(mean(task(k, of: noise))) < 5 * 0.1 / Double(count).squareRoot())
  }
  let product = mean(zip(task(0, of: noise), task(1, of: noise)).map(*))
  #expect(abs(product) < 5 * 0.01 / Double(count).squareRoot())
}

@Test(arguments: [0.3, 1, 3], [-1, -0.3, 0, 0.2, 0.5, 0.75, 1])
func theCosineIsTheCorrelationAtEveryScale(scale: Double, correlation: Double) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 100, scale: scale)
  let source = try CorrelatedTasks(spec, correlation: correlation, draw: draw)
  #expect(abs(cosine(source, 0, 1) - correlation) < 1e-6)
  for task in 0..<2 {
    let norm = (0..<100).reduce(0) { $0 + pow(Double(source.weights[task * 100 + $1]), 2) }
    #expect(abs(norm.squareRoot() - scale) < 1e-6 * scale)
  }
}

@Test(arguments: [-0.5, 0, 0.5, 1])
func threeTasksHaveTheSamePairwiseCosine(correlation: Double) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 20, taskCount: 3)
  let source = try CorrelatedTasks(spec, correlation: correlation, draw: draw)
  for (a, b) in [(0, 1), (0, 2), (1, 2)] {
    #expect(abs(cosine(source, a, b) - correlation) < 1e-6)
  }
}

@Test func extremeCorrelationsNeedFewerInputs() throws {
  let three = CorrelatedTasksSpec(inputWidth: 2, taskCount: 3)
  let lowest = try CorrelatedTasks(three, correlation: -0.5, draw: draw)
  #expect(abs(cosine(lowest, 0, 2) + 0.5) < 1e-6)
  let one = CorrelatedTasksSpec(inputWidth: 1, taskCount: 3)
  let equal = try CorrelatedTasks(one, correlation: 1, draw: draw)
  #expect(equal.weights.allSatisfy { abs($0) == 1 })
}

@Test(arguments: [2, 3])
func atCorrelationOneNoiselessLabelsAreEqual(taskCount: Int) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 30, taskCount: taskCount, noiseVariance: 0)
  let data = samples(
    try CorrelatedTasks(spec, correlation: 1, draw: draw), 0..<500, capacity: 500)
  for k in 1..<taskCount {
    #expect(task(k, of: data.labels, taskCount) == task(0, of: data.labels, taskCount))
  }
}

@Test func onlyTheMixingChangesWithTheCorrelation() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 16)
  let weak = try CorrelatedTasks(spec, correlation: 0.2, draw: draw)
  let strong = try CorrelatedTasks(spec, correlation: 0.75, draw: draw)
  #expect(weak.frequencies == strong.frequencies && weak.phases == strong.phases)
  #expect(weak.weights[..<16] == strong.weights[..<16])
  #expect(weak.weights[16...] != strong.weights[16...])
  let weakData = samples(weak, 0..<100, capacity: 100)
  let strongData = samples(strong, 0..<100, capacity: 100)
  #expect(weakData.inputs == strongData.inputs)
  // Task 1's labels, noise included.
  #expect(task(0, of: weakData.labels) == task(0, of: strongData.labels))
  #expect(task(1, of: weakData.labels) != task(1, of: strongData.labels))
}

@Test func drawsDiffer() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 16)
  let one = try CorrelatedTasks(spec, correlation: 0.2, draw: draw)
  let other = try CorrelatedTasks(
    spec, correlation: 0.2, draw: RandomStream(seed: 1).stream("draw", 1))
  #expect(one.weights != other.weights && one.frequencies != other.frequencies)
  #expect(one.phases != other.phases && one.phases != one.frequencies)
  #expect(samples(one, 0..<9, capacity: 9).inputs != samples(other, 0..<9, capacity: 9).inputs)
}

@Test func phasesAreSharedByDefault() throws {
  var spec = CorrelatedTasksSpec(inputWidth: 4)
  let shared = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  #expect(shared.frequencies[..<10] == shared.frequencies[10...])
  #expect(shared.phases[..<10] == shared.phases[10...])
  spec.perTaskPhases = true
  let own = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  #expect(own.frequencies[..<10] != own.frequencies[10...])
  #expect(own.phases[..<10] != own.phases[10...])
  #expect(own.frequencies[..<10] == shared.frequencies[..<10])
}

@Test func theFormulaIsTheReconstruction() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 4, sineCount: 3, phases: .formula)
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  #expect(source.frequencies == [2, 4, 6, 2, 4, 6])
  #expect(
    source.phases.map(Double.init)
      .elementsEqual([0.5, 1, 1.5, 0.5, 1, 1.5]) { abs($0 - $1 * Double.pi) < 1e-6 })
}

@Test func squaresAreThoseOfThePublicGenerator() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 4, sineCount: 4, phases: .squares)
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  #expect(source.frequencies == [1, 2, 3, 4, 1, 2, 3, 4])
  #expect(source.phases == [0, 1, 4, 9, 0, 1, 4, 9])
}

/// α and β of a draw are the same at any width, so that the labels' correlation is that of the wide data up to chance.
@Test func labelCorrelationsNeedNoWideInputs() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 40)
  let streams = (0..<3).map { draw.stream("trial", $0) }
  let narrow = try spec.labelPearson(correlation: 0.9, sampleCount: 4000, draws: streams)
  #expect(narrow.count == 3)
  for (stream, value) in zip(streams, narrow) {
    let source = try CorrelatedTasks(spec, correlation: 0.9, draw: stream)
    let card = source.card(splits: try Splits(sampleCount: 40_000))
    #expect(abs(value - (card.labelPearson ?? 0)) < 0.06, "\(value), \(card.labelPearson ?? 0)")
  }
  let one = try spec.labelPearson(correlation: 1, sampleCount: 4000, draws: streams)
  #expect(one.allSatisfy { $0 > 0.9 } && one != narrow)
  #expect(throws: SpecError.self) {
    try spec.labelPearson(correlation: -1.1, sampleCount: 10, draws: streams)
  }
}

@Test(arguments: [2, 100, 512])
func aSampleIsAFunctionOfItsIndex(inputWidth: Int) throws {
  let spec = CorrelatedTasksSpec(inputWidth: inputWidth, labelShares: [0.5, 0.1])
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let whole = samples(source, 1000..<1300, capacity: 300)
  for capacity in [1, 7, 64, 128] {
    let parts = samples(source, 1000..<1300, capacity: capacity)
    #expect(parts.inputs == whole.inputs)
    #expect(parts.labels == whole.labels)
    #expect(parts.masks == whole.masks)
  }
  let inner = samples(source, 1033..<1100, capacity: 100)
  #expect(inner.labels == Array(whole.labels[66..<200]))
}

@Test func samplesOfLargeIndicesExist() throws {
  let source = try CorrelatedTasks(
    CorrelatedTasksSpec(inputWidth: 3), correlation: 0.5, draw: draw)
  let far = samples(source, 1 << 40..<1 << 40 + 5, capacity: 5)
  #expect(far.inputs != samples(source, 0..<5, capacity: 5).inputs)
  #expect(far.labels.allSatisfy { $0.isFinite })
}

/// With shared α and β and isotropic inputs the tasks are exchangeable: over draws, every statistic
/// has the same distribution for both tasks.
@Test func theTasksAreExchangeable() throws {
  let spec = CorrelatedTasksSpec(inputWidth: 2)
  var differences: [String: [Double]] = [:]
  for trial in 0..<200 {
    let source = try CorrelatedTasks(
      spec, correlation: 0.4, draw: RandomStream(seed: 2).stream("draw", trial))
    let labels = samples(source, 0..<500, capacity: 500).labels
    let (first, second) = (task(0, of: labels), task(1, of: labels))
    // Relative, because variances differ by a factor of 20 between draws of α and β.
    differences["variance", default: []].append(log(variance(first) / variance(second)))
    differences["mean", default: []].append(
      (mean(first) - mean(second)) / variance(first + second).squareRoot())
    differences["largest", default: []].append(
      (first.max() ?? 0) / (second.max() ?? 0) - (second.max() ?? 0) / (first.max() ?? 0))
  }
  for (statistic, values) in differences {
    let error = (variance(values) / Double(values.count)).squareRoot()
    #expect(error > 0, "\(statistic) never differs")
    #expect(abs(mean(values)) < 4 * error, "\(statistic): \(mean(values)) ± \(error)")
    // Symmetric about 0: equally many positive and negative values, within four standard
    // deviations.
    let up = values.count { $0 > 0 }
    #expect(abs(up - 100) < 4 * 8, "\(statistic): task 1 ahead in \(up) of 200")
  }
}

@Test func masksFollowTheLabelShares() throws {
  var spec = CorrelatedTasksSpec(inputWidth: 2, labelShares: [1, 0.05])
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let count = 50_000
  let data = samples(source, 0..<count, capacity: 1000)
  #expect(data.masks.allSatisfy { $0 == 0 || $0 == 1 })
  #expect(task(0, of: data.masks).allSatisfy { $0 == 1 })
  let share = mean(task(1, of: data.masks))
  #expect(abs(share - 0.05) < 5 * (0.05 * 0.95 / Double(count)).squareRoot())
  // The masks affect nothing else.
  spec.labelShares = nil
  let full = samples(
    try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<count, capacity: 1000)
  #expect(full.labels == data.labels)
  #expect(full.masks.allSatisfy { $0 == 1 })
}

/// Task 1 without sines is linear; task 2 has the same labels as by default.
@Test func aTaskCanHaveFewerSines() throws {
  var spec = CorrelatedTasksSpec(inputWidth: 8, noiseVariance: 0)
  let whole = samples(try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<50, capacity: 50)
  spec.taskSineCounts = [0, 10]
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: draw)
  let data = samples(source, 0..<50, capacity: 50)
  #expect(data.inputs == whole.inputs)
  #expect(task(1, of: data.labels) == task(1, of: whole.labels))
  for sample in 0..<50 {
    let z = (0..<8).reduce(0.0) {
      $0 + Double(source.weights[$1]) * Double(data.inputs[sample * 8 + $1])
    }
    #expect(abs(Double(data.labels[sample * 2]) - z) < 1e-5)
  }
  spec.taskSineCounts = [3, 10]
  let some = samples(try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<50, capacity: 50)
  for sample in 0..<50 {
    let z = (0..<8).reduce(0.0) {
      $0 + Double(source.weights[$1]) * Double(data.inputs[sample * 8 + $1])
    }
    let expected = (0..<3).reduce(z) {
      $0 + sin(Double(source.frequencies[$1]) * z + Double(source.phases[$1]))
    }
    #expect(abs(Double(some.labels[sample * 2]) - expected) < 2e-5)
  }
}

@Test func impossibleNumbersOfSinesAreRejected() {
  for counts in [[1], [1, 2, 3], [11, 0], [-1, 0]] {
    let spec = CorrelatedTasksSpec(inputWidth: 8, taskSineCounts: counts)
    let error = #expect(throws: SpecError.self) { try spec.validate(correlation: 0.5) }
    #expect(error?.field == "taskSineCounts")
  }
}

// MARK: Scaled labels

/// A scale multiplies the sum of signal and noise, and changes nothing else.
@Test func aScaledLabelIsTheLabelTimesItsScale() throws {
  var spec = CorrelatedTasksSpec(inputWidth: 8, noiseVariance: 0.5, labelShares: [1, 0.5])
  let whole = samples(
    try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<200, capacity: 64)
  spec.labelScales = [0.3, 5]
  let scaled = samples(
    try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<200, capacity: 64)
  #expect(scaled.inputs == whole.inputs && scaled.masks == whole.masks)
  for (index, label) in whole.labels.enumerated() {
    #expect(scaled.labels[index] == (index % 2 == 0 ? 0.3 : 5) * label)
  }
  spec.labelScales = [1, 1]
  let same = samples(try CorrelatedTasks(spec, correlation: 0.5, draw: draw), 0..<200, capacity: 64)
  #expect(same.labels == whole.labels)
}

@Test func impossibleLabelScalesAreRejected() throws {
  for scales in [[1], [1, 2, 3], [0, 1], [1, -1], [1, 1000.1], [.nan, 1], [.infinity, 1]] {
    let spec = CorrelatedTasksSpec(inputWidth: 8, labelScales: scales)
    let error = #expect(throws: SpecError.self) { try spec.validate(correlation: 0.5) }
    #expect(error?.field == "labelScales")
    #expect(
      error?.allowed
        == (scales.count == 2 ? "above 0 and at most 1000 each" : "2 numbers, one per task"))
  }
  try CorrelatedTasksSpec(inputWidth: 8, labelScales: [1e-6, 1000]).validate(correlation: 0.5)
}

import Foundation
import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1).stream("draw", 0)

private func source(
  correlation: Double = 0.4, _ change: (inout CorrelatedSequencesSpec) -> Void = { _ in }
) throws -> CorrelatedSequences {
  var spec = CorrelatedSequencesSpec(
    tasks: CorrelatedTasksSpec(inputWidth: 10),
    sequence: SequenceSpec(stepCount: 12, labelCount: 4, stepsAhead: 0))
  change(&spec)
  return try CorrelatedSequences(spec, correlation: correlation, draw: draw)
}

/// x(t_i) of a sample, computed naively with the same random numbers.
private func inputs(_ source: CorrelatedSequences, sample: Int, step: Int) -> [Double] {
  let (width, waves) = (source.inputWidth, source.spec.sequence.waveCount)
  var phases = [Float](repeating: 0, count: waves * width)
  phases.withUnsafeMutableBufferPointer {
    draw.stream("wave-phases")
      .fillUniform($0, in: 0..<2 * Float.pi, from: sample * waves * width)
  }
  let time = source.spec.sequence.stepLength * Double(step)
  return (0..<width).map { d in
    let sum = (0..<waves).reduce(0.0) {
      let place = $1 * width + d
      return $0 + sin(Double(source.waveFrequencies[place]) * time + Double(phases[place]))
    }
    return sum * (2 / Double(waves)).squareRoot()
  }
}

/// y_k(t_i) without noise.
private func signal(_ source: CorrelatedSequences, _ inputs: [Double], task: Int) -> Double {
  let z = inputs.enumerated().reduce(0) {
    $0 + Double(source.weights[task * inputs.count + $1.offset]) * $1.element
  }
  let sineCount = source.spec.tasks.sineCount
  return (task * sineCount..<(task + 1) * sineCount).reduce(z) {
    $0 + sin(Double(source.frequencies[$1]) * z + Double(source.phases[$1]))
  }
}

@Test(arguments: [0, 1], [1, 2, 3])
func sequencesFollowBothFormulas(stepsAhead: Int, taskCount: Int) throws {
  let source = try source {
    $0.sequence.stepsAhead = stepsAhead
    $0.sequence.waveCount = 3
    $0.tasks.taskCount = taskCount
    $0.tasks.perTaskPhases = true
  }
  let deviation = Float(0.1)
  for sample in [0, 5, 1_000_000] {
    let data = Samples(source, sample..<sample + 1)
    for step in 1...12 {
      for (d, input) in inputs(source, sample: sample, step: step).enumerated() {
        #expect(abs(Double(data.inputs[(step - 1) * 10 + d]) - input) < 3e-6)
      }
    }
    for place in 0..<4 {
      let step = 9 + stepsAhead + place
      let x = inputs(source, sample: sample, step: step)
      for task in 0..<taskCount {
        var noise = [Float(0)]
        noise.withUnsafeMutableBufferPointer {
          draw.stream("noise").fillNormal(
            $0, from: (sample * 13 + step - 1) * taskCount + task, standardDeviation: deviation)
        }
        let label = signal(source, x, task: task) + Double(noise[0])
        #expect(abs(Double(data.labels[task * 4 + place]) - label) < 5e-5)
      }
    }
  }
}

@Test(arguments: [-0.5, 0, 0.2, 0.5, 0.75, 1])
func theLinearPartsHaveTheSpecifiedCorrelation(correlation: Double) throws {
  // Without sines and noise a label is its linear part.
  let source = try source(correlation: correlation) {
    $0.sequence.labelCount = 12
    $0.tasks.scale = 3
    $0.tasks.sineCount = 0
    $0.tasks.noiseVariance = 0
  }
  let data = Samples(source, 0..<40_000, capacity: 500)
  let (first, second) = (data.labels(of: 0, source), data.labels(of: 1, source))
  #expect(abs(pearson(first, second) - correlation) < 0.02)
  // The variance is c², as with normal inputs.
  #expect(abs(variance(first) / 9 - 1) < 0.03 && abs(variance(second) / 9 - 1) < 0.03)
  #expect(abs(mean(first)) < 0.05)
}

@Test(arguments: [1, 2, 5])
func inputsAreUncorrelatedAndOfUnitVarianceAtEveryStep(waveCount: Int) throws {
  let count = 20_000
  let source = try source {
    $0.tasks.inputWidth = 3
    $0.sequence.waveCount = waveCount
    // With longer steps, an input's waves differ more in phase.
    $0.sequence.stepLength = 2
  }
  let data = Samples(source, 0..<count, capacity: 1000)
  for step in [0, 5, 11] {
    let columns = (0..<3).map { d in
      (0..<count).map { Double(data.inputs[($0 * 12 + step) * 3 + d]) }
    }
    for d in 0..<3 {
      #expect(abs(mean(columns[d])) < 5 / Double(count).squareRoot())
      #expect(abs(variance(columns[d]) - 1) < 5 * (2 / Double(count)).squareRoot())
      for other in 0..<d {
        #expect(abs(pearson(columns[d], columns[other])) < 5 / Double(count).squareRoot())
      }
    }
  }
  let bound = (2 * Double(waveCount)).squareRoot() + 1e-5
  #expect(data.inputs.allSatisfy { Double($0.magnitude) < bound })
}

@Test func onlyTheWeightsOfSequencesChangeWithTheCorrelation() throws {
  let (weak, strong) = (try source(correlation: 0.2), try source(correlation: 0.75))
  #expect(weak.frequencies == strong.frequencies && weak.phases == strong.phases)
  #expect(weak.waveFrequencies == strong.waveFrequencies)
  #expect(weak.weights[..<10] == strong.weights[..<10])
  #expect(weak.weights[10...] != strong.weights[10...])
  let (weakData, strongData) = (Samples(weak, 0..<50), Samples(strong, 0..<50))
  #expect(weakData.inputs == strongData.inputs && weakData.masks == strongData.masks)
  // Task 1's labels, noise included.
  #expect(weakData.labels(of: 0, weak) == strongData.labels(of: 0, strong))
  #expect(weakData.labels(of: 1, weak) != strongData.labels(of: 1, strong))
}

@Test func weightsAndSinesEqualThoseOfDenseTasks() throws {
  let sequences = try source()
  let dense = try CorrelatedTasks(sequences.spec.tasks, correlation: 0.4, draw: draw)
  #expect(sequences.weights == dense.weights)
  #expect(sequences.frequencies == dense.frequencies && sequences.phases == dense.phases)
}

@Test func aCorrelatedSequenceIsAFunctionOfItsIndex() throws {
  let source = try source { $0.tasks.labelShares = [0.5, 0.1] }
  let whole = Samples(source, 100..<230)
  for capacity in [1, 7, 64] {
    #expect(Samples(source, 100..<230, capacity: capacity) == whole)
  }
  #expect(Set(whole.masks) == [0, 1])
  let far = Samples(source, 1 << 40..<1 << 40 + 5)
  #expect(far.labels.allSatisfy { $0.isFinite } && far.inputs != Samples(source, 0..<5).inputs)
}

@Test func aStepsLabelDoesNotDependOnTheLabelSteps() throws {
  let all = try source { $0.sequence.labelCount = 12 }
  let ahead = try source {
    $0.sequence.labelCount = 12
    $0.sequence.stepsAhead = 1
  }
  let last = try source()
  for task in 0..<2 {
    let labels = Samples(all, 7..<8).labels(of: task, all)
    #expect(labels.dropFirst() == Samples(ahead, 7..<8).labels(of: task, ahead).dropLast())
    #expect(Array(labels.suffix(4)) == Samples(last, 7..<8).labels(of: task, last))
  }
  #expect(Samples(all, 7..<8).inputs == Samples(ahead, 7..<8).inputs)
}

@Test func noiseOfSequencesIsIndependentPerStepAndTask() throws {
  let noisy = try source()
  let quiet = try source { $0.tasks.noiseVariance = 0 }
  let count = 20_000
  let (one, other) = (Samples(noisy, 0..<count), Samples(quiet, 0..<count))
  let noise = (0..<2).map { task in
    zip(one.labels(of: task, noisy), other.labels(of: task, quiet)).map { $0 - $1 }
  }
  let samples = Double(4 * count)
  #expect(abs(variance(noise[0]) - 0.01) < 5 * 0.01 * (2 / samples).squareRoot())
  #expect(abs(pearson(noise[0], noise[1])) < 5 / samples.squareRoot())
  let next = pearson(Array(noise[0].dropLast()), Array(noise[0].dropFirst()))
  #expect(abs(next) < 5 / samples.squareRoot())
}

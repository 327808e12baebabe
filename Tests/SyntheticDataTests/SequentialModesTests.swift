import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1).stream("draw", 0)

/// A small data set with noise larger than the default, so that the noises are distinguishable.
private func changed(
  _ change: (inout SequentialModesSpec) -> Void = { _ in }
) -> SequentialModesSpec {
  var spec = SequentialModesSpec(
    inputWidth: 3, modeCount: 4, sequence: SequenceSpec(stepCount: 20, labelCount: 5),
    inputNoise: PhaseNoise(standardDeviation: 0.3, drawn: .dimension),
    firstNoise: PhaseNoise(standardDeviation: 0.4, drawn: .sample),
    secondNoise: PhaseNoise(standardDeviation: 0.5, drawn: .dimensionAndStep))
  change(&spec)
  return spec
}

private func source(
  _ change: (inout SequentialModesSpec) -> Void = { _ in }
) throws -> SequentialModes { try SequentialModes(changed(change), draw: draw) }

@Test(arguments: PhaseNoise.Drawing.allCases, PhaseNoise.Shape.allCases)
func sequencesFollowTableOne(drawn: PhaseNoise.Drawing, shape: PhaseNoise.Shape) throws {
  for width in [1, 3, 10] {
    let noise = PhaseNoise(shape: shape, standardDeviation: 0.3, drawn: drawn)
    let spec = changed {
      $0.inputWidth = width
      $0.sequence.waveCount = 3
      $0.firstFactors = .normal(mean: 0.2, standardDeviation: 1)
      $0.secondFactors = .uniform(from: -4, to: 4)
      $0.secondOffsets = .normal(mean: 0, standardDeviation: 0.2)
      ($0.inputNoise, $0.firstNoise, $0.secondNoise) = (noise, noise, noise)
    }
    let source = try SequentialModes(spec, draw: draw)
    let oracle = SequentialOracle(spec: spec, draw: draw)
    for sample in [0, 7, 63, 64, 1_000_000] {
      let data = Samples(source, sample..<sample + 1)
      let mode = source.mode(of: sample)
      for step in 1...20 {
        let inputs = oracle.inputs(mode: mode, sample: sample, step: step)
        for d in 0..<width {
          #expect(abs(Double(data.inputs[(step - 1) * width + d]) - inputs[d]) < 3e-6)
        }
      }
      for place in 0..<5 {
        // T − S + 2 … T + 1.
        let labels = oracle.labels(mode: mode, sample: sample, step: 17 + place)
        #expect(abs(Double(data.labels[place]) - labels.first) < 1e-5)
        #expect(abs(Double(data.labels[5 + place]) - labels.second) < 1e-5)
      }
      #expect(data.masks == [1, 1])
    }
  }
}

@Test func theLastStepsOfLongSequencesAreAccurate() throws {
  let spec = SequentialModesSpec()
  let source = try SequentialModes(spec, draw: draw)
  #expect(source.inputWidth == 10 && source.taskCount == 2)
  #expect(source.stepCount == 500 && source.labelCount == 7)
  let data = Samples(source, 3..<4)
  let oracle = SequentialOracle(spec: spec, draw: draw)
  let mode = source.mode(of: 3)
  for (place, input) in oracle.inputs(mode: mode, sample: 3, step: 500).enumerated() {
    #expect(abs(Double(data.inputs[499 * 10 + place]) - input) < 2e-6)
  }
  for place in 0..<7 {
    let labels = oracle.labels(mode: mode, sample: 3, step: 495 + place)
    #expect(abs(Double(data.labels[place]) - labels.first) < 1e-5)
    #expect(abs(Double(data.labels[7 + place]) - labels.second) < 1e-5)
  }
}

@Test(arguments: PhaseNoise.Drawing.allCases)
func aSequenceIsAFunctionOfItsIndex(drawn: PhaseNoise.Drawing) throws {
  let source = try source {
    $0.inputNoise.drawn = drawn
    $0.firstNoise.drawn = drawn
    $0.secondNoise.drawn = drawn
  }
  let whole = Samples(source, 100..<230)
  for capacity in [1, 7, 64] {
    #expect(Samples(source, 100..<230, capacity: capacity) == whole)
  }
  #expect(Samples(source, 133..<150).labels == Array(whole.labels[33 * 10..<50 * 10]))
  let far = Samples(source, 1 << 40..<1 << 40 + 5)
  #expect(far.labels.allSatisfy { $0.isFinite } && far.inputs != Samples(source, 0..<5).inputs)
}

@Test(arguments: PhaseNoise.Drawing.allCases)
func labelsAreThoseOfTheLastPredictedSteps(drawn: PhaseNoise.Drawing) throws {
  func source(labelCount: Int, stepsAhead: Int) throws -> SequentialModes {
    let noise = PhaseNoise(standardDeviation: 0.3, drawn: drawn)
    return try SequentialModes(
      changed {
        $0.sequence.labelCount = labelCount
        $0.sequence.stepsAhead = stepsAhead
        ($0.inputNoise, $0.firstNoise, $0.secondNoise) = (noise, noise, noise)
      }, draw: draw)
  }
  let same = try source(labelCount: 20, stepsAhead: 0)
  let ahead = try source(labelCount: 20, stepsAhead: 1)
  let last = try source(labelCount: 3, stepsAhead: 1)
  for sample in 0..<6 {
    let range = sample..<sample + 1
    for task in 0..<2 {
      let (all, shifted) = (
        Samples(same, range).labels(of: task, same), Samples(ahead, range).labels(of: task, ahead)
      )
      #expect(all.count == 20 && all.dropFirst() == shifted.dropLast())
      #expect(Samples(last, range).labels(of: task, last) == Array(shifted.suffix(3)))
    }
    #expect(Samples(same, range).inputs == Samples(last, range).inputs)
  }
}

/// Which of the inputs and the labels of tasks 1 and 2 an option may change.
struct Option: CustomTestStringConvertible, Sendable {
  var name: String
  var inputs = false
  var first = false
  var second = false
  var change: @Sendable (inout SequentialModesSpec) -> Void
  var testDescription: String { name }
}

@Test(arguments: [
  Option(name: "inputNoise", inputs: true, first: true, second: true) {
    $0.inputNoise.standardDeviation = 0.1
  },
  Option(name: "inputNoise.drawn", inputs: true, first: true, second: true) {
    $0.inputNoise.drawn = .step
  },
  Option(name: "inputNoise.shape", inputs: true, first: true, second: true) {
    $0.inputNoise.shape = .uniform
  },
  Option(name: "modePhases", inputs: true, first: true, second: true) {
    $0.modePhases = .uniform(from: 0, to: 0)
  },
  Option(name: "frequencies", inputs: true, first: true, second: true) {
    $0.sequence.frequencies = .normal(mean: 0.7, standardDeviation: 0.1)
  },
  Option(name: "stepLength", inputs: true, first: true, second: true) {
    $0.sequence.stepLength = 0.3
  },
  Option(name: "firstNoise", first: true) { $0.firstNoise.standardDeviation = 0 },
  Option(name: "firstNoise.drawn", first: true) { $0.firstNoise.drawn = .dimension },
  Option(name: "firstFactors", first: true) { $0.firstFactors = .uniform(from: 0, to: 1) },
  Option(name: "secondNoise", second: true) { $0.secondNoise.standardDeviation = 0 },
  Option(name: "secondNoise.shape", second: true) { $0.secondNoise.shape = .uniform },
  Option(name: "secondFactors", second: true) { $0.secondFactors = .uniform(from: 0, to: 1) },
  Option(name: "secondOffsets", second: true) { $0.secondOffsets = .uniform(from: 0, to: 1) },
])
func anOptionAffectsOnlyWhatItDescribes(option: Option) throws {
  let (plain, other) = (try source(), try source(option.change))
  let (one, two) = (Samples(plain, 0..<40), Samples(other, 0..<40))
  #expect((one.inputs != two.inputs) == option.inputs)
  #expect((one.labels(of: 0, plain) != two.labels(of: 0, other)) == option.first)
  #expect((one.labels(of: 1, plain) != two.labels(of: 1, other)) == option.second)
  #expect((0..<40).allSatisfy { plain.mode(of: $0) == other.mode(of: $0) })
}

@Test func withoutInputNoiseAModesSamplesHaveTheSameInputs() throws {
  let source = try source { $0.inputNoise.standardDeviation = 0 }
  let data = Samples(source, 0..<50)
  var inputs: [Int: [Float]] = [:]
  for sample in 0..<50 {
    let own = Array(data.inputs[sample * 60..<(sample + 1) * 60])
    #expect(inputs[source.mode(of: sample), default: own] == own)
    inputs[source.mode(of: sample)] = own
  }
  #expect(Set(inputs.values).count == 4)
}

@Test(arguments: [nil, [0.5, 0.05, 0.15, 0.3]])
func modesHaveTheirShares(shares: [Double]?) throws {
  let source = try source { $0.modeShares = shares }
  let count = 40_000
  var found = Array(repeating: 0, count: 4)
  for sample in 0..<count { found[source.mode(of: sample)] += 1 }
  for mode in 0..<4 {
    let share = shares?[mode] ?? 0.25
    let error = (share * (1 - share) / Double(count)).squareRoot()
    #expect(abs(Double(found[mode]) / Double(count) - share) < 5 * error)
  }
}

@Test func drawsHaveDifferentModes() throws {
  let other = try SequentialModes(changed(), draw: RandomStream(seed: 1).stream("draw", 1))
  let (one, two) = (Samples(try source(), 0..<20), Samples(other, 0..<20))
  #expect(one.inputs != two.inputs && one.labels != two.labels)
}

@Test func aBatchWithOtherStepsStopsTheProgram() async {
  await #expect(processExitsWith: .failure) {
    let source = try SequentialModes(
      SequentialModesSpec(), draw: RandomStream(seed: 1).stream("draw", 0))
    // Larger, so that only the check fails.
    source.fill(
      Batch(capacity: 1, inputWidth: 10, taskCount: 2, stepCount: 501, labelCount: 7), with: 0..<1)
  }
}

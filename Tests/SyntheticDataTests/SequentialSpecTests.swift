import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

private let draw = RandomStream(seed: 1)

private func changed(_ change: (inout SequentialModesSpec) -> Void) -> SequentialModesSpec {
  var spec = SequentialModesSpec()
  change(&spec)
  return spec
}

private func changedSequences(
  _ change: (inout CorrelatedSequencesSpec) -> Void
) -> CorrelatedSequencesSpec {
  var spec = CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 8))
  change(&spec)
  return spec
}

private func error(of body: () throws -> Void) -> SpecError? {
  do {
    try body()
    return nil
  } catch { return error as? SpecError }
}

@Test func theDefaultsAreMoSEsAndValid() throws {
  let spec = SequentialModesSpec()
  #expect(spec.inputWidth == 10 && spec.modeCount == 10 && spec.sequence.waveCount == 2)
  #expect(spec.sequence.stepCount == 500 && spec.sequence.labelCount == 7)
  #expect(spec.sequence.stepLength == 0.2 && spec.sequence.stepsAhead == 1)
  try spec.validate()
  // MMoE's formula pairs x and y.
  let sequences = changedSequences { _ in }
  #expect(sequences.sequence.stepsAhead == 0)
  try sequences.validate(correlation: 0.5)
}

@Test(arguments: [
  ("inputWidth", changed { $0.inputWidth = 0 }),
  ("inputWidth", changed { $0.inputWidth = 65_537 }),
  ("modeCount", changed { $0.modeCount = 0 }),
  ("modeCount", changed { $0.modeCount = 1001 }),
  ("stepCount", changed { $0.sequence.stepCount = 0 }),
  ("stepCount", changed { $0.sequence.stepCount = 6554 }),
  ("labelCount", changed { $0.sequence.labelCount = 0 }),
  ("labelCount", changed { $0.sequence.labelCount = 501 }),
  ("stepsAhead", changed { $0.sequence.stepsAhead = 2 }),
  ("stepsAhead", changed { $0.sequence.stepsAhead = -1 }),
  ("stepLength", changed { $0.sequence.stepLength = 0 }),
  ("stepLength", changed { $0.sequence.stepLength = .nan }),
  ("waveCount", changed { $0.sequence.waveCount = 0 }),
  ("waveCount", changed { $0.sequence.waveCount = 101 }),
  (
    "waveCount",
    changed {
      $0.sequence.waveCount = 100
      $0.modeCount = 34
    }
  ),
  ("frequencies", changed { $0.sequence.frequencies = .uniform(from: 0.9, to: 0.5) }),
  ("frequencies", changed { $0.sequence.frequencies = .uniform(from: 0, to: 1001) }),
  ("frequencies", changed { $0.sequence.frequencies = .normal(mean: 0, standardDeviation: -1) }),
  ("frequencies", changed { $0.sequence.frequencies = .normal(mean: .nan, standardDeviation: 1) }),
  ("modePhases", changed { $0.modePhases = .uniform(from: -.infinity, to: 0) }),
  ("firstFactors", changed { $0.firstFactors = .normal(mean: 0, standardDeviation: 8) }),
  ("secondFactors", changed { $0.secondFactors = .uniform(from: -51, to: 0) }),
  ("secondOffsets", changed { $0.secondOffsets = .uniform(from: .nan, to: 0) }),
  ("secondOffsets", changed { $0.secondOffsets = .uniform(from: 0, to: 401) }),
  ("inputNoise", changed { $0.inputNoise.standardDeviation = -0.1 }),
  ("firstNoise", changed { $0.firstNoise.standardDeviation = .nan }),
  ("secondNoise", changed { $0.secondNoise.standardDeviation = 11 }),
  ("modeShares", changed { $0.modeShares = [1] }),
  ("modeShares", changed { $0.modeShares = Array(repeating: 0.2, count: 10) }),
  ("modeShares", changed { $0.modeShares = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] }),
])
func everyImpossibleFieldOfModesIsNamed(field: String, spec: SequentialModesSpec) {
  #expect(error { _ = try SequentialModes(spec, draw: draw) }?.field == field)
}

@Test(arguments: [
  ("inputWidth", changedSequences { $0.tasks.inputWidth = 1 }),
  ("noiseVariance", changedSequences { $0.tasks.noiseVariance = -1 }),
  ("stepCount", changedSequences { $0.sequence.stepCount = 0 }),
  ("stepCount", changedSequences { $0.sequence.stepCount = 8193 }),
  ("frequencies", changedSequences { $0.sequence.frequencies = .uniform(from: 1, to: 0) }),
])
func everyImpossibleFieldOfSequencesIsNamed(field: String, spec: CorrelatedSequencesSpec) {
  #expect(error { _ = try CorrelatedSequences(spec, correlation: 0.5, draw: draw) }?.field == field)
}

@Test func anImpossibleCorrelationOfSequencesIsNamed() {
  let spec = changedSequences { $0.tasks.taskCount = 3 }
  let found = error { _ = try CorrelatedSequences(spec, correlation: -0.6, draw: draw) }
  #expect(found?.field == "correlation")
  #expect(error { _ = try CorrelatedSequences(spec, correlation: -0.5, draw: draw) } == nil)
}

@Test func aRejectedDistributionNamesTheAllowedOnes() {
  let found = error {
    try changed { $0.firstFactors = .uniform(from: 2, to: 1) }.validate()
  }
  #expect(
    found?.description
      == "firstFactors is uniform from 2.0 to 1.0, but must be uniform with from at most to, or "
      + "normal with a standardDeviation of at least 0, and no number beyond ±50.0")
}

@Test(arguments: [
  changed {
    $0.sequence.stepCount = 3
    $0.sequence.labelCount = 3
    $0.sequence.waveCount = 100
    $0.sequence.stepLength = 1000
    $0.sequence.frequencies = .uniform(from: -1000, to: 1000)
    $0.modePhases = .uniform(from: 1000, to: 1000)
    $0.firstFactors = .uniform(from: 50, to: 50)
    $0.secondFactors = .uniform(from: 50, to: 50)
    $0.secondOffsets = .uniform(from: 330, to: 333)
    $0.inputNoise.standardDeviation = 10
    $0.firstNoise.standardDeviation = 10
    $0.secondNoise.standardDeviation = 10
  },
  changed {
    $0.inputWidth = 1
    $0.modeCount = 1
    $0.sequence.stepCount = 1
    $0.sequence.labelCount = 1
    $0.sequence.stepsAhead = 0
    $0.inputNoise.standardDeviation = 0
    $0.firstNoise.standardDeviation = 0
    $0.secondNoise.standardDeviation = 0
  },
])
func extremeAllowedValuesGiveFiniteSequences(spec: SequentialModesSpec) throws {
  let data = Samples(try SequentialModes(spec, draw: draw), 0..<500)
  #expect(data.inputs.allSatisfy { $0.isFinite } && data.labels.allSatisfy { $0.isFinite })
}

@Test func theCodedFormsOfSequencesAreFixed() throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let modes = changed {
    $0.modePhases = .normal(mean: 0, standardDeviation: 1)
    $0.sequence.frequencies = .uniform(from: 0.5, to: 0.75)
    $0.modeCount = 2
    $0.modeShares = [0.25, 0.75]
  }
  let factors = #"{"uniform":{"from":-0.8,"to":0.8}}"#
  let sequence = """
    {"frequencies":{"uniform":{"from":0.5,"to":0.75}},"labelCount":7,"stepCount":500,\
    "stepLength":0.2,"stepsAhead":1,"waveCount":2}
    """
  func noise(_ drawn: String) -> String {
    #"{"drawn":"\#(drawn)","shape":"normal","standardDeviation":0.05}"#
  }
  let text = """
    {"firstFactors":\(factors),"firstNoise":\(noise("per-sample")),\
    "inputNoise":\(noise("per-dimension")),"inputWidth":10,"modeCount":2,\
    "modePhases":{"normal":{"mean":0,"standardDeviation":1}},"modeShares":[0.25,0.75],\
    "secondFactors":\(factors),"secondNoise":\(noise("per-dimension-and-step")),\
    "secondOffsets":{"uniform":{"from":-0.2,"to":0.2}},"sequence":\(sequence)}
    """
  #expect(String(decoding: try encoder.encode(modes), as: UTF8.self) == text)
  #expect(try JSONDecoder().decode(SequentialModesSpec.self, from: Data(text.utf8)) == modes)

  let sequences = changedSequences { $0.sequence = modes.sequence }
  let coded = String(decoding: try encoder.encode(sequences), as: UTF8.self)
  #expect(coded == #"{"sequence":\#(sequence),"tasks":\#(try tasks(sequences))}"#)
  let decoded = try JSONDecoder().decode(CorrelatedSequencesSpec.self, from: Data(coded.utf8))
  #expect(decoded == sequences)

  func tasks(_ spec: CorrelatedSequencesSpec) throws -> String {
    String(decoding: try encoder.encode(spec.tasks), as: UTF8.self)
  }
}

// Inputs that are sums of sines over time: MoSE (KDD 2020), Table 1.
//
//   in_d(t) = Σ_o sin(ω_od·t + φ),  t_i = stepLength·i
//
// Letters: D inputs, O waves, T steps. The angles ω·t are computed once, in Double, and
// reduced modulo 2π, so that they are equally accurate at all steps; a sample adds its phases.

internal import LinearAlgebra

/// The waves of a set of inputs.
struct Waves: Sendable {
  /// ω, [O, D].
  let frequencies: [Float]
  private let inputWidth: Int
  private let waveCount: Int
  private let stepCount: Int
  /// ω·t from −π to π, [O, T + 1, D].
  private let angles: [Float]

  /// Waves of the frequencies [O, D] over a sequence's steps.
  init(_ sequence: SequenceSpec, inputWidth: Int, frequencies: [Float]) {
    precondition(
      frequencies.count == sequence.waveCount * inputWidth,
      "\(frequencies.count) frequencies for \(sequence.waveCount) waves of \(inputWidth) inputs")
    self.frequencies = frequencies
    self.inputWidth = inputWidth
    waveCount = sequence.waveCount
    stepCount = sequence.noiseSteps
    var angles: [Float] = []
    angles.reserveCapacity(frequencies.count * stepCount)
    for wave in 0..<waveCount {
      for step in 1...stepCount {
        let time = sequence.stepLength * Double(step)
        for input in 0..<inputWidth {
          let angle = Double(frequencies[wave * inputWidth + input]) * time
          let turns = (angle / (2 * Double.pi)).rounded()
          angles.append(Float(angle - 2 * Double.pi * turns))
        }
      }
    }
    self.angles = angles
  }

  /// Adds the sines of one wave at the given steps (from 0), to `inputs`; both buffers [steps, D].
  func add(
    wave: Int, at steps: Range<Int>, phases: UnsafePointer<Float>,
    to inputs: UnsafeMutablePointer<Float>
  ) {
    precondition(steps.upperBound <= stepCount, "the waves have \(stepCount) steps, not \(steps)")
    angles.withUnsafeBufferPointer { angles in
      guard let base = angles.baseAddress else { return }
      let angle = base + (wave * stepCount + steps.lowerBound) * inputWidth
      for index in 0..<steps.count * inputWidth {
        inputs[index] += VectorFunctions.sine(angle[index] + phases[index])
      }
    }
  }
}

// An independent implementation of MoSE's Table 1: naive, in Double, one number at a time, with the
// same random numbers.

import Foundation
import Randomness
import SyntheticData

/// A sample of sequential modes at any step i, from 1.
struct SequentialOracle {
  let spec: SequentialModesSpec
  let draw: RandomStream

  /// A mode's constants of one name; rounded as the data's are.
  private func constants(
    _ name: String, _ distribution: Distribution, _ mode: Int, _ count: Int
  ) -> [Double] {
    let stream = draw.stream(name)
    switch distribution {
    case .uniform(let from, let to):
      return stream.uniforms(count, row: mode).map { Double(Float(from + (to - from) * $0)) }
    case .normal(let mean, let deviation):
      return stream.normals(count, row: mode).map { Double(Float(mean + deviation * $0)) }
    }
  }

  /// ε of a formula for a dimension at a step.
  private func noise(
    _ name: String, _ noise: PhaseNoise, sample: Int, step: Int, dimension: Int
  ) -> Double {
    let steps = spec.sequence.stepCount + 1
    let width = spec.inputWidth
    let position =
      switch noise.drawn {
      case .sample: sample
      case .dimension: sample * width + dimension
      case .step: sample * steps + step - 1
      case .dimensionAndStep: (sample * steps + step - 1) * width + dimension
      }
    var value = [Float(0)]
    value.withUnsafeMutableBufferPointer {
      switch noise.shape {
      case .normal: draw.stream(name).fillNormal($0, from: position)
      case .uniform: draw.stream(name).fillUniform($0, in: -1..<1, from: position)
      }
    }
    let scale = noise.shape == .normal ? 1 : 3.0.squareRoot()
    return Double(value[0]) * scale * noise.standardDeviation
  }

  /// in_d(t_i) for all d.
  func inputs(mode: Int, sample: Int, step: Int) -> [Double] {
    let (width, waves) = (spec.inputWidth, spec.sequence.waveCount)
    let w = constants("frequencies", spec.sequence.frequencies, mode, waves * width)
    let phase = constants("mode-phases", spec.modePhases, mode, 1)[0]
    let time = spec.sequence.stepLength * Double(step)
    return (0..<width).map { d in
      let noise = noise("input-noise", spec.inputNoise, sample: sample, step: step, dimension: d)
      return (0..<waves).reduce(0) { $0 + sin(w[$1 * width + d] * time + phase + noise) }
    }
  }

  /// out1 and out2 of the inputs of a step, with one ε per dimension.
  func labels(
    mode: Int, inputs: [Double], firstNoise: [Double], secondNoise: [Double]
  ) -> (first: Double, second: Double) {
    let width = spec.inputWidth
    let v1 = constants("first-factors", spec.firstFactors, mode, width)
    let v2 = constants("second-factors", spec.secondFactors, mode, width)
    let b2 = constants("second-offsets", spec.secondOffsets, mode, width)
    var (first, angle) = (0.0, 0.0)
    for d in 0..<width {
      first += sin(inputs[d] * v1[d] + firstNoise[d])
      angle += inputs[d] * v2[d] / Double(width) + b2[d] + secondNoise[d]
    }
    return (first, sin(angle))
  }

  /// out1(t_i) and out2(t_i).
  func labels(mode: Int, sample: Int, step: Int) -> (first: Double, second: Double) {
    func noises(_ name: String, _ noise: PhaseNoise) -> [Double] {
      (0..<spec.inputWidth).map {
        self.noise(name, noise, sample: sample, step: step, dimension: $0)
      }
    }
    return labels(
      mode: mode, inputs: inputs(mode: mode, sample: sample, step: step),
      firstNoise: noises("first-noise", spec.firstNoise),
      secondNoise: noises("second-noise", spec.secondNoise))
  }
}

// What the ε of an output does to a sine of sequential modes: MoSE (KDD 2020), Table 1.
//
// sin(a + ε) = sin a·cos ε + cos a·sin ε, and for ε symmetric about 0 with φ(k) = E cos kε
//   E cos ε = φ(1),  E sin ε = 0
//   Var cos ε = (1 + φ(2))/2 − φ(1)²,  Var sin ε = (1 − φ(2))/2,  Cov(cos ε, sin ε) = 0

internal import Foundation

/// The mean and the variance of sin(a + ε) when a is known.
struct OutputNoise {
  /// E cos ε: E sin(a + ε) = sin a·E cos ε.
  let meanCosine: Double
  private let cosineVariance: Double
  private let sineVariance: Double

  /// ε of one of task 1's sines.
  init(first spec: SequentialModesSpec) {
    self.init { spec.firstNoise.characteristic($0) }
  }

  /// ε of task 2's sine: the sum over D inputs, D times one number where they share it.
  init(second spec: SequentialModesSpec) {
    let (noise, count) = (spec.secondNoise, Double(spec.inputWidth))
    self.init { k in
      noise.drawn.isShared
        ? noise.characteristic(k * count) : pow(noise.characteristic(k), count)
    }
  }

  private init(_ characteristic: (Double) -> Double) {
    let (once, twice) = (characteristic(1), characteristic(2))
    meanCosine = once
    cosineVariance = (1 + twice) / 2 - once * once
    sineVariance = (1 - twice) / 2
  }

  /// Var(S·cos ε + C·sin ε).
  func variance(sine: Double, cosine: Double) -> Double {
    sine * sine * cosineVariance + cosine * cosine * sineVariance
  }
}

extension PhaseNoise {
  /// φ(k) = E cos kε.
  fileprivate func characteristic(_ k: Double) -> Double {
    switch shape {
    case .normal: return exp(-k * k * standardDeviation * standardDeviation / 2)
    case .uniform:
      let bound = k * 3.0.squareRoot() * standardDeviation
      return bound == 0 ? 1 : sin(bound) / bound
    }
  }
}

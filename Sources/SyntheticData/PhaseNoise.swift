// ε, "the random noise added to all phases" of MoSE (KDD 2020), Table 1.
//
// The paper states neither its distribution nor how often it is drawn. Letters: D inputs, T steps.

internal import Formats
internal import LinearAlgebra
internal import Randomness

/// Noise in the phases of a formula's sines.
public struct PhaseNoise: Codable, Hashable, Sendable {
  /// A distribution with mean 0.
  public enum Shape: String, Codable, CaseIterable, Sendable {
    /// Normal.
    case normal
    /// Uniform, within ±√3 standard deviations.
    case uniform
  }

  /// What shares a drawn number.
  public enum Drawing: String, Codable, CaseIterable, Sendable {
    /// One number per sample, shared by its steps and dimensions.
    case sample = "per-sample"
    /// One number per dimension of a sample, shared by its steps.
    case dimension = "per-dimension"
    /// One number per step of a sample, shared by its dimensions.
    case step = "per-step"
    /// One number per dimension and step of a sample.
    case dimensionAndStep = "per-dimension-and-step"

    /// Whether a step's dimensions share the number.
    var isShared: Bool { self == .sample || self == .step }
    /// Whether a sample's steps share the number.
    var isConstant: Bool { self == .sample || self == .dimension }
  }

  /// The distribution.
  public var shape: Shape
  /// Its standard deviation: from 0 (no noise) to 10.
  public var standardDeviation: Double
  /// How often it is drawn.
  public var drawn: Drawing

  /// Noise, not yet validated.
  public init(
    shape: Shape = .normal, standardDeviation: Double, drawn: Drawing
  ) {
    self.shape = shape
    self.standardDeviation = standardDeviation
    self.drawn = drawn
  }

  /// The names in files, which must not change.
  private enum CodingKeys: String, CodingKey {
    case shape, standardDeviation, drawn
  }

  /// Throws if the standard deviation is invalid.
  func validate(_ field: String) throws(SpecError) {
    try check(
      field, standardDeviation, standardDeviation >= 0 && standardDeviation <= 10,
      "a standardDeviation from 0 to 10")
  }
}

/// The noise of one formula, over all samples of a draw.
///
/// A number is addressed by its sample and, depending on ``PhaseNoise/Drawing``, its step and
/// dimension, so it does not depend on which steps are requested.
struct DrawnPhaseNoise: Sendable {
  let noise: PhaseNoise
  let stream: RandomStream
  /// D.
  let inputWidth: Int
  /// The number of steps per sample.
  let stepCount: Int

  /// Fills [steps, D] with a sample's noise at the given steps (from 0).
  func fill(_ values: UnsafeMutableBufferPointer<Float>, sample: Int, steps: Range<Int>) {
    precondition(
      values.count == steps.count * inputWidth && steps.upperBound <= stepCount,
      "noise of the steps \(steps) does not fit \(values.count) values")
    guard let base = values.baseAddress, !steps.isEmpty else { return }
    guard noise.standardDeviation > 0 else { return values.update(repeating: 0) }
    let firstStep = sample * stepCount + steps.lowerBound
    switch noise.drawn {
    case .sample:
      draw(.init(rebasing: values[..<1]), from: sample)
      values.update(repeating: base[0])
    case .dimension:
      draw(.init(rebasing: values[..<inputWidth]), from: sample * inputWidth)
      base.repeatRow(width: inputWidth, count: steps.count)
    case .step:
      // The numbers are stored at the end of the buffer, where rows written earlier do not
      // overwrite them.
      let numbers = base + (values.count - steps.count)
      draw(.init(start: numbers, count: steps.count), from: firstStep)
      for index in 0..<steps.count {
        let number = numbers[index]
        (base + index * inputWidth).update(repeating: number, count: inputWidth)
      }
    case .dimensionAndStep:
      draw(values, from: firstStep * inputWidth)
    }
  }

  /// Draws numbers from a position of the stream's endless sequence.
  private func draw(_ values: UnsafeMutableBufferPointer<Float>, from position: Int) {
    let deviation = Float(noise.standardDeviation)
    switch noise.shape {
    case .normal: stream.fillNormal(values, from: position, standardDeviation: deviation)
    case .uniform:
      let bound = deviation * Float(3).squareRoot()
      stream.fillUniform(values, in: -bound..<bound, from: position)
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// Copies the first of `count` rows to the others.
  func repeatRow(width: Int, count: Int) {
    var done = 1
    while done < count {
      let next = min(done, count - done)
      (self + done * width).update(from: self, count: next * width)
      done += next
    }
  }
}

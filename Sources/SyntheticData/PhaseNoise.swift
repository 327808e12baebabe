// ε, "the random noise added to all phases" of MoSE (KDD 2020), Table 1.
//
// The paper does not say how it is distributed nor how often it is drawn. Letters: D inputs, T steps.

internal import Formats
internal import LinearAlgebra
internal import Randomness

/// Noise in the phases of a formula's sines, and how often it is drawn.
public struct PhaseNoise: Codable, Hashable, Sendable {
  /// A distribution about 0.
  public enum Shape: String, Codable, CaseIterable, Sendable {
    /// Normal.
    case normal
    /// Uniform: no number is larger than √3 standard deviations.
    case uniform
  }

  /// What has a number of its own.
  public enum Drawing: String, Codable, CaseIterable, Sendable {
    /// Every sample: all its steps and dimensions share the number.
    case sample = "per-sample"
    /// Every dimension of a sample; its steps share the number.
    case dimension = "per-dimension"
    /// Every step of a sample; its dimensions share the number.
    case step = "per-step"
    /// Every dimension at every step.
    case dimensionAndStep = "per-dimension-and-step"

    /// Whether a step's dimensions share the number.
    var isShared: Bool { self == .sample || self == .step }
    /// Whether a sample's steps share the number.
    var isConstant: Bool { self == .sample || self == .dimension }
  }

  /// The distribution.
  public var shape: Shape
  /// Its standard deviation: from 0, which is no noise, to 10.
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

  /// The names in files; they outlive renamed properties.
  private enum CodingKeys: String, CodingKey {
    case shape, standardDeviation, drawn
  }

  /// Throws where the standard deviation is impossible.
  func validate(_ field: String) throws(SpecError) {
    try check(
      field, standardDeviation, standardDeviation >= 0 && standardDeviation <= 10,
      "a standardDeviation from 0 to 10")
  }
}

/// The noise of one formula, over all samples of a draw.
///
/// A number is addressed by sample, and where it is drawn anew by step and dimension too: which steps
/// are asked for moves none.
struct DrawnPhaseNoise: Sendable {
  let noise: PhaseNoise
  let stream: RandomStream
  /// D.
  let inputWidth: Int
  /// How many steps a sample has.
  let stepCount: Int

  /// Fills [steps, D] with a sample's noise at some steps, counted from 0.
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
      // The numbers of the steps stand at the end, where the steps before theirs do not reach.
      let numbers = base + (values.count - steps.count)
      draw(.init(start: numbers, count: steps.count), from: firstStep)
      for place in 0..<steps.count {
        let number = numbers[place]
        (base + place * inputWidth).update(repeating: number, count: inputWidth)
      }
    case .dimensionAndStep:
      draw(values, from: firstStep * inputWidth)
    }
  }

  /// Numbers from a position of the stream's endless sequence.
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

// The data card of sequential modes: the noise floor and two baselines without learning.
//
// The floor is E Var(y_k(t) | mode, in(t)): the mode with its constants and the inputs of the
// label's step are given, and only the output's ε is unknown. The labels of other steps are not
// given, although they may share that ε. If input noise is drawn per step and labels are one step
// ahead, the sample does not contain the inputs of the last label step, and the error of that label
// stays above the floor.
//
// The floor has a closed form: `OutputNoise`.

internal import Foundation

extension SequentialModes {
  /// The card: labels' correlation and variances, the floor, both baselines, checksums.
  ///
  /// Persistence is nil if the labels begin at the first step. The mode's mean is over its training
  /// samples at the same label step, or over all training samples if the mode has none.
  public func card(splits: Splits) -> DataCard {
    let batch = Batch(capacity: DataCard.checksumSamples, of: self)
    var card = DataCard(
      measuring: self, splits: splits, batch,
      moments: CoMoments(of: self, over: splits.test, batch))
    card.noiseFloors = noiseFloors(over: splits.test)
    card.persistenceErrors = persistenceErrors(over: splits.test)
    card.modeMeanErrors = modeMeanErrors(over: splits.test, trainedOn: splits.train)
    return card
  }

  /// The noise floors of both tasks, mean over samples and label steps.
  private func noiseFloors(over samples: Range<Int>) -> [Double] {
    let first = OutputNoise(first: spec)
    let second = OutputNoise(second: spec)
    var sums = [0.0, 0.0]
    forEachSample(of: samples, at: spec.sequence.labelSteps) { mode, _, inputs in
      let mode = modes[mode]
      for step in 0..<labelCount {
        // Sums over the inputs: sines, cosines, variances of single terms, and the angle of task 2.
        var (sines, cosines, terms, angle) = (0.0, 0.0, 0.0, 0.0)
        for d in 0..<inputWidth {
          let input = Double(inputs[step * inputWidth + d])
          let (sine, cosine) = Self.sineCosine(input * Double(mode.firstFactors[d]))
          sines += sine
          cosines += cosine
          terms += first.variance(sine: sine, cosine: cosine)
          angle +=
            input * Double(mode.secondFactors[d]) / Double(inputWidth)
            + Double(mode.secondOffsets[d])
        }
        sums[0] +=
          spec.firstNoise.drawn.isShared ? first.variance(sine: sines, cosine: cosines) : terms
        let (sine, cosine) = Self.sineCosine(angle)
        sums[1] += second.variance(sine: sine, cosine: cosine)
      }
    }
    return sums.map { $0 / Double(samples.count * labelCount) }
  }

  private static func sineCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    (sin(angle), cos(angle))
  }

  /// The errors of repeating the label of the step before the label steps; nil if there is
  /// none.
  private func persistenceErrors(over samples: Range<Int>) -> [Double]? {
    let steps = spec.sequence.labelSteps
    guard steps.lowerBound > 0 else { return nil }
    var sums = [0.0, 0.0]
    forEachSample(of: samples, at: steps.lowerBound - 1..<steps.upperBound) { _, labels, _ in
      for task in 0..<2 {
        let curve = labels + task * (labelCount + 1)
        for step in 1...labelCount {
          let difference = Double(curve[step]) - Double(curve[0])
          sums[task] += difference * difference
        }
      }
    }
    return sums.map { $0 / Double(samples.count * labelCount) }
  }

  /// The errors of the mean over the training samples of the same mode, per label step.
  private func modeMeanErrors(
    over samples: Range<Int>, trainedOn training: Range<Int>
  ) -> [Double] {
    let width = 2 * labelCount
    let steps = spec.sequence.labelSteps
    var means = Array(repeating: [Double](repeating: 0, count: width), count: modes.count)
    var counts = Array(repeating: 0, count: modes.count)
    forEachSample(of: training, at: steps) { mode, labels, _ in
      for index in 0..<width { means[mode][index] += Double(labels[index]) }
      counts[mode] += 1
    }
    let overall = (0..<width).map { index in
      means.reduce(0) { $0 + $1[index] } / Double(training.count)
    }
    for mode in modes.indices {
      means[mode] =
        counts[mode] == 0 ? overall : means[mode].map { $0 / Double(counts[mode]) }
    }
    var sums = [0.0, 0.0]
    forEachSample(of: samples, at: steps) { mode, labels, _ in
      for index in 0..<width {
        let difference = Double(labels[index]) - means[mode][index]
        sums[index / labelCount] += difference * difference
      }
    }
    return sums.map { $0 / Double(samples.count * labelCount) }
  }

  /// Calls `body` with the mode, the labels [2, steps] and the inputs [steps, D] of every sample.
  private func forEachSample(
    of samples: Range<Int>, at steps: Range<Int>,
    _ body: (Int, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    let (inputCount, labelCount) = (steps.count * inputWidth, 2 * steps.count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * inputCount + labelCount) {
      guard let inputs = $0.baseAddress else { return }
      let terms = inputs + inputCount
      let labels = terms + inputCount
      for sample in samples {
        let mode = mode(of: sample)
        fillLabels(labels, of: sample, modes[mode], at: steps, inputs: inputs, terms: terms)
        body(mode, labels, inputs)
      }
    }
  }
}

// Inputs and labels of single samples over time: the rows of a figure like Figure 5 of MoSE (KDD
// 2020).

/// One step of a sample.
public struct ModeCurvePoint: Hashable, Sendable {
  /// The sample's mode, from 0.
  public let mode: Int
  /// The sample's index.
  public let sample: Int
  /// i, from 1 to T; the time is stepLength·i.
  public let step: Int
  /// in_1(t_i).
  public let input: Double
  /// out1(t_i), noise included.
  public let firstLabel: Double
  /// out2(t_i), noise included.
  public let secondLabel: Double
}

extension SequentialModes {
  /// The first input and both outputs at every step of the first samples of every mode, sorted by
  /// mode, sample and step.
  ///
  /// - Parameters:
  ///   - samplesPerMode: the number of samples per mode; fewer if `samples` contains fewer.
  ///   - samples: the samples that are searched.
  public func curves(samplesPerMode: Int, among samples: Range<Int>) -> [ModeCurvePoint] {
    var found = Array(repeating: [Int](), count: spec.modeCount)
    var missing = samplesPerMode > 0 ? spec.modeCount : 0
    for sample in samples {
      guard missing > 0 else { break }
      let mode = mode(of: sample)
      if found[mode].count < samplesPerMode {
        found[mode].append(sample)
        if found[mode].count == samplesPerMode { missing -= 1 }
      }
    }
    return found.enumerated().flatMap { mode, samples in
      samples.flatMap { curve(of: $0, mode: mode) }
    }
  }

  private func curve(of sample: Int, mode: Int) -> [ModeCurvePoint] {
    var inputs = [Float](repeating: 0, count: stepCount * inputWidth)
    var terms = inputs
    var labels = [Float](repeating: 0, count: 2 * stepCount)
    inputs.withUnsafeMutableBufferPointer { inputs in
      terms.withUnsafeMutableBufferPointer { terms in
        labels.withUnsafeMutableBufferPointer { labels in
          guard let inputs = inputs.baseAddress, let terms = terms.baseAddress,
            let labels = labels.baseAddress
          else { return }
          fillLabels(
            labels, of: sample, modes[mode], at: spec.sequence.inputSteps, inputs: inputs,
            terms: terms)
        }
      }
    }
    return (0..<stepCount).map { index in
      ModeCurvePoint(
        mode: mode, sample: sample, step: index + 1, input: Double(inputs[index * inputWidth]),
        firstLabel: Double(labels[index]), secondLabel: Double(labels[stepCount + index]))
    }
  }
}

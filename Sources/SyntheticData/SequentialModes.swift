// The sequential generator of MoSE (KDD 2020), Table 1. Each sample has a random mode; then
//
//   in_d(t) = Σ_o sin(w_od·t + φ + ε)                       φ: the mode's phase, see the specification
//   out1(t) = Σ_d sin(in_d(t)·v1_d + ε)
//   out2(t) = sin(Σ_d (in_d(t)·v2_d/D + b2_d + ε))
//
// where w, φ, v1, v2 and b2 belong to the mode. Letters: B samples, M modes, D inputs, O waves, T
// steps, S label steps.
//
// w, φ, v1, v2, b2, the samples' modes and the three formulas' ε come from separate streams of the
// draw. in_d(t) has the same ε in both outputs as in the inputs of the sample; the ε of an output is
// its own, and no input shows it.
//
// The noise-free label is the conditional mean E[out(t) | mode, in(t)], in(t) being the inputs of the
// label's own step. ε is symmetric about 0, so that E sin(a + ε) = sin a·E cos ε, and with φ(k) = E cos kε
//
//   E[out1(t)] = φ(1)·Σ_d sin(in_d(t)·v1_d)
//   E[out2(t)] = φ'·sin(Σ_d (in_d(t)·v2_d/D + b2_d)),   φ' = φ(D) if the inputs share ε, else φ(1)^D
//
// No model reaches it where the inputs of the label's own step are not in the sample: one step ahead,
// where ε of the inputs is drawn anew at every step.

public import Formats
internal import LinearAlgebra
public import Randomness

/// Sequences of waves in modes, with two tasks.
public struct SequentialModes: SampleSource {
  /// The constants of a mode.
  struct Mode: Sendable {
    let waves: Waves
    let phase: Float
    /// v₁, [D].
    let firstFactors: [Float]
    /// v₂, [D].
    let secondFactors: [Float]
    /// b₂, [D].
    let secondOffsets: [Float]
  }

  /// The constants.
  public let spec: SequentialModesSpec
  /// The drawn constants of each mode.
  let modes: [Mode]
  private let modeStream: RandomStream
  /// The cumulative shares of the modes; the last one is 1.
  private let modeEnds: [Float]
  private let inputNoise: DrawnPhaseNoise
  private let firstNoise: DrawnPhaseNoise
  private let secondNoise: DrawnPhaseNoise
  /// φ(1) of task 1 and φ' of task 2.
  private let firstMean: Float
  private let secondMean: Float

  /// The data set of a draw; throws as ``SequentialModesSpec/validate()``.
  public init(_ spec: SequentialModesSpec, draw: RandomStream) throws(SpecError) {
    try spec.validate()
    self.spec = spec
    let (width, sequence) = (spec.inputWidth, spec.sequence)
    modes = (0..<spec.modeCount).map { mode in
      func constants(_ name: String, _ distribution: Distribution, _ count: Int) -> [Float] {
        distribution.values(count, of: draw.stream(name), row: mode).map { Float($0) }
      }
      let frequencies = constants(
        "frequencies", sequence.frequencies, sequence.waveCount * width)
      return Mode(
        waves: Waves(sequence, inputWidth: width, frequencies: frequencies),
        phase: constants("mode-phases", spec.modePhases, 1)[0],
        firstFactors: constants("first-factors", spec.firstFactors, width),
        secondFactors: constants("second-factors", spec.secondFactors, width),
        secondOffsets: constants("second-offsets", spec.secondOffsets, width))
    }
    let shares =
      spec.modeShares
      ?? Array(repeating: 1 / Double(spec.modeCount), count: spec.modeCount)
    modeEnds = shares.indices.map { last in
      last == shares.count - 1 ? 1 : Float(shares[...last].reduce(0, +))
    }
    modeStream = draw.stream("modes")
    func drawn(_ noise: PhaseNoise, _ name: String) -> DrawnPhaseNoise {
      DrawnPhaseNoise(
        noise: noise, stream: draw.stream(name), inputWidth: width,
        stepCount: sequence.noiseSteps)
    }
    inputNoise = drawn(spec.inputNoise, "input-noise")
    firstNoise = drawn(spec.firstNoise, "first-noise")
    secondNoise = drawn(spec.secondNoise, "second-noise")
    firstMean = Float(OutputNoise(first: spec).meanCosine)
    secondMean = Float(OutputNoise(second: spec).meanCosine)
  }

  /// D, the number of inputs per step.
  public var inputWidth: Int { spec.inputWidth }
  /// K = 2.
  public var taskCount: Int { 2 }
  /// T, the number of steps per sample: see ``SequenceSpec``.
  public var stepCount: Int { spec.sequence.stepCount }
  /// S, the number of labels per sample and task: see ``SequenceSpec``.
  public var labelCount: Int { spec.sequence.labelCount }

  /// The mode of a sample, from 0.
  public func mode(of sample: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { uniform in
      modeStream.fillUniform(uniform, from: sample)
      return modeEnds.firstIndex { uniform[0] < $0 } ?? modeEnds.count - 1
    }
  }

  /// Fills a batch with the samples of these indices, in order, and sets its count. Noise-free labels
  /// are the conditional means that this file begins with.
  public func fill(_ batch: Batch, with samples: Range<Int>) {
    checkShape(of: batch)
    precondition(samples.lowerBound >= 0, "a sample index is not negative: \(samples.lowerBound)")
    batch.count = samples.count
    guard let inputs = batch.inputs.baseAddress, let labels = batch.labels.baseAddress else {
      return
    }
    let inputCount = stepCount * inputWidth
    let scratch = batch.scratch(2 * inputCount)
    for (index, sample) in samples.enumerated() {
      let mode = modes[mode(of: sample)]
      fillInputs(
        inputs + index * inputCount, of: sample, mode, at: spec.sequence.inputSteps,
        phases: scratch)
      fillLabels(
        labels + index * 2 * labelCount, of: sample, mode, at: spec.sequence.labelSteps,
        inputs: scratch, terms: scratch + inputCount)
      if let means = batch.noiseFreeLabels?.baseAddress {
        fillConditionalMeans(
          means + index * 2 * labelCount, mode, inputs: scratch, terms: scratch + inputCount)
      }
    }
    batch.masks[..<(samples.count * 2)].update(repeating: 1)
  }
}

extension SequentialModes {
  /// The inputs [steps, D] at the given steps (from 0); `phases` is scratch of the same size.
  func fillInputs(
    _ inputs: UnsafeMutablePointer<Float>, of sample: Int, _ mode: Mode, at steps: Range<Int>,
    phases: UnsafeMutablePointer<Float>
  ) {
    let count = steps.count * inputWidth
    inputNoise.fill(.init(start: phases, count: count), sample: sample, steps: steps)
    for index in 0..<count { phases[index] += mode.phase }
    inputs.update(repeating: 0, count: count)
    for wave in 0..<spec.sequence.waveCount {
      mode.waves.add(wave: wave, at: steps, phases: phases, to: inputs)
    }
  }

  /// The labels [2, steps] at the given steps (from 0); `inputs` [steps, D] receives the inputs of
  /// these steps, and `terms` is scratch of the same size.
  func fillLabels(
    _ labels: UnsafeMutablePointer<Float>, of sample: Int, _ mode: Mode, at steps: Range<Int>,
    inputs: UnsafeMutablePointer<Float>, terms: UnsafeMutablePointer<Float>
  ) {
    fillInputs(inputs, of: sample, mode, at: steps, phases: terms)
    let all = UnsafeMutableBufferPointer(start: terms, count: steps.count * inputWidth)
    firstNoise.fill(all, sample: sample, steps: steps)
    fillFirst(labels, mode, inputs: inputs, terms: all)
    secondNoise.fill(all, sample: sample, steps: steps)
    fillSecond(labels + steps.count, mode, inputs: inputs, terms: all)
  }

  /// The means [2, S] of a sample's labels over the ε of the outputs, given the mode and the inputs
  /// [S, D] of the label steps; `terms` is scratch of the inputs' size. Without noise these are the
  /// labels' own bits.
  private func fillConditionalMeans(
    _ means: UnsafeMutablePointer<Float>, _ mode: Mode, inputs: UnsafePointer<Float>,
    terms: UnsafeMutablePointer<Float>
  ) {
    let all = UnsafeMutableBufferPointer(start: terms, count: labelCount * inputWidth)
    all.update(repeating: 0)
    fillFirst(means, mode, inputs: inputs, terms: all)
    all.update(repeating: 0)
    fillSecond(means + labelCount, mode, inputs: inputs, terms: all)
    for step in 0..<labelCount {
      means[step] *= firstMean
      means[labelCount + step] *= secondMean
    }
  }

  /// out1 [steps] of the inputs [steps, D]; `terms` [steps, D] holds ε, and is overwritten.
  private func fillFirst(
    _ outputs: UnsafeMutablePointer<Float>, _ mode: Mode, inputs: UnsafePointer<Float>,
    terms: UnsafeMutableBufferPointer<Float>
  ) {
    mode.firstFactors.withUnsafeBufferPointer { factors in
      for step in 0..<terms.count / inputWidth {
        let row = step * inputWidth
        for d in 0..<inputWidth { terms[row + d] += inputs[row + d] * factors[d] }
      }
    }
    for index in terms.indices { terms[index] = VectorFunctions.sine(terms[index]) }
    sumRows(terms, into: outputs)
  }

  /// out2 [steps] of the inputs [steps, D]; `terms` [steps, D] holds ε, and is overwritten.
  private func fillSecond(
    _ outputs: UnsafeMutablePointer<Float>, _ mode: Mode, inputs: UnsafePointer<Float>,
    terms: UnsafeMutableBufferPointer<Float>
  ) {
    let stepCount = terms.count / inputWidth
    let share = 1 / Float(inputWidth)
    mode.secondFactors.withUnsafeBufferPointer { factors in
      mode.secondOffsets.withUnsafeBufferPointer { offsets in
        for step in 0..<stepCount {
          let row = step * inputWidth
          for d in 0..<inputWidth {
            terms[row + d] += inputs[row + d] * factors[d] * share + offsets[d]
          }
        }
      }
    }
    sumRows(terms, into: outputs)
    for step in 0..<stepCount { outputs[step] = VectorFunctions.sine(outputs[step]) }
  }

  /// The sums of the rows of [steps, D].
  private func sumRows(
    _ rows: UnsafeMutableBufferPointer<Float>, into sums: UnsafeMutablePointer<Float>
  ) {
    for step in 0..<rows.count / inputWidth {
      var sum: Float = 0
      for d in 0..<inputWidth { sum += rows[step * inputWidth + d] }
      sums[step] = sum
    }
  }
}

// Sequences with a task correlation p: inputs are the waves of MoSE (KDD 2020), Table 1, and labels
// those of MMoE (KDD 2018), section 3.2, at every step.
//
//   x_d(t) = √(2/O)·Σ_o sin(ω_od·t + φ_od),  φ ~ U[0, 2π) per sample, input and wave
//   z_k(t) = w_kᵀx(t),  y_k(t) = z_k(t) + Σ_i sin(α_i·z_k(t) + β_i) + ε_k(t)
//
// Letters: B samples, D inputs, O waves, K tasks, T steps, S label steps.
//
// A sine of a uniform phase has mean 0 and variance ½, and sines of independent phases are
// uncorrelated. So at every step each input has mean 0 and variance 1, any two inputs are
// uncorrelated, z_k has variance c² and corr(z_1, z_2) = p, as with MMoE's normal inputs. This
// would not hold with phases fixed for a mode or a data set.
//
// Differences from normal inputs: |x_d| ≤ √(2O), z is only approximately normal, and steps are
// dependent.

public import Formats
internal import LinearAlgebra
public import Randomness

/// Tasks whose weight vectors have the pairwise cosine p, over sums of waves.
///
/// Labels have no memory: y(t) is a function of x(t) and of noise that is independent at every
/// step. With ``SequenceSpec/stepsAhead`` = 1 a model has to infer the waves from earlier steps;
/// with 0 it needs the current step only.
///
/// ω, φ, the directions, α, β, ε and the masks come from separate streams of the draw that do not
/// depend on p: data sets of one draw at two correlations differ in the weights only.
public struct CorrelatedSequences: SampleSource {
  /// The constants.
  public let spec: CorrelatedSequencesSpec
  /// p, the cosine of any two tasks' weight vectors.
  public let correlation: Double

  private let labels: CorrelatedLabels
  private let waves: Waves
  private let phaseStream: RandomStream

  /// The data set of a draw at a correlation; throws as
  /// ``CorrelatedSequencesSpec/validate(correlation:)``.
  public init(
    _ spec: CorrelatedSequencesSpec, correlation: Double, draw: RandomStream
  ) throws(SpecError) {
    try spec.validate(correlation: correlation)
    self.spec = spec
    self.correlation = correlation
    labels = try CorrelatedLabels(spec.tasks, correlation: correlation, draw: draw)
    let frequencies = spec.sequence.frequencies.values(
      spec.sequence.waveCount * spec.tasks.inputWidth, of: draw.stream("wave-frequencies"))
    waves = Waves(
      spec.sequence, inputWidth: spec.tasks.inputWidth, frequencies: frequencies.map { Float($0) })
    phaseStream = draw.stream("wave-phases")
  }

  /// w, [K, D].
  public var weights: [Float] { labels.weights }
  /// α, [K, m].
  public var frequencies: [Float] { labels.frequencies }
  /// β, [K, m].
  public var phases: [Float] { labels.phases }
  /// ω, [O, D].
  public var waveFrequencies: [Float] { waves.frequencies }
  /// D, the number of inputs per step.
  public var inputWidth: Int { spec.tasks.inputWidth }
  /// K, the number of tasks.
  public var taskCount: Int { spec.tasks.taskCount }
  /// T, the number of steps per sample: see ``SequenceSpec``.
  public var stepCount: Int { spec.sequence.stepCount }
  /// S, the number of labels per sample and task: see ``SequenceSpec``.
  public var labelCount: Int { spec.sequence.labelCount }

  /// Fills a batch with the samples of these indices, in order, and sets its count. Noise-free labels
  /// are z(t) + Σ sin(αz(t) + β) = y(t) − ε(t), of the label's own step.
  public func fill(_ batch: Batch, with samples: Range<Int>) {
    checkShape(of: batch)
    precondition(samples.lowerBound >= 0, "a sample index is not negative: \(samples.lowerBound)")
    batch.count = samples.count
    guard let inputs = batch.inputs.baseAddress, let targets = batch.labels.baseAddress else {
      return
    }
    let inputCount = stepCount * inputWidth
    let scratch = batch.scratch(inputCount + labelCount * (inputWidth + taskCount))
    let labelled = scratch + inputCount
    let noise = labelled + labelCount * inputWidth
    for (index, sample) in samples.enumerated() {
      fillInputs(
        inputs + index * inputCount, of: sample, at: spec.sequence.inputSteps, phases: scratch)
      fillInputs(labelled, of: sample, at: spec.sequence.labelSteps, phases: scratch)
      let first = index * taskCount * labelCount
      fillLabels(
        targets + first, noiseFree: batch.noiseFreeLabels?.baseAddress.map { $0 + first },
        of: sample, inputs: labelled, noise: noise)
    }
    let used = 0..<samples.count * taskCount
    labels.fillMasks(.init(rebasing: batch.masks[used]), from: samples.lowerBound)
  }

  /// The inputs [steps, D] at the given steps (from 0); `phases` is scratch of the same size.
  private func fillInputs(
    _ inputs: UnsafeMutablePointer<Float>, of sample: Int, at steps: Range<Int>,
    phases: UnsafeMutablePointer<Float>
  ) {
    let count = steps.count * inputWidth
    let waveCount = spec.sequence.waveCount
    inputs.update(repeating: 0, count: count)
    for wave in 0..<waveCount {
      phaseStream.fillUniform(
        .init(start: phases, count: inputWidth), in: 0..<2 * Float.pi,
        from: (sample * waveCount + wave) * inputWidth)
      phases.repeatRow(width: inputWidth, count: steps.count)
      waves.add(wave: wave, at: steps, phases: phases, to: inputs)
    }
    let scale = (2 / Float(waveCount)).squareRoot()
    for index in 0..<count { inputs[index] *= scale }
  }

  /// The labels [K, S] of a sample with the inputs [S, D] of its label steps, and those without noise
  /// where asked for; `noise` is scratch for [S, K].
  private func fillLabels(
    _ targets: UnsafeMutablePointer<Float>, noiseFree: UnsafeMutablePointer<Float>?,
    of sample: Int, inputs: UnsafePointer<Float>, noise: UnsafeMutablePointer<Float>
  ) {
    let firstStep = sample * spec.sequence.noiseSteps + spec.sequence.labelSteps.lowerBound
    labels.fillNoise(
      .init(start: noise, count: labelCount * taskCount), from: firstStep * taskCount)
    for task in 0..<taskCount {
      for step in 0..<labelCount {
        targets[task * labelCount + step] = noise[step * taskCount + task]
      }
    }
    labels.addSignal(
      to: targets, noiseFree: noiseFree, of: inputs, count: labelCount, rowStride: 1,
      taskStride: labelCount)
  }
}

extension CorrelatedSequences {
  /// The card without the two baselines. Given the waves of a sample, a label varies with its noise
  /// only, also one step ahead.
  public func card(splits: Splits) -> DataCard {
    let batch = Batch(capacity: DataCard.checksumSamples, of: self)
    let moments = CoMoments(of: self, over: splits.test, batch, besides: taskCount) {
      _, sample, linear in
      let count = labelCount * inputWidth
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { scratch in
        guard let inputs = scratch.baseAddress else { return }
        fillInputs(
          inputs, of: sample, at: spec.sequence.labelSteps, phases: inputs + count)
        for step in 0..<labelCount {
          for task in 0..<taskCount {
            linear[step * taskCount + task] = Double(
              labels.linear(inputs + step * inputWidth, task: task))
          }
        }
      }
    }
    var card = DataCard(measuring: self, splits: splits, batch, moments: moments)
    labels.complete(&card, moments)
    return card
  }
}

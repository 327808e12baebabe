// Models of sequences, and the order of steps.
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

@Suite struct SequenceTests {
  private static let steps = 6

  private func spec(
    _ kind: ModelKind, layers: LayerKind, experts: Int = 0, bottom: [Int]? = nil
  ) -> ModelSpec {
    ModelSpec(
      kind: kind, inputWidth: 3, taskCount: 2, levelWidths: [[5]], towerWidths: [4],
      sharedExpertCount: experts, stepCount: Self.steps, labelCount: Self.steps, layers: layers,
      bottomWidths: bottom)
  }

  /// Predictions [label][task and sample] before and after the inputs of one step have changed.
  private func outputs(
    _ spec: ModelSpec, changing step: Int, prepare: (Model) throws -> Void = { _ in }
  ) throws -> (before: [[Double]], after: [[Double]]) {
    let trial = try Trial(spec, count: 4, awayFromKinks: false)
    try prepare(trial.model)
    func labels() -> [[Double]] {
      trial.forward()
      return (0..<Self.steps).map { s in
        trial.predictions().flatMap { row in
          stride(from: s, to: row.count, by: Self.steps).map { row[$0] }
        }
      }
    }
    let before = labels()
    for i in 0..<trial.count {
      for j in 0..<3 { trial.x.base[(i * Self.steps + step) * 3 + j] += 0.5 }
    }
    return (before, labels())
  }

  /// LSTM layers do not see later inputs.
  @Test(arguments: [0, 3, 5])
  func anOutputOfAnLSTMDoesNotDependOnLaterInputs(changed: Int) throws {
    let (before, after) = try outputs(spec(.sharedBottom, layers: .lstm), changing: changed)
    for step in 0..<Self.steps {
      #expect((before[step] == after[step]) == (step < changed), "output \(step + 1)")
    }
  }

  /// Gates read all steps, so later inputs affect earlier outputs, but only through gates.
  @Test func laterInputsReachEarlierOutputsOnlyThroughGates() throws {
    let model = spec(.mmoe, layers: .lstm, experts: 3, bottom: [4])
    let (before, after) = try outputs(model, changing: 3)
    for step in 0..<Self.steps { #expect(before[step] != after[step], "output \(step + 1)") }
    let (same, also) = try outputs(model, changing: 3) { model in
      for slice in model.table where slice.name.contains(".gate.") && !slice.isBias {
        model.parameters.slice(slice.range).update(repeating: 0)
      }
    }
    for step in 0..<Self.steps {
      #expect((same[step] == also[step]) == (step < 3), "output \(step + 1)")
    }
  }

  /// A dense model reads all steps as one row.
  @Test func everyOutputOfADenseModelDependsOnEveryInput() throws {
    for changed in [0, 5] {
      let (before, after) = try outputs(spec(.sharedBottom, layers: .dense), changing: changed)
      for step in 0..<Self.steps { #expect(before[step] != after[step]) }
    }
  }

  /// A stepwise model has no memory: an output depends on the inputs of its step only.
  @Test func anOutputOfAStepwiseModelDependsOnItsStepOnly() throws {
    for changed in [0, 3] {
      let (before, after) = try outputs(spec(.sharedBottom, layers: .stepwise), changing: changed)
      for step in 0..<Self.steps { #expect((before[step] != after[step]) == (step == changed)) }
    }
  }

  @Test(arguments: [LayerKind.dense, .lstm])
  func theOrderOfStepsMatters(_ layers: LayerKind) throws {
    let trial = try Trial(spec(.sharedBottom, layers: layers), count: 4, awayFromKinks: false)
    trial.forward()
    let before = trial.predictions()
    for i in 0..<trial.count {
      for j in 0..<3 {
        let first = i * Self.steps * 3 + j
        trial.x.all.swapAt(first, first + 3)
      }
    }
    trial.forward()
    for (task, row) in trial.predictions().enumerated() {
      for (a, b) in zip(row, before[task]) { #expect(a != b) }
    }
  }

  /// Labels belong to the last steps: with fewer labels, the remaining predictions are unchanged.
  @Test func fewerLabelsAreTheLastLabels() throws {
    let all = try Trial(spec(.mmoe, layers: .lstm, experts: 2), count: 4, awayFromKinks: false)
    var last = all.spec
    last.labelCount = 2
    let two = try Trial(last, count: 4, awayFromKinks: false)
    for trial in [all, two] { trial.forward() }
    for (task, row) in two.predictions().enumerated() {
      for (index, prediction) in row.enumerated() {
        let same = all.predictions()[task][index / 2 * Self.steps + Self.steps - 2 + index % 2]
        #expect(abs(prediction - same) < 1e-6)
      }
    }
  }

  /// With one step h = σ(z_o)·tanh(σ(z_i)·tanh z_g), and recurrent weights
  /// and forget gates have the gradient 0.
  @Test(arguments: Specimen.singleSteps)
  func anLSTMOfOneStepHasNoRecurrentGradient(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 5)
    let loss = MaskedSquaredError(specimen.spec, count: trial.count)
    trial.forward()
    let predictions = trial.predictions()
    for (task, row) in predictions.enumerated() {
      for i in 0..<trial.count {
        let expected = try trial.oracle.evaluate(trial.parameters, at: trial.input(i))
        #expect(abs(row[i] - expected.predictions[task][0]) < 1e-5)
      }
    }
    trial.backward { loss.derivative(predictions, task: $0, prediction: $1) }
    var check = GradientCheck()
    try check.run(trial.gradients, of: trial, loss)
    #expect(check.mismatches.isEmpty)
    for slice in trial.model.table where slice.gateCount == 4 {
      let gradient = Array(trial.model.gradients.slice(slice.range))
      let forget = gradient.count / 4..<gradient.count / 2
      let isRecurrent = slice.name.hasSuffix(".recurrent.weight")
      #expect(gradient[forget].allSatisfy { $0 == 0 }, "\(slice.name)")
      #expect(gradient.allSatisfy { $0 == 0 } == isRecurrent, "\(slice.name)")
    }
  }

  /// An additional expert changes no bit of the others, although their layers are fused.
  @Test func fusedRecurrencesEqualSeparateOnes() throws {
    func hidden(experts: Int) throws -> [[Float]] {
      let trial = try Trial(
        spec(.mmoe, layers: .lstm, experts: experts), count: 4, awayFromKinks: false)
      trial.forward()
      return (0..<2).map { expert in
        let view = trial.model.expertOutput(gate: 0, expert: expert, count: 4)
        return (0..<view.rows).flatMap { row in (0..<view.columns).map { view.row(row)[$0] } }
      }
    }
    let (two, five) = try (hidden(experts: 2), hidden(experts: 5))
    for (a, b) in zip(two, five) {
      // The fused product may sum in another order.
      #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    #expect(two[0] != two[1])
  }

  /// Large batches are processed a few steps at a time (here 12 of 33, then 9), a single sample in
  /// one go.
  @Test(arguments: [[8], [5, 33]])
  func aFewStepsAtATimeGiveTheSameResultAsAll(_ widths: [Int]) throws {
    let spec = ModelSpec(
      kind: .mmoe, inputWidth: 3, taskCount: 2, levelWidths: [widths], towerWidths: [6],
      sharedExpertCount: 5, stepCount: 33, labelCount: 2, layers: .lstm, bottomWidths: [4])
    let trial = try Trial(spec, count: 64, awayFromKinks: false)
    let slope = { (task: Int, label: Int) in Double(label % 7) - 3 + Double(task) }
    trial.forward()
    trial.backward(slope)
    let (predictions, together) = (trial.predictions(), trial.gradients)
    var sum = [Double](repeating: 0, count: together.count)
    for i in 0..<64 {
      let x = trial.x.base + i * trial.inputsPerSample
      trial.model.forward(x, count: 1)
      for (task, row) in Trial.predictions(of: trial.model, count: 1).enumerated() {
        for s in 0..<2 { #expect(abs(row[s] - predictions[task][i * 2 + s]) < 1e-5) }
      }
      Trial.write({ slope($0, i * 2 + $1) }, to: trial.model, count: 1)
      trial.model.backward(x, count: 1)
      for (j, entry) in trial.gradients.enumerated() { sum[j] += entry }
    }
    for slice in trial.model.table {
      let size = max(rootMeanSquare(together[slice.range]), 1e-3 * rootMeanSquare(together))
      for j in slice.range {
        #expect(abs(together[j] - sum[j]) <= 2e-5 * max(size, abs(sum[j])), "\(slice.name)")
      }
    }
  }

  @Test func byteCountIncludesLSTMStates() throws {
    let short = try Model(spec(.sharedBottom, layers: .lstm), batchCapacity: 8)
    let large = try Model(spec(.sharedBottom, layers: .lstm), batchCapacity: 64)
    // At least the cells of a bottom of 5 and two towers of 4, for 6 steps of 56 more samples.
    #expect(large.byteCount - short.byteCount > 56 * 6 * (5 + 4 + 4) * 4)
  }
}

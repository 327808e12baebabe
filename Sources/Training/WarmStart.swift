// Warm starts: a model starts from the weights of a donor that is trained on the same batches.
internal import LinearAlgebra
internal import ModelZoo
internal import SyntheticData

/// When a model copies the weights of its donor, and how strongly it suppresses the experts that
/// the donor's gates do not weigh.
public struct WarmStart: Codable, Hashable, Sendable {
  /// The fraction of all steps that the donor has taken by then, above 0. With 1 the model takes no
  /// step itself.
  public var after: Double
  /// The offset added to the logits of excluded experts, below 0; nil for −∞.
  public var offset: Double?

  /// A warm start.
  public init(after: Double, offset: Double?) {
    self.after = after
    self.offset = offset
  }

  /// The step, of `stepCount` steps, after which the model starts.
  public func step(of stepCount: Int) -> Int {
    max(1, Int((after * Double(stepCount)).rounded()))
  }
}

/// The difference of a model from its donor at its start, for one task, over the test samples.
public struct WarmStartRecord: Codable, Hashable, Sendable {
  /// The largest |ŷ − donor's ŷ|.
  public var largestDifference: Double
  /// The root mean square of ŷ − donor's ŷ.
  public var rootMeanSquareDifference: Double
  /// The experts that the donor's top gate of the task does not weigh.
  public var excludedExperts: [String]
  /// The sum of their mean weights in the model's top gate of the task; exactly 0 for an offset of
  /// −∞ in a model with gate bias.
  public var excludedWeight: Double
}

extension WarmStart {
  /// Transfers a donor's weights to a model and measures the remaining difference.
  struct Transfer {
    /// The number of training samples to which a gate that cannot be copied is fitted.
    static let fittedSamples = 16_384

    let donor: Model
    let model: Model
    let start: WarmStart
    let source: any SampleSource
    let splits: Splits

    /// Overwrites the model's parameters.
    ///
    /// - Returns: a record per task.
    func begin(_ batch: Batch) -> [WarmStartRecord] {
      let transfer = WeightTransfer(of: donor, in: model)
      transfer.copy(offset: start.offset.map { Float($0) })
      for gate in transfer.gates where !gate.readsTheSame { fit(gate, of: transfer, batch) }
      return measure(transfer, batch)
    }

    /// Fits a gate that reads x to a donor's gate that reads a fusion: among all gates that read x,
    /// the one whose logits have the least mean squared difference from the donor's over training
    /// samples. Logits are determined up to a constant, so the donor's are ln g minus their mean.
    private func fit(_ gate: WeightTransfer.Gate, of transfer: WeightTransfer, _ batch: Batch) {
      let inputs = source.inputWidth * source.stepCount
      let hasBias = model.spec.gateBias
      let experts = donor.gates[gate.donorGate].experts.count
      var squares = LeastSquares(
        inputWidth: inputs + (hasBias ? 1 : 0), outputWidth: experts)
      let range =
        splits.train
        .lowerBound..<min(
          splits.train.lowerBound + Self.fittedSamples, splits.train.upperBound)
      var z = Array(repeating: 1.0, count: squares.inputWidth)
      var logits = Array(repeating: 0.0, count: experts)
      forEach(batch, of: range) { count in
        let weights = donor.weights(gate: gate.donorGate, count: count)
        for i in 0..<count {
          for j in 0..<inputs { z[j] = Double(batch.inputs[i * inputs + j]) }
          for e in 0..<experts {
            logits[e] = Double(
              VectorFunctions.log(max(weights.row(i)[e], .leastNormalMagnitude)))
          }
          let mean = logits.reduce(0, +) / Double(experts)
          for e in 0..<experts { logits[e] -= mean }
          squares.add(z, logits)
        }
      }
      // Without a solution, weights and bias are 0.
      let found =
        squares.coefficients
        ?? Array(repeating: 0, count: squares.inputWidth * experts)
      transfer.write(
        weights: (0..<experts).flatMap { e in (0..<inputs).map { Float(found[$0 * experts + e]) } },
        bias: hasBias ? (0..<experts).map { Float(found[inputs * experts + $0]) } : nil,
        in: gate, offset: start.offset.map { Float($0) })
    }

    private func measure(_ transfer: WeightTransfer, _ batch: Batch) -> [WarmStartRecord] {
      let tasks = 0..<model.spec.taskCount
      let top = model.gates.map(\.level).max() ?? 0
      let gates = tasks.map { task in
        transfer.gates.first {
          model.gates[$0.gate].level == top && model.gates[$0.gate].name == "task\(task + 1)"
        }
      }
      var records = gates.map { gate in
        WarmStartRecord(
          largestDifference: 0, rootMeanSquareDifference: 0,
          excludedExperts: gate.map { gate in
            gate.excluded.map { model.gates[gate.gate].experts[$0].name }
          } ?? [], excludedWeight: 0)
      }
      var squares = tasks.map { _ in 0.0 }
      var predicted = 0
      forEach(batch, of: splits.test) { count in
        for task in tasks {
          let own = model.predictions(task: task, count: count)
          let other = donor.predictions(task: task, count: count)
          if task == 0 { predicted += own.rows * own.columns }
          for i in 0..<own.rows {
            for j in 0..<own.columns {
              let difference = abs(Double(own.row(i)[j]) - Double(other.row(i)[j]))
              // `max` would drop NaN.
              if !(difference <= records[task].largestDifference) {
                records[task].largestDifference = difference
              }
              squares[task] += difference * difference
            }
          }
          guard let gate = gates[task] else { continue }
          let weights = model.weights(gate: gate.gate, count: count)
          for i in 0..<count {
            for e in gate.excluded { records[task].excludedWeight += Double(weights.row(i)[e]) }
          }
        }
      }
      for task in tasks {
        records[task].rootMeanSquareDifference = (squares[task] / Double(predicted)).squareRoot()
        records[task].excludedWeight /= Double(splits.test.count)
      }
      return records
    }

    /// Runs both models forward over a range of samples.
    private func forEach(_ batch: Batch, of samples: Range<Int>, _ body: (Int) -> Void) {
      for first in stride(from: samples.lowerBound, to: samples.upperBound, by: batch.capacity) {
        let range = first..<min(first + batch.capacity, samples.upperBound)
        source.fill(batch, with: range)
        guard let x = batch.inputs.baseAddress else { continue }
        donor.forward(x, count: range.count)
        model.forward(x, count: range.count)
        body(range.count)
      }
    }
  }
}

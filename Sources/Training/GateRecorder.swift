// Accumulates statistics of a model's gates during an evaluation.
internal import Foundation
internal import LinearAlgebra
public import ModelZoo

/// Accumulates the statistics of every gate of a model, batch by batch; memory does not grow with
/// the number of samples.
public final class GateRecorder: EvaluationObserver {
  /// The number of samples whose weights are recorded individually where nothing asks for another.
  public static let keptSamples = 64

  /// Two gates of tasks that weigh the same experts.
  private struct Pair {
    let gates: (Int, Int)
    var divergence = 0.0
  }

  private let model: Model
  private let keptSampleCount: Int
  private var usages: [[WeightUsage]]
  private var entropies: [Double]
  private var pairs: [Pair]
  private var kept: [[[Float]]]
  private var sampleCount = 0
  /// Where the outputs of an expert are, and their lengths in the last batch; an expert that several gates weigh is
  /// measured once.
  private var lengths: [UnsafeMutablePointer<Float>: [Double]] = [:]

  /// A recorder without samples.
  ///
  /// - Parameter keptSampleCount: the number of first samples whose weights are recorded individually.
  public init(_ model: Model, keptSampleCount: Int = GateRecorder.keptSamples) {
    self.model = model
    self.keptSampleCount = keptSampleCount
    let gates = model.gates
    usages = gates.map { $0.experts.map { _ in WeightUsage() } }
    entropies = gates.map { _ in 0 }
    kept = gates.map { _ in [] }
    pairs = gates.indices.flatMap { first in
      gates.indices.dropFirst(first + 1).compactMap { second in
        let (one, other) = (gates[first], gates[second])
        return one.name.hasPrefix("task") && other.name.hasPrefix("task")
          && one.level == other.level && one.experts == other.experts
          ? Pair(gates: (first, second)) : nil
      }
    }
  }

  /// Bytes of memory for every expert that a gate weighs.
  public static let bytesPerWeight = WeightHistogram.byteCount

  /// Records the `count` samples of the last forward pass.
  public func record(count: Int) {
    lengths.removeAll(keepingCapacity: true)
    let terms = usages.indices.map { gate in
      let weights = model.weights(gate: gate, count: count)
      add(weights, to: gate)
      return entropyTerms(of: weights, to: gate)
    }
    for index in pairs.indices { add(terms, count: count, to: &pairs[index]) }
    sampleCount += count
  }

  /// Adds a batch's weights [B, E] to those of a gate.
  private func add(_ weights: MatrixView, to gate: Int) {
    let (count, width) = (weights.rows, weights.columns)
    var largest = Array(repeating: 0, count: count)
    for i in 0..<count {
      let row = UnsafeBufferPointer(start: weights.row(i), count: width)
      for e in row.indices where row[e] > row[largest[i]] { largest[i] = e }
      if kept[gate].count < keptSampleCount { kept[gate].append(Array(row)) }
    }
    for e in 0..<width {
      let lengths = lengths(of: model.expertOutput(gate: gate, expert: e, count: count), count)
      add(weights, of: e, lengths: lengths, largest: largest, to: &usages[gate][e])
    }
  }

  /// Adds a batch's weights of one expert. In a call of its own, so that the array of usages is accessed once.
  private func add(
    _ weights: MatrixView, of expert: Int, lengths: [Double], largest: [Int],
    to usage: inout WeightUsage
  ) {
    for i in 0..<weights.rows {
      usage.add(
        weights.row(i)[expert], length: lengths[i], isLargest: largest[i] == expert)
    }
  }

  /// The length of an expert's output [T·B, H] for each of B samples, over all its T steps.
  private func lengths(of output: MatrixView, _ count: Int) -> [Double] {
    if let known = lengths[output.base] { return known }
    let found = (0..<count).map { i in
      var squares = 0.0
      for step in 0..<output.rows / count {
        let row = output.row(step * count + i)
        for j in 0..<output.columns { squares += Double(row[j]) * Double(row[j]) }
      }
      return squares.squareRoot()
    }
    lengths[output.base] = found
    return found
  }

  /// −p ln p of a gate's weights in a batch, [B, E]; their sums are added to its entropy.
  private func entropyTerms(of weights: MatrixView, to gate: Int) -> [Double] {
    var terms: [Double] = []
    terms.reserveCapacity(weights.rows * weights.columns)
    var total = entropies[gate]
    for i in 0..<weights.rows {
      var entropy = 0.0
      for e in 0..<weights.columns {
        terms.append(Self.surprise(Double(weights.row(i)[e])))
        entropy += terms[terms.count - 1]
      }
      total += entropy
    }
    entropies[gate] = total
    return terms
  }

  /// Adds the Jensen–Shannon divergences of a batch between two gates.
  private func add(_ terms: [[Double]], count: Int, to pair: inout Pair) {
    let (one, other) = (
      model.weights(gate: pair.gates.0, count: count),
      model.weights(gate: pair.gates.1, count: count)
    )
    let (ofOne, ofOther) = (terms[pair.gates.0], terms[pair.gates.1])
    for i in 0..<count {
      var divergence = 0.0
      for e in 0..<one.columns {
        let place = i * one.columns + e
        let (a, b) = (Double(one.row(i)[e]), Double(other.row(i)[e]))
        divergence += Self.surprise((a + b) / 2) - (ofOne[place] + ofOther[place]) / 2
      }
      pair.divergence += divergence
    }
  }

  /// −p ln p, 0 at p = 0.
  private static func surprise(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }

  /// The record of each gate.
  public func records() -> [GateRecord] {
    precondition(sampleCount > 0, "no samples were recorded")
    let n = Double(sampleCount)
    return model.gates.enumerated().map { index, gate in
      let contributions = usages[index].reduce(0) { $0 + $1.contribution }
      let divergences = pairs.filter { $0.gates.0 == index || $0.gates.1 == index }
        .map(\.divergence)
      return GateRecord(
        level: gate.level, gate: gate.name,
        experts: zip(gate.experts, usages[index]).map { expert, usage in
          usage.record(expert, contributions: contributions)
        },
        conditionalEntropy: entropies[index] / n,
        divergenceBetweenTasks: divergences.isEmpty
          ? nil : divergences.reduce(0) { $0 + $1 } / n / Double(divergences.count),
        firstSamples: kept[index])
    }
  }
}

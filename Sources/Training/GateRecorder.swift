// Accumulates statistics of a model's gates during an evaluation.
internal import Foundation
internal import LinearAlgebra
public import ModelZoo

/// Accumulates the statistics of every gate of a model, batch by batch; memory does not grow with
/// the number of samples.
public final class GateRecorder: EvaluationObserver {
  /// The number of samples whose weights are recorded individually where nothing asks for another.
  public static let keptSamples = 64

  fileprivate struct Usage {
    var moments = Moments()
    var histogram = WeightHistogram()
    var smallest = Float.infinity
    var largest = -Float.infinity
    var below = (thousandth: 0, hundredth: 0, twentieth: 0)
    var argmax = 0
    var contribution = 0.0
  }

  private let model: Model
  private let keptSampleCount: Int
  private var usages: [[Usage]]
  private var entropies: [Double]
  private var divergences: [[(other: Int, sum: Double)]]
  private var kept: [[[Float]]]
  private var sampleCount = 0

  /// A recorder without samples.
  ///
  /// - Parameter keptSampleCount: the number of first samples whose weights are recorded individually.
  public init(_ model: Model, keptSampleCount: Int = GateRecorder.keptSamples) {
    self.model = model
    self.keptSampleCount = keptSampleCount
    usages = model.gates.map { $0.experts.map { _ in Usage() } }
    entropies = model.gates.map { _ in 0 }
    kept = model.gates.map { _ in [] }
    divergences = model.gates.enumerated().map { index, gate in
      guard gate.name.hasPrefix("task") else { return [] }
      return model.gates.indices.filter { other in
        other != index && model.gates[other].level == gate.level
          && model.gates[other].name.hasPrefix("task") && model.gates[other].experts == gate.experts
      }.map { ($0, 0) }
    }
  }

  /// Bytes of memory for every expert that a gate weighs.
  public static let bytesPerWeight = WeightHistogram.byteCount

  /// Records the `count` samples of the last forward pass.
  public func record(count: Int) {
    for gate in usages.indices {
      let weights = model.weights(gate: gate, count: count)
      for e in usages[gate].indices {
        let output = model.expertOutput(gate: gate, expert: e, count: count)
        for i in 0..<count {
          let weight = weights.row(i)[e]
          usages[gate][e].add(weight)
          var squares = 0.0
          for step in 0..<output.rows / count {
            let row = output.row(step * count + i)
            for j in 0..<output.columns { squares += Double(row[j]) * Double(row[j]) }
          }
          usages[gate][e].contribution += Double(weight) * squares.squareRoot()
        }
      }
      for i in 0..<count {
        let row = UnsafeBufferPointer(start: weights.row(i), count: weights.columns)
        var largest = 0
        for e in row.indices where row[e] > row[largest] { largest = e }
        usages[gate][largest].argmax += 1
        entropies[gate] += row.reduce(0) { $0 + Self.surprise(Double($1)) }
        if kept[gate].count < keptSampleCount { kept[gate].append(Array(row)) }
      }
      for index in divergences[gate].indices {
        let others = model.weights(gate: divergences[gate][index].other, count: count)
        for i in 0..<count {
          var divergence = 0.0
          for e in 0..<weights.columns {
            let (a, b) = (Double(weights.row(i)[e]), Double(others.row(i)[e]))
            divergence +=
              Self.surprise((a + b) / 2) - (Self.surprise(a) + Self.surprise(b)) / 2
          }
          divergences[gate][index].sum += divergence
        }
      }
    }
    sampleCount += count
  }

  /// −p ln p, 0 at p = 0.
  private static func surprise(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }

  /// The record of each gate.
  public func records() -> [GateRecord] {
    precondition(sampleCount > 0, "no samples were recorded")
    let n = Double(sampleCount)
    return model.gates.enumerated().map { index, gate in
      let contribution = usages[index].reduce(0) { $0 + $1.contribution }
      return GateRecord(
        level: gate.level, gate: gate.name,
        experts: zip(gate.experts, usages[index]).map { expert, usage in
          usage.record(expert, sampleCount: n, contribution: contribution)
        },
        conditionalEntropy: entropies[index] / n,
        divergenceBetweenTasks: divergences[index].isEmpty
          ? nil
          : divergences[index].reduce(0) { $0 + $1.sum } / n / Double(divergences[index].count),
        firstSamples: kept[index])
    }
  }
}

extension GateRecorder.Usage {
  fileprivate mutating func add(_ weight: Float) {
    moments.add(Double(weight))
    histogram.add(weight)
    smallest = min(smallest, weight)
    largest = max(largest, weight)
    if weight < 0.001 { below.thousandth += 1 }
    if weight < 0.01 { below.hundredth += 1 }
    if weight < 0.05 { below.twentieth += 1 }
  }

  fileprivate func record(
    _ expert: ExpertDescription, sampleCount n: Double, contribution total: Double
  ) -> ExpertUsage {
    func quantile(_ level: Double) -> Double {
      min(max(histogram.quantile(level), Double(smallest)), Double(largest))
    }
    return ExpertUsage(
      expert: expert.name, owner: expert.owner, mean: moments.mean,
      standardDeviation: moments.populationVariance.squareRoot(), smallest: Double(smallest),
      quantile05: quantile(0.05), quantile50: quantile(0.5), quantile95: quantile(0.95),
      largest: Double(largest), shareBelow001: Double(below.thousandth) / n,
      shareBelow01: Double(below.hundredth) / n, shareBelow05: Double(below.twentieth) / n,
      shareOfArgmax: Double(argmax) / n, contribution: total > 0 ? contribution / total : 0)
  }
}

// Gates over several batches, several tasks and experts that several gates weigh, against plain sums.
import Foundation
import LinearAlgebra
import ModelZoo
import Randomness
import Testing
import Training

/// What a recorder must find, summed sample by sample.
private struct PlainSums {
  /// Σ w·‖f‖, by gate and expert.
  var contributions: [[Double]]
  /// Σ over samples of the divergence between two gates.
  var divergences: [[Int]: Double] = [:]

  mutating func add(_ model: Model, count: Int) {
    for gate in model.gates.indices {
      let weights = model.weights(gate: gate, count: count)
      for e in 0..<weights.columns {
        let output = model.expertOutput(gate: gate, expert: e, count: count)
        for i in 0..<count {
          let squares = (0..<output.columns).reduce(0) { $0 + pow(Double(output.row(i)[$1]), 2) }
          contributions[gate][e] += Double(weights.row(i)[e]) * squares.squareRoot()
        }
      }
      for other in model.gates.indices where other != gate {
        let others = model.weights(gate: other, count: count)
        guard others.columns == weights.columns else { continue }
        for i in 0..<count {
          divergences[[gate, other], default: 0] += Self.divergence(
            (0..<weights.columns).map { Double(weights.row(i)[$0]) },
            (0..<others.columns).map { Double(others.row(i)[$0]) })
        }
      }
    }
  }

  /// Jensen and Shannon's: the mean of both Kullback–Leibler divergences from the mean.
  static func divergence(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { sum, pair in
      let mean = (pair.0 + pair.1) / 2
      return sum + pair.0 / 2 * log(pair.0 / mean) + pair.1 / 2 * log(pair.1 / mean)
    }
  }
}

@Suite struct GateRecorderBatchTests {
  /// Three tasks; batches of 4, 4 and 3. In CGC and PLE gates of two tasks share experts and have others of their own.
  @Test(arguments: [ModelKind.mmoe, .cgc, .ple])
  func batchesOfThreeTasksAreSummed(_ kind: ModelKind) throws {
    let isSeparated = kind != .mmoe
    let model = try Model(
      ModelSpec(
        kind: kind, inputWidth: 5, taskCount: 3, levelWidths: kind == .ple ? [[4], [3]] : [[4]],
        towerWidths: [3], taskExpertCounts: isSeparated ? [1, 1, 1] : [],
        sharedExpertCount: isSeparated ? 2 : 3), batchCapacity: 4)
    model.initialise(from: RandomStream(seed: 3))
    let recorder = GateRecorder(model)
    var sums = PlainSums(
      contributions: model.gates.map { $0.experts.map { _ in 0 } })
    let x = FloatBuffer(count: 4 * 5)
    for (batch, count) in [4, 4, 3].enumerated() {
      RandomStream(seed: 4).fillNormal(x.all, row: batch)
      model.forward(x.base, count: count)
      recorder.record(count: count)
      sums.add(model, count: count)
    }
    let records = recorder.records()
    for (gate, record) in records.enumerated() {
      let total = sums.contributions[gate].reduce(0, +)
      for (usage, contribution) in zip(record.experts, sums.contributions[gate]) {
        #expect(abs(usage.contribution - contribution / total) < 1e-12)
      }
      let others = model.gates.indices.filter {
        $0 != gate && model.gates[$0].experts == model.gates[gate].experts
          && model.gates[$0].level == model.gates[gate].level
      }
      #expect((record.divergenceBetweenTasks == nil) == (others.isEmpty || kind != .mmoe))
      if let found = record.divergenceBetweenTasks {
        let expected = others.reduce(0) { $0 + (sums.divergences[[gate, $1]] ?? 0) } / 11
        #expect(others.count == 2 && abs(found - expected / 2) < 1e-12 && found > 1e-6)
      }
    }
  }
}

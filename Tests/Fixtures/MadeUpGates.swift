// The gates of a made-up study.

internal import Analysis
internal import Experiments
internal import Foundation
internal import Formats
package import Records

extension MadeUpStudy {
  /// Weights and summaries of MMoE, ML-MMoE, CGC and PLE; without gate bias at p = 0.50 only.
  package func gates(of model: String) -> (weights: [Records.GateRecord], summaries: [GateSummary])
  {
    restart("gates-" + model)
    var weights: [Records.GateRecord] = []
    var summaries: [GateSummary] = []
    let runs = plan.variants.filter { $0.choice.name == model }.flatMap { variant in
      correlations(of: variant).flatMap { correlation in
        drawKeys.flatMap { draw in
          trainingKeys.map { training in
            RunKey(
              arm: Arm(variant), correlation: correlation, draw: draw, training: training)
          }
        }
      }
    }
    func isDiverged(_ run: RunKey) -> Bool {
      run.training == "0" && isDiverging(model, run.correlation, run.draw)
    }
    for run in runs where !isDiverged(run) {
      for gate in Self.layout(model) {
        let means = meanWeights(model, gate, run.correlation)
        for (index, expert) in gate.experts.enumerated() {
          let mean = means[index]
          var record = gateRecord(
            run, gate: gate.name, expert: index + 1, mean: mean, owner: expert.owner,
            level: gate.level)
          record.expert = expert.name
          weights.append(record)
        }
        let owners = Set(gate.experts.map(\.owner))
        let shared = zip(gate.experts, means).filter { $0.0.owner == "shared" }.map(\.1)
          .reduce(0, +)
        var summary = GateSummary()
        summary.run = run
        summary.level = gate.level
        summary.gate = gate.name
        summary.conditionalEntropy = 0.5 + 0.01 * uniform()
        summary.marginalEntropy = 0.6 + 0.01 * uniform()
        summary.mutualInformation = 0.1
        summary.effectiveExperts = 1.8
        summary.effectiveExpertsSimpson = 1.7
        summary.importanceCV2 = 0.2
        if owners.count > 1 {
          summary.sharedMass = shared
          summary.contributionWeightedSharedMass =
            shared + (model == "ple" ? pleContribution : 0) + 0.01 * normal()
        } else {
          summary.divergenceBetweenTasks = 0.01
        }
        summaries.append(summary)
      }
    }
    return (weights, summaries)
  }

  private typealias Gate = (level: Int, name: String, experts: [(name: String, owner: String)])

  private static func layout(_ model: String) -> [Gate] {
    let shared = [("expert01", "shared"), ("expert02", "shared"), ("expert03", "shared")]
    let first = [("expert01", "task1"), ("expert03", "shared")]
    let second = [("expert02", "task2"), ("expert03", "shared")]
    let all = [("expert01", "task1"), ("expert02", "task2"), ("expert03", "shared")]
    switch model {
    case "mmoe": return [(1, "task1", shared), (1, "task2", shared)]
    case "ml-mmoe":
      return [
        (1, "selector1", shared), (1, "selector2", shared), (1, "selector3", shared),
        (2, "task1", shared), (2, "task2", shared),
      ]
    case "cgc": return [(1, "task1", first), (1, "task2", second)]
    default:
      return [
        (1, "task1", first), (1, "task2", second), (1, "shared", all), (2, "task1", first),
        (2, "task2", second),
      ]
    }
  }

  private func meanWeights(_ model: String, _ gate: Gate, _ correlation: String) -> [Double] {
    guard gate.experts.count == 2 else {
      if model == "mmoe" {
        let difference = correlation == "1.00" ? mmoeDifferenceAtOne : mmoeDifference
        let first = 1.0 / 3 + (gate.name == "task1" ? difference : 0) + 0.01 * uniform()
        let share = 0.5 + 0.02 * uniform()
        return [first, (1 - first) * share, (1 - first) * (1 - share)]
      }
      let raw = gate.experts.map { _ in 0.2 + uniform() }
      return raw.map { $0 / raw.reduce(0, +) }
    }
    var shared = model == "cgc" ? cgcSharedMass : pleSharedMass
    if model == "cgc" {
      let difference = correlation == "1.00" ? cgcDifferenceAtOne : cgcDifference
      shared += (gate.name == "task1" ? -0.5 : 0.5) * difference
    }
    shared = min(max(shared + 0.02 * normal(), 0.02), 0.98)
    return [1 - shared, shared]
  }

  /// The weights of the first test samples of draw 000, training 0 at p = 0.50.
  func samples(of model: String) -> [GateSample] {
    if isDiverging(model, "0.50", "000") { return [] }
    restart("samples-" + model)
    let variants = plan.variants.filter { variant in
      variant.choice.name == model && correlations(of: variant).contains("0.50")
    }
    return variants.map(\.setting.name).flatMap { setting in
      Self.layout(model).flatMap { gate in
        (0..<64).flatMap { sample in
          let parts = gate.experts.map { _ in 1 + 0.1 * uniform() }
          return gate.experts.enumerated().map { index, expert in
            var record = GateSample()
            record.setting = setting
            record.level = gate.level
            record.gate = gate.name
            record.sample = sample
            record.expert = expert.name
            record.weight = parts[index] / parts.reduce(0, +)
            return record
          }
        }
      }
    }
  }
}

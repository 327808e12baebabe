// `<experiment>/gates/<model>.summary.csv`: every gate of every run of a model in a few numbers.

/// One gate of one run.
package struct GateSummary: TableRecord, Hashable, Sendable {
  package var run = RunKey()
  package var level = 1
  package var gate = ""
  /// E_x[−Σ g ln g], in nats.
  package var conditionalEntropy: Double?
  /// Entropy of the mean weights, in nats.
  package var marginalEntropy: Double?
  /// Marginal − conditional entropy: near 0, the gate ignores its input.
  package var mutualInformation: Double?
  /// exp of the marginal entropy.
  package var effectiveExperts: Double?
  /// 1 / Σ w̄².
  package var effectiveExpertsSimpson: Double?
  /// m Σ w̄² − 1.
  package var importanceCV2: Double?
  /// Σ of the mean weights of the shared experts; only where the gate sees own and shared ones.
  package var sharedMass: Double?
  /// The same of contributions.
  package var contributionWeightedSharedMass: Double?
  /// Mean Jensen–Shannon divergence to the other tasks' gates, in nats; only where both see the same experts.
  package var divergenceBetweenTasks: Double?

  package init() {}

  package static let schema = Schema<GateSummary>(
    Column.part(RunKey.columnsOfOneModel, \.run)
      + GateRecord.gateColumns(level: \.level, gate: \.gate) + [
        .measured(
          "conditional_entropy", \.conditionalEntropy, "mean entropy of a sample's weights, in nats"
        ),
        .measured(
          "marginal_entropy", \.marginalEntropy, "entropy of the mean weights, in nats", .following),
        .measured(
          "mutual_information", \.mutualInformation,
          "marginal − conditional entropy, in nats; near 0, the gate ignores its input",
          .following),
        .measured(
          "effective_experts", \.effectiveExperts, "exp of the marginal entropy", .following),
        .measured(
          "effective_experts_simpson", \.effectiveExpertsSimpson,
          "1 / sum of squared mean weights", .following),
        .measured(
          "importance_cv2", \.importanceCV2, "experts · sum of squared mean weights − 1",
          .following),
        .measured(
          "shared_mass", \.sharedMass,
          "sum of the shared experts' mean weights; empty where a gate does not see own and shared ones",
          .following),
        .measured(
          "contribution_weighted_shared_mass", \.contributionWeightedSharedMass,
          "the same sum of contributions", .following),
        .measured(
          "divergence_between_tasks", \.divergenceBetweenTasks,
          "mean Jensen–Shannon divergence from the other tasks' gates, in nats; empty where they see "
            + "other experts"),
      ])
}

// What a gate did over a range of samples, as a run's record keeps it.

/// How one gate weighed one expert.
public struct ExpertUsage: Codable, Hashable, Sendable {
  /// `expert01`…
  public var expert: String
  /// `task1`… or `shared`.
  public var owner: String
  /// The mean weight: PLE Figure 8's bar.
  public var mean: Double
  /// The standard deviation over samples: PLE Figure 8's line.
  public var standardDeviation: Double
  /// The smallest weight of any sample.
  public var smallest: Double
  /// The 5% nearest-rank quantile, like the others to one part in a thousand.
  public var quantile05: Double
  /// The median.
  public var quantile50: Double
  /// The 95% quantile.
  public var quantile95: Double
  /// The largest weight of any sample.
  public var largest: Double
  /// The share of samples whose weight is below .001.
  public var shareBelow001: Double
  /// The share of samples whose weight is below .01.
  public var shareBelow01: Double
  /// The share of samples whose weight is below .05.
  public var shareBelow05: Double
  /// Share of samples whose largest weight this is (the first of equal ones).
  public var shareOfArgmax: Double
  /// E‖g_e f_e‖ / Σ_e E‖g_e f_e‖: weights alone mislead where outputs differ in scale. The norm is over
  /// all T steps of the expert's output.
  public var contribution: Double
}

/// How one gate weighed its experts.
public struct GateRecord: Codable, Hashable, Sendable {
  /// From 1.
  public var level: Int
  /// `task1`…, `shared`, `all` or `selector1`…
  public var gate: String
  /// In the order of the gate's weights.
  public var experts: [ExpertUsage]
  /// E[−Σ_e g_e ln g_e], in nats.
  public var conditionalEntropy: Double
  /// E of the Jensen–Shannon divergence (nats) from the other tasks' gates that weigh the same
  /// experts, averaged over those gates; nil when there are none.
  public var divergenceBetweenTasks: Double?
  /// The weights of the first samples, a row per sample.
  public var firstSamples: [[Float]]
}

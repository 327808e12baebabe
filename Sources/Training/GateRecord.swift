// Statistics of a gate over a range of samples, for a run's record.

/// Statistics of a gate's weight of one expert.
public struct ExpertUsage: Codable, Hashable, Sendable {
  /// `expert01`…
  public var expert: String
  /// `task1`… or `shared`.
  public var owner: String
  /// The mean weight: the bars of PLE Figure 8.
  public var mean: Double
  /// The standard deviation over samples: the lines of PLE Figure 8.
  public var standardDeviation: Double
  /// The smallest weight over samples.
  public var smallest: Double
  /// The 5% nearest-rank quantile; all quantiles have a relative error below 0.001.
  public var quantile05: Double
  /// The median.
  public var quantile50: Double
  /// The 95% quantile.
  public var quantile95: Double
  /// The largest weight over samples.
  public var largest: Double
  /// The share of samples whose weight is below .001.
  public var shareBelow001: Double
  /// The share of samples whose weight is below .01.
  public var shareBelow01: Double
  /// The share of samples whose weight is below .05.
  public var shareBelow05: Double
  /// The share of samples in which this expert has the largest weight (the first of equal ones).
  public var shareOfArgmax: Double
  /// E‖g_e f_e‖ / Σ_e E‖g_e f_e‖: weights alone are misleading if outputs differ in scale. The
  /// norm is over all T steps of the expert's output.
  public var contribution: Double
}

/// Statistics of one gate.
public struct GateRecord: Codable, Hashable, Sendable {
  /// The level, from 1.
  public var level: Int
  /// The gate's name: `task1`…, `shared`, `all` or `selector1`…
  public var gate: String
  /// The experts in the order of the gate's weights.
  public var experts: [ExpertUsage]
  /// E[−Σ_e g_e ln g_e], in nats.
  public var conditionalEntropy: Double
  /// E of the Jensen–Shannon divergence (nats) from the other tasks' gates that weigh the same
  /// experts, averaged over those gates; nil if there are none.
  public var divergenceBetweenTasks: Double?
  /// The weights of the first samples, [samples, E].
  public var firstSamples: [[Float]]
}

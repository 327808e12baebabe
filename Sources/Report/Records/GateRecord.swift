// `<experiment>/gates/<model>.csv` and `<model>.summary.csv`: what every gate of every run does over the test range.

internal import Formats

/// One expert's weight in one gate of one run.
struct GateRecord: TableRecord, Hashable {
  static let columns = [
    "setting", "correlation", "replicate", "level", "gate", "expert", "owner", "mean", "sd", "min",
    "p05", "p50", "p95", "max", "share_below_001", "share_below_01", "share_below_05",
    "share_of_argmax", "contribution",
  ]
  static let key = ["setting", "correlation", "replicate", "level", "gate", "expert"]

  var setting: String
  var correlation: String
  var replicate: String
  /// From 1, the lowest.
  var level: Int
  /// `task1`…, `shared`, `all`, or `selector1`… (ML-MMoE below the top).
  var gate: String
  /// `expert01`…, numbered over the whole level.
  var expert: String
  /// The module that owns the expert: `task1`… or `shared`.
  var owner: String
  /// The weight's mean over test samples.
  var mean: Double?
  /// The weight's standard deviation over test samples.
  var standardDeviation: Double?
  /// Minimum, 5%, 50%, 95% quantiles and maximum of the weight.
  var quantiles: [Double?]
  /// Shares of samples whose weight is below .001, .01 and .05.
  var sharesBelow: [Double?]
  /// Share of samples for which this expert has the largest weight.
  var shareOfArgmax: Double?
  /// E‖g_e f_e‖ / Σ_e E‖g_e f_e‖.
  var contribution: Double?

  init(
    setting: String, correlation: String, replicate: String, level: Int, gate: String,
    expert: String, owner: String, mean: Double?, standardDeviation: Double?,
    quantiles: [Double?], sharesBelow: [Double?], shareOfArgmax: Double?, contribution: Double?
  ) {
    precondition(quantiles.count == 5, "five quantiles, not \(quantiles.count)")
    precondition(sharesBelow.count == 3, "three shares, not \(sharesBelow.count)")
    self.setting = setting
    self.correlation = correlation
    self.replicate = replicate
    self.level = level
    self.gate = gate
    self.expert = expert
    self.owner = owner
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.quantiles = quantiles
    self.sharesBelow = sharesBelow
    self.shareOfArgmax = shareOfArgmax
    self.contribution = contribution
  }

  init(from fields: inout FieldReader) throws {
    setting = try fields.text()
    correlation = try fields.correlation()
    replicate = try fields.replicate()
    level = try fields.integer()
    gate = try fields.text()
    expert = try fields.text()
    owner = try fields.text()
    mean = try fields.number()
    standardDeviation = try fields.number()
    quantiles = []
    for _ in 0..<5 { quantiles.append(try fields.number()) }
    sharesBelow = []
    for _ in 0..<3 { sharesBelow.append(try fields.number()) }
    shareOfArgmax = try fields.number()
    contribution = try fields.number()
  }

  var fields: [String] {
    let measured =
      [mean, standardDeviation] + quantiles + sharesBelow + [shareOfArgmax, contribution]
    return [setting, correlation, replicate, String(level), gate, expert, owner]
      + measured.map(NumberFormat.measured)
  }

  var keyFields: [String] { [setting, correlation, replicate, String(level), gate, expert] }

  /// The expert of the level above that a selector of ML-MMoE feeds, by the selector's name; nil for
  /// any other gate.
  static func expert(fedBy gate: String) -> String? {
    guard gate.hasPrefix("selector"), let number = Int(gate.dropFirst("selector".count)) else {
      return nil
    }
    return "expert" + (number < 10 ? "0" : "") + String(number)
  }
}

/// One gate of one run in a few numbers.
struct GateSummary: TableRecord, Hashable {
  static let columns = [
    "setting", "correlation", "replicate", "level", "gate", "conditional_entropy",
    "marginal_entropy", "mutual_information", "effective_experts", "effective_experts_simpson",
    "importance_cv2", "shared_mass", "contribution_weighted_shared_mass",
    "divergence_between_tasks",
  ]
  static let key = ["setting", "correlation", "replicate", "level", "gate"]

  var setting: String
  var correlation: String
  var replicate: String
  var level: Int
  var gate: String
  /// E_x[−Σ g ln g], in nats.
  var conditionalEntropy: Double?
  /// Entropy of the mean weights, in nats.
  var marginalEntropy: Double?
  /// Marginal − conditional entropy: near 0, the gate ignores its input.
  var mutualInformation: Double?
  /// exp of the marginal entropy.
  var effectiveExperts: Double?
  /// 1 / Σ w̄².
  var effectiveExpertsSimpson: Double?
  /// m Σ w̄² − 1.
  var importanceCV2: Double?
  /// Σ of the mean weights of the shared experts; only where the gate sees own and shared ones.
  var sharedMass: Double?
  /// The same of contributions.
  var contributionWeightedSharedMass: Double?
  /// Mean Jensen–Shannon divergence to the other tasks' gates, in nats; only where both see the same experts.
  var divergenceBetweenTasks: Double?

  init(
    setting: String, correlation: String, replicate: String, level: Int, gate: String,
    conditionalEntropy: Double?, marginalEntropy: Double?, mutualInformation: Double?,
    effectiveExperts: Double?, effectiveExpertsSimpson: Double?, importanceCV2: Double?,
    sharedMass: Double?, contributionWeightedSharedMass: Double?, divergenceBetweenTasks: Double?
  ) {
    self.setting = setting
    self.correlation = correlation
    self.replicate = replicate
    self.level = level
    self.gate = gate
    self.conditionalEntropy = conditionalEntropy
    self.marginalEntropy = marginalEntropy
    self.mutualInformation = mutualInformation
    self.effectiveExperts = effectiveExperts
    self.effectiveExpertsSimpson = effectiveExpertsSimpson
    self.importanceCV2 = importanceCV2
    self.sharedMass = sharedMass
    self.contributionWeightedSharedMass = contributionWeightedSharedMass
    self.divergenceBetweenTasks = divergenceBetweenTasks
  }

  init(from fields: inout FieldReader) throws {
    setting = try fields.text()
    correlation = try fields.correlation()
    replicate = try fields.replicate()
    level = try fields.integer()
    gate = try fields.text()
    conditionalEntropy = try fields.number()
    marginalEntropy = try fields.number()
    mutualInformation = try fields.number()
    effectiveExperts = try fields.number()
    effectiveExpertsSimpson = try fields.number()
    importanceCV2 = try fields.number()
    sharedMass = try fields.number()
    contributionWeightedSharedMass = try fields.number()
    divergenceBetweenTasks = try fields.number()
  }

  var fields: [String] {
    [setting, correlation, replicate, String(level), gate]
      + [
        conditionalEntropy, marginalEntropy, mutualInformation, effectiveExperts,
        effectiveExpertsSimpson, importanceCV2, sharedMass, contributionWeightedSharedMass,
        divergenceBetweenTasks,
      ].map(NumberFormat.measured)
  }

  var keyFields: [String] { [setting, correlation, replicate, String(level), gate] }
}

// The specification of correlated tasks: MMoE (KDD 2018), section 3.2.

public import Formats
internal import LinearAlgebra

/// The constants of a correlated-task data set; the correlation p and the random draw are given
/// separately.
///
/// The defaults are PLE's (RecSys 2020, section 5.2), except for the noise variance, which is
/// MMoE's. The input width has no default.
public struct CorrelatedTasksSpec: Codable, Hashable, Sendable {
  /// The choice of the sines' frequencies α_i and phases β_i.
  public enum Phases: String, Codable, CaseIterable, Sendable {
    /// α_i, β_i ~ N(0, 1), drawn once per draw (PLE).
    case standardNormal = "standard-normal"
    /// α_i = 2i, β_i = iπ/2. A reconstruction: MMoE does not state its constants. With c = .65 and
    /// m = 6 these reproduce its Figure 2, but other constants do too.
    case formula = "formula"
    /// α_i = i, β_i = (i − 1)²: the constants of a public generator, with c = 1 and m = 10.
    case squares = "squares"

    /// Whether α and β are the same in every draw, and equal for all tasks.
    public var isFixed: Bool { self != .standardNormal }
  }

  /// d, the number of inputs per sample: from 1 to 65536, and at least the rank of the tasks' Gram
  /// matrix.
  public var inputWidth: Int
  /// K, the number of tasks: from 1 to 64.
  public var taskCount: Int
  /// c, the length of every weight vector: above 0, at most 100.
  public var scale: Double
  /// m, the number of sines in a label: from 0 to 100.
  public var sineCount: Int
  /// The variance (not the standard deviation) of a label's noise: at least 0.
  public var noiseVariance: Double
  /// The choice of α and β.
  public var phases: Phases
  /// Whether every task has its own α and β; in the papers, tasks share them.
  public var perTaskPhases: Bool
  /// Per task, the fraction of samples that have its label: above 0, at most 1; nil if all samples
  /// have all labels.
  public var labelShares: [Double]?
  /// Per task, the number of sines in its label, from 0 to m: the first ones; nil for all. With
  /// fewer sines a task is closer to linear, and easier.
  public var taskSineCounts: [Int]?
  /// Per task, what its label is multiplied by, noise included: above 0, at most 1000; nil for 1. With
  /// a larger label a task outweighs others in the joint loss.
  public var labelScales: [Double]?
  /// Whether c multiplies a weight vector's part along u_1 alone, as in public generators: for two tasks
  /// w_2 = c·p·u_1 + √(1 − p²)·u_2, whose cosine with w_1 is not p unless c = 1. Nil for the paper's w_2.
  public var unscaledSecondTerm: Bool?

  /// A specification, not yet validated.
  public init(
    inputWidth: Int, taskCount: Int = 2, scale: Double = 1, sineCount: Int = 10,
    noiseVariance: Double = 0.01, phases: Phases = .standardNormal, perTaskPhases: Bool = false,
    labelShares: [Double]? = nil, taskSineCounts: [Int]? = nil, labelScales: [Double]? = nil,
    unscaledSecondTerm: Bool? = nil
  ) {
    self.inputWidth = inputWidth
    self.taskCount = taskCount
    self.scale = scale
    self.sineCount = sineCount
    self.noiseVariance = noiseVariance
    self.phases = phases
    self.perTaskPhases = perTaskPhases
    self.labelShares = labelShares
    self.taskSineCounts = taskSineCounts
    self.labelScales = labelScales
    self.unscaledSecondTerm = unscaledSecondTerm == true ? true : nil
  }

  /// The names in files, which must not change.
  private enum CodingKeys: String, CodingKey {
    case inputWidth, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares
    case taskSineCounts, labelScales, unscaledSecondTerm
  }
}

extension CorrelatedTasksSpec {
  /// Throws for the first invalid field, including `correlation`.
  ///
  /// K tasks of pairwise cosine p exist for −1/(K − 1) ≤ p ≤ 1 and need at least as many inputs as
  /// the rank of their Gram matrix. With a single task p has no effect, and any finite value is
  /// accepted.
  public func validate(correlation: Double) throws(SpecError) {
    try check("inputWidth", inputWidth, 1...65_536)
    try check("taskCount", taskCount, 1...64)
    try check("sineCount", sineCount, 0...100)
    try check("scale", scale, scale > 0 && scale <= 100, "a number above 0, at most 100")
    try check(
      "noiseVariance", noiseVariance, noiseVariance >= 0 && noiseVariance <= 1e6,
      "a number from 0 to 1e6")
    try validatePhases()
    try validateLabelShares()
    try validateTaskSineCounts()
    try validateLabelScales()
    let allowed = Equicorrelation.correlations(of: taskCount)
    guard let factor = Equicorrelation(count: taskCount, correlation: correlation) else {
      throw SpecError(
        field: "correlation", value: "\(correlation)",
        allowed: taskCount == 1
          ? "a finite number"
          : "a number from \(allowed.lowerBound) to 1 for \(taskCount) tasks")
    }
    guard inputWidth >= factor.rank else {
      throw SpecError(
        field: "inputWidth", value: "\(inputWidth)",
        allowed: "at least \(factor.rank), the directions that \(taskCount) tasks of correlation "
          + "\(correlation) need")
    }
  }

  private func validatePhases() throws(SpecError) {
    guard phases.isFixed else { return }
    guard !perTaskPhases else {
      throw SpecError(
        field: "perTaskPhases", value: "true",
        allowed: "false if phases is \(phases.rawValue), which gives all tasks the same phases")
    }
    guard phases == .formula else { return try validateSquares() }
    // The sine is accurate for |α·z + β| ≤ 10 000; |z| > 10c has a probability of 1e-23. Without c in its second term a
    // weight vector is no longer than the longer of c and 1.
    let length = unscaledSecondTerm == true ? max(scale, 1) : scale
    let largest = Double(sineCount) * (2 * 10 * length + Double.pi / 2)
    guard largest <= 10_000 else {
      throw SpecError(
        field: "scale", value: "\(scale)",
        allowed: "smaller if phases is formula and sineCount is \(sineCount): "
          + "sineCount·(20·scale + π/2) is at most 10000")
    }
  }

  /// As for the formula: |α·z + β| ≤ 10 000.
  private func validateSquares() throws(SpecError) {
    let length = unscaledSecondTerm == true ? max(scale, 1) : scale
    let (count, last) = (Double(sineCount), Double(max(sineCount - 1, 0)))
    let largest = count * 10 * length + last * last
    guard largest <= 10_000 else {
      throw SpecError(
        field: "scale", value: "\(scale)",
        allowed: "smaller if phases is squares and sineCount is \(sineCount): "
          + "sineCount·10·scale + (sineCount − 1)² is at most 10000")
    }
  }

  private func validateTaskSineCounts() throws(SpecError) {
    for count in try onePerTask("taskSineCounts", taskSineCounts) {
      try check("taskSineCounts", count, 0...sineCount)
    }
  }

  private func validateLabelScales() throws(SpecError) {
    for scale in try onePerTask("labelScales", labelScales) {
      try check("labelScales", scale, scale > 0 && scale <= 1000, "above 0 and at most 1000 each")
    }
  }

  private func validateLabelShares() throws(SpecError) {
    for share in try onePerTask("labelShares", labelShares) {
      try check("labelShares", share, share > 0 && share <= 1, "above 0 and at most 1 each")
    }
  }

  /// The values of a field that has one per task; none if the field is not given.
  private func onePerTask<Value>(
    _ field: String, _ values: [Value]?
  ) throws(SpecError) -> [Value] {
    guard let values else { return [] }
    guard values.count == taskCount else {
      throw SpecError(
        field: field, value: "\(values)", allowed: "\(taskCount) numbers, one per task")
    }
    return values
  }
}

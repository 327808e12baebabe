// What a correlated-task data set is made of: MMoE (KDD 2018), section 3.2.

public import Formats
internal import LinearAlgebra

/// The constants of a correlated-task data set; the correlation p and the random draw come apart
/// from them.
///
/// The defaults are PLE's (RecSys 2020, section 5.2) but for the input width, which has none, and
/// the noise variance, which is MMoE's.
public struct CorrelatedTasksSpec: Codable, Hashable, Sendable {
  /// How the sines' frequencies α_i and phases β_i come about.
  public enum Phases: String, Codable, CaseIterable, Sendable {
    /// α_i, β_i ~ N(0, 1), drawn once per draw (PLE).
    case standardNormal = "standard-normal"
    /// α_i = 2i, β_i = iπ/2. A reconstruction: MMoE does not print its constants; with c = .65 and
    /// m = 6 these give its Figure 2, but they are not the only ones that do.
    case formula = "formula"
  }

  /// d, the inputs of a sample: from 1 to 65536, and no fewer than the tasks' directions.
  public var inputWidth: Int
  /// K, the tasks: from 1 to 64.
  public var taskCount: Int
  /// c, the length of every weight vector: above 0, at most 100.
  public var scale: Double
  /// m, the sines in a label: from 0 to 100.
  public var sineCount: Int
  /// The variance (not the standard deviation) of a label's noise: at least 0.
  public var noiseVariance: Double
  /// Where α and β come from.
  public var phases: Phases
  /// Whether every task has its own α and β; the papers' tasks share them.
  public var perTaskPhases: Bool
  /// Per task, the share of samples that carry its label: above 0, at most 1; nil where all carry
  /// all.
  public var labelShares: [Double]?
  /// Per task, how many of the sines are in its label: the first so many, from 0 to m; nil for all.
  /// A task of fewer sines is nearer to linear, and easier.
  public var taskSineCounts: [Int]?

  /// A specification, not yet validated.
  public init(
    inputWidth: Int, taskCount: Int = 2, scale: Double = 1, sineCount: Int = 10,
    noiseVariance: Double = 0.01, phases: Phases = .standardNormal, perTaskPhases: Bool = false,
    labelShares: [Double]? = nil, taskSineCounts: [Int]? = nil
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
  }

  /// The names in files; they outlive renamed properties.
  private enum CodingKeys: String, CodingKey {
    case inputWidth, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares
    case taskSineCounts
  }
}

extension CorrelatedTasksSpec {
  /// Throws the first impossible field, `correlation` among them.
  ///
  /// K tasks of pairwise cosine p exist for −1/(K − 1) ≤ p ≤ 1 and need as many dimensions as the
  /// factor of their Gram matrix has rank. With one task p says nothing, and any finite one is
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
    guard phases == .formula else { return }
    guard !perTaskPhases else {
      throw SpecError(
        field: "perTaskPhases", value: "true",
        allowed: "false where phases is formula, which gives all tasks the same")
    }
    // The sine is reduced for |α·z + β| ≤ 10 000, and |z| ≤ 10c but for a chance of 1e-23.
    let largest = Double(sineCount) * (2 * 10 * scale + Double.pi / 2)
    guard largest <= 10_000 else {
      throw SpecError(
        field: "scale", value: "\(scale)",
        allowed: "smaller where phases is formula and sineCount \(sineCount): "
          + "sineCount·(20·scale + π/2) is at most 10000")
    }
  }

  private func validateTaskSineCounts() throws(SpecError) {
    guard let taskSineCounts else { return }
    guard taskSineCounts.count == taskCount else {
      throw SpecError(
        field: "taskSineCounts", value: "\(taskSineCounts)",
        allowed: "\(taskCount) numbers, one per task")
    }
    for count in taskSineCounts { try check("taskSineCounts", count, 0...sineCount) }
  }

  private func validateLabelShares() throws(SpecError) {
    guard let labelShares else { return }
    guard labelShares.count == taskCount else {
      throw SpecError(
        field: "labelShares", value: "\(labelShares)", allowed: "\(taskCount) numbers, one per task"
      )
    }
    for share in labelShares {
      try check("labelShares", share, share > 0 && share <= 1, "above 0 and at most 1 each")
    }
  }
}

// The sweeps over correlations in which the claims about the seesaw are tested: the paper's synthetic data, and
// sequences whose tasks are as related as p says.

internal import Formats

/// An experiment with the question of the seesaw, and how its claims are told from another's.
struct SeesawExperiment: Hashable, Sendable {
  /// The experiment's name.
  var name: String
  /// What stands behind a statement; nil for the paper's own data.
  var data: String?
  /// Models whose difference from single-task is not one of sharing: their runs are listed, but say nothing of the seesaw.
  var unlike: Set<String> = []

  /// PLE, section 5.2.
  static let tasks = SeesawExperiment(name: "seesaw")
  /// The same question of LSTMs. What sees no step but the labelled one differs from them in memory too.
  static let sequences = SeesawExperiment(
    name: SequenceStudy.sweep, data: "sequences", unlike: [SequenceStudy.memoryless])

  /// Whether the data are those that the PLE paper speaks of.
  var isOfPaper: Bool { data == nil }

  /// Its runs; nil where it was not run, or the baseline of every gain is another model than its name says.
  func sweep(in study: Study) -> Sweep? {
    guard let records = study.experiment(name), !records.hasOtherBaseline else { return nil }
    return records.sweep
  }

  /// The arms in which a seesaw would be one of sharing.
  func comparableArms(_ sweep: Sweep) -> [Arm] {
    sweep.defaultArms.filter { !unlike.contains($0.model) }
  }

  /// The claim as one about this experiment: on other data than the paper's it is no claim of the paper's.
  func named(_ claim: Claim) -> Claim {
    guard let data else { return claim }
    var claim = claim
    claim.statement += " (\(data))"
    claim.published = ""
    if claim.source.hasPrefix("PLE") { claim.source = "this study, after \(claim.source)" }
    return claim
  }
}

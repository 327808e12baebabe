// What the project's own experiment files declare under `report`, for made-up studies of the same names.

package import Experiments
internal import ModelZoo

/// The declarations of the shipped experiments, limited to the models that a made-up study has.
package enum ShippedDeclarations {
  /// The published tables and the claims of the experiment with this name; none where the project has none
  /// of that name.
  package static func report(
    of name: String, in experiment: Experiment
  ) throws -> ReportDeclarations {
    guard let report = try shipped.get()[name] else { return ReportDeclarations() }
    return ReportDeclarations(
      published: report.published, claims: report.claims.compactMap { limited($0, to: experiment) })
  }

  /// The names of the experiments that declare claims.
  package static func namesWithClaims() throws -> [String] {
    try shipped.get().filter { !$0.value.claims.isEmpty }.keys.sorted()
  }

  private static let shipped = Result {
    let files = try ExperimentFile.readAll(folder: Repository.folder + "/experiments")
    return Dictionary(
      uniqueKeysWithValues: files.map { ($0.experiment.name, $0.presentation.report) })
  }

  private static let needPlacebo = [
    "seesaw-beyond-placebo", "placebo-seesaw", "seesaw-rate", "no-seesaw",
  ]
  private static let models = ["subject", "over", "separated", "pooled", "control"]

  /// The declaration without the models that the experiment lacks; nil where it then says nothing.
  private static func limited(_ claim: Declaration, to experiment: Experiment) -> Declaration? {
    let names = experiment.models.map(\.name)
    if needPlacebo.contains(claim.name), !experiment.models.contains(where: \.isPlacebo) {
      return nil
    }
    if claim.name == "task-differences", !experiment.correlations.contains(1) { return nil }
    if claim.name == "selector-or-separation",
      !GateSelector.allCases.allSatisfy(experiment.settings.map(\.selector).contains)
    {
      return nil
    }
    var limited = claim
    for key in models {
      switch claim.arguments[key] {
      case .text(let name): if !names.contains(name) { return nil }
      case .list(let list):
        let present = list.filter(names.contains)
        if present.isEmpty { return nil }
        limited.arguments[key] = .list(present)
      case nil: break
      }
    }
    return limited
  }
}

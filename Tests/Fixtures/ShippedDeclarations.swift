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
    guard let report = try shipped.get()[name]?.presentation.report else {
      return ReportDeclarations()
    }
    return ReportDeclarations(
      published: report.published, claims: report.claims.compactMap { limited($0, to: experiment) })
  }

  /// The experiment with this name; nil where the project has none.
  package static func experiment(_ name: String) throws -> Experiment? {
    try shipped.get()[name]?.experiment
  }

  /// The names of the experiments that declare claims.
  package static func namesWithClaims() throws -> [String] {
    try shipped.get().filter { !$0.value.presentation.report.claims.isEmpty }.keys.sorted()
  }

  private static let shipped = Result {
    let files = try ExperimentFile.readAll(folder: Repository.folder + "/experiments")
    return Dictionary(uniqueKeysWithValues: files.map { ($0.experiment.name, $0) })
  }

  private static let needPlacebo = ["controls-hold", "single-runs"]
  private static let needRetraining = [
    "controls-hold", "lasting-seesaw", "some-lasting-seesaw", "loser-pays-less",
  ]
  private static let models = ["subject", "over", "separated", "pooled", "control"]
  private static let settings = ["setting", "settings"]

  /// The declaration without the models and settings that the experiment lacks; nil where it then says nothing.
  private static func limited(_ claim: Declaration, to experiment: Experiment) -> Declaration? {
    if needPlacebo.contains(claim.name), !experiment.models.contains(where: \.isPlacebo) {
      return nil
    }
    if needRetraining.contains(claim.name),
      experiment.scales.contains(where: { $0.scale.trainings < 2 })
    {
      return nil
    }
    if claim.name == "task-differences", !experiment.correlations.contains(1) { return nil }
    if claim.name == "selector-or-separation",
      !GateSelector.allCases.allSatisfy(experiment.settings.map(\.selector).contains)
    {
      return nil
    }
    var limited = claim
    let present = [
      (models, experiment.models.map(\.name)), (settings, experiment.settings.map(\.name)),
    ]
    for (keys, names) in present {
      for key in keys {
        switch claim.arguments[key] {
        case .text(let name): if !names.contains(name) { return nil }
        case .list(let list):
          let present = list.filter(names.contains)
          if present.isEmpty { return nil }
          limited.arguments[key] = .list(present)
        case nil: break
        }
      }
    }
    return limited
  }
}

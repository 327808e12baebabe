// The tuned learning rates of a study, wherever they are: in the store, or in its results.
import Experiments
import Foundation
import Records

/// Learning rates, and where they are from.
struct TunedRates {
  let rates: [Variant: Double]
  /// The folder that they are from.
  let place: String

  /// Those of a study; nil where neither has them.
  ///
  /// - Parameters:
  ///   - results: the folder above the scales. Only results of this very study count.
  init?(of plan: Plan, in store: RunStore, orResults results: String) throws {
    if let rates = try plan.tunedRates(in: store), !rates.isEmpty || plan.tunedVariants.isEmpty {
      self.rates = rates
      place = store.folder
      return
    }
    let folder = "\(results)/\(plan.scaleName.rawValue)"
    let name = plan.experiment.name
    // Results of another version, or none, say nothing.
    guard let manifest = try? ResultsFolder(folder).readManifest(),
      manifest.experiments[name] == plan.experiment.asRun(at: plan.scaleName),
      let metrics = try? MetricRecord.read("\(folder)/\(name)/metrics.csv")
    else { return nil }
    rates =
      ExperimentRecords(
        metrics, plan: plan, presentation: Presentation(title: name, regenerates: name)
      ).learningRates
    place = "\(folder)/\(name)"
  }
}

// The chosen learning rates, as the records have them.

package import Experiments

extension ExperimentRecords {
  /// The learning rate of every tuned variant, from its rows in `metrics.csv`: with them the plan names the
  /// very runs that were made.
  package var learningRates: [Variant: Double] {
    var rates: [Variant: Double] = [:]
    for variant in plan.tunedVariants {
      let arm = Arm(variant)
      for correlation in sweep.correlations(of: arm) {
        for cell in sweep.cells where rates[variant] == nil {
          rates[variant] = sweep.run(arm, correlation, cell)?.first?.learningRate
        }
      }
    }
    return rates
  }
}

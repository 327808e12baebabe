// Errors of two models on the same data, as ratios.

package import Records
internal import RealModule

extension Sweep {
  /// ln of one model's test error over another's, of the first training on every draw, in the default setting; the
  /// same for MSE and NMSE, whose variances cancel.
  package func logRatios(_ model: String, over reference: String, task: Int) -> [Double] {
    guard let correlation = correlations(of: Arm(model: model)).first,
      let training = trainings.first
    else { return [] }
    func logErrors(_ model: String) -> DrawColumn {
      draws.map { draw in
        let rows = run(Arm(model: model), correlation, Cell(draw: draw, training: training))
        return rows?[task].mse.flatMap { $0 > 0 ? Double.log($0) : nil }
      }
    }
    return DrawColumn.difference(logErrors(model), logErrors(reference)).present
  }
}

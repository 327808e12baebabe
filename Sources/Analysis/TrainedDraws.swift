// The runs of an arm as the statistics of retraining take them: draw by draw, every training against every
// training of the single-task network.

package import Records
package import Statistics

extension Sweep {
  /// The trainings of an arm on a draw and those that its gains refer to; nil where one is missing or diverged.
  package func trained(_ arm: Arm, _ correlation: String, draw: String) -> TrainedDraw? {
    func whole(_ arm: Arm) -> [TrainedDraw.Training]? {
      let runs = self.trainings.enumerated().compactMap { index, training in
        run(arm, correlation, Cell(draw: draw, training: training)).map { (index, $0) }
      }
      let present = runs.compactMap { index, rows -> TrainedDraw.Training? in
        let errors = rows.compactMap { Metric.logExcess.value($0) }
        return errors.count == rows.count
          ? TrainedDraw.Training(cell: index, logErrors: errors) : nil
      }
      return present.isEmpty || present.count < runs.count ? nil : present
    }
    guard let own = whole(arm) else { return nil }
    let references = references(of: arm).map(whole)
    guard !references.isEmpty, references.allSatisfy({ $0 != nil }) else { return nil }
    return TrainedDraw(models: own, references: references.flatMap { $0 ?? [] })
  }

  /// A value of every draw, averaged over correlations; nil where it does not exist at one of them.
  package func drawColumn(
    _ arm: Arm, _ correlations: [String], _ value: (TrainedDraw) -> Double?
  ) -> DrawColumn {
    .mean(
      of: correlations.map { correlation in
        draws.map { trained(arm, correlation, draw: $0).flatMap(value) }
      })
  }

  /// ρ of every draw: how often a seesaw recurs the same way in other trainings minus how often reversed.
  package func recurrences(_ arm: Arm, _ correlations: [String]) -> DrawColumn {
    drawColumn(arm, correlations) { $0.recurrence(margin: Metric.margin) }
  }

  /// What the losing task of every draw gains, picked in one training and measured in another.
  package func loserGains(_ arm: Arm, _ correlations: [String]) -> DrawColumn {
    drawColumn(arm, correlations) { $0.loserGain() }
  }
}

// Of which runs there are learning curves. The others' are not measured either: the points of a curve take about a
// tenth of a run's time.
internal import Training

extension RunSpec {
  /// The same run with a learning curve; nil if it has one.
  var withCurve: RunSpec? {
    guard measurement.curvePointCount == 0 else { return nil }
    var watched = self
    watched.measurement.curvePointCount = LockStep.curvePointCount
    return watched
  }
}

extension Plan {
  /// Whether any run has a curve.
  package var hasSomeCurves: Bool { experiment.curveSettings.map { !$0.isEmpty } ?? true }

  /// Of how many draws, the first ones, runs have a curve.
  package var drawsWithCurves: Int { min(experiment.curveDraws ?? scale.draws, scale.draws) }

  /// Whether a run has one.
  ///
  /// - Parameters:
  ///   - setting: the name of its setting.
  ///   - draw: from 0.
  package func hasCurve(setting: String, draw: Int) -> Bool {
    (experiment.curveSettings?.contains(setting) ?? true) && draw < drawsWithCurves
  }

  /// Whether all have one.
  package var hasAllCurves: Bool {
    drawsWithCurves == scale.draws
      && variants.allSatisfy { experiment.curveSettings?.contains($0.setting.name) ?? true }
  }
}

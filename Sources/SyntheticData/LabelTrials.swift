// The labels' correlation at any p, over several data sets: the measurement of Figure 2 of MMoE (KDD 2018).

public import Formats
public import Randomness

extension CorrelatedTasksSpec {
  /// Pearson's correlation of the labels, mean over all pairs of tasks, on the first samples of every draw.
  ///
  /// Labels depend on x through the tasks' projections alone, whose distribution does not depend on the
  /// input width; so as few inputs are made as the tasks need. α and β are those of the draw at any width.
  /// - Throws: as ``validate(correlation:)``.
  public func labelPearson(
    correlation: Double, sampleCount: Int, draws: [RandomStream]
  ) throws(SpecError) -> [Double] {
    var narrow = self
    narrow.inputWidth = taskCount
    var values: [Double] = []
    for draw in draws {
      let source = try CorrelatedTasks(narrow, correlation: correlation, draw: draw)
      let batch = Batch(capacity: min(sampleCount, DataCard.checksumSamples), of: source)
      let moments = CoMoments(of: source, over: 0..<sampleCount, batch)
      if let value = DataCard.meanOverPairs(taskCount, { moments.correlation($0, $1) }),
        value.isFinite
      {
        values.append(value)
      }
    }
    return values
  }
}

import SyntheticData

/// Samples as arrays.
struct Samples: Equatable {
  var inputs: [Float] = []
  var labels: [Float] = []
  var masks: [Float] = []

  /// A range of a source, made in batches of `capacity`.
  init(_ source: any SampleSource, _ range: Range<Int>, capacity: Int? = nil) {
    let batch = Batch(capacity: capacity ?? range.count, of: source)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: batch.capacity) {
      source.fill(batch, with: start..<min(start + batch.capacity, range.upperBound))
      inputs += batch.inputs[..<(batch.count * source.stepCount * source.inputWidth)]
      labels += batch.labels[..<(batch.count * source.taskCount * source.labelCount)]
      masks += batch.masks[..<(batch.count * source.taskCount)]
    }
  }

  /// A task's labels, ordered by sample and step.
  func labels(of task: Int, _ source: any SampleSource) -> [Double] {
    let count = source.labelCount
    return stride(from: task * count, to: labels.count, by: source.taskCount * count).flatMap {
      labels[$0..<$0 + count].map(Double.init)
    }
  }
}

/// The mean.
func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// The population variance.
func variance(_ values: [Double]) -> Double {
  let center = mean(values)
  return mean(values.map { ($0 - center) * ($0 - center) })
}

/// Pearson's correlation.
func pearson(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  let (centerA, centerB) = (mean(a), mean(b))
  let product = mean(zip(a, b).map { ($0 - centerA) * ($1 - centerB) })
  return product / (variance(a) * variance(b)).squareRoot()
}

/// The median.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

// Samples for measurements of speed: the time that data take is left out.

/// Samples of another source's shape that stay as they are in their batch.
package struct StandingSamples: SampleSource {
  package let inputWidth: Int
  package let taskCount: Int
  package let stepCount: Int
  package let labelCount: Int

  package init(_ source: any SampleSource) {
    inputWidth = source.inputWidth
    taskCount = source.taskCount
    stepCount = source.stepCount
    labelCount = source.labelCount
  }

  package func fill(_ batch: Batch, with samples: Range<Int>) { batch.count = samples.count }
}

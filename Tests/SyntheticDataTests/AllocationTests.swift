// Refilling a batch allocates no memory.
#if canImport(AllocationCounter)
  import AllocationCounter
  import Randomness
  import SyntheticData
  import Testing

  @Suite struct AllocationTests {
    private static let draw = RandomStream(seed: 4)

    /// Sequences too long for buffers on the stack.
    private static let sources: [any SampleSource] = [
      try! CorrelatedTasks(CorrelatedTasksSpec(inputWidth: 600), correlation: 0.5, draw: draw),
      try! SequentialModes(SequentialModesSpec(inputWidth: 10), draw: draw),
      try! CorrelatedSequences(
        CorrelatedSequencesSpec(
          tasks: CorrelatedTasksSpec(inputWidth: 10),
          sequence: SequenceSpec(stepCount: 300, labelCount: 300, stepsAhead: 0)),
        correlation: 0.5, draw: draw),
    ]

    @Test(arguments: sources.indices)
    func refillingABatchAllocatesNothing(_ index: Int) {
      let source = Self.sources[index]
      let batch = Batch(capacity: 8, of: source)
      source.fill(batch, with: 0..<8)
      let before = allocation_count()
      for step in 1..<20 { source.fill(batch, with: step * 8..<step * 8 + 8) }
      #expect(allocation_count() == before)
      #expect(batch.labels.contains { $0 != 0 })
    }
  }
#endif

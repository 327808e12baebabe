// A training step allocates no memory.
#if canImport(AllocationCounter)
  import AllocationCounter
  import LinearAlgebra
  import ModelZoo
  import Testing

  @Suite struct AllocationTests {
    /// The number of allocations of `work` on this thread.
    private func allocations(during work: () -> Void) -> Int {
      let before = allocation_count()
      work()
      return allocation_count() - before
    }

    /// Tests the counter with arrays, classes and raw memory.
    @Test func theCounterCountsAllocations() {
      var total = 0
      let arrays = allocations {
        for i in 0..<100 { total += Array(repeating: i, count: 100 + i % 3).reduce(0, +) }
      }
      #expect(arrays >= 100 && total > 0)
      let buffers = allocations {
        for i in 0..<100 { total += FloatBuffer(count: 1000 + i).count }
      }
      #expect(buffers >= 200, "an object and its floats")
      #expect(allocations { total += 1 } == 0)
    }

    /// OpenBLAS's AVX-512 kernels for small products may allocate memory; the kernels of the study
    /// do not.
    private static let kernelsAllocateNothing = ["Haswell", "Zen"].contains(
      BLASLibrary.loaded().core)

    /// Counts after one step, in which libraries may allocate memory that they keep.
    @Test(
      .enabled(if: kernelsAllocateNothing, "OPENBLAS_CORETYPE is not Haswell"),
      arguments: Specimen.all)
    func aHundredStepsAllocateNothing(_ specimen: Specimen) throws {
      let trial = try Trial(specimen.spec, count: 8, awayFromKinks: false)
      let (model, x) = (trial.model, trial.x)
      func step(_ count: Int) {
        model.forward(x.base, count: count)
        for task in 0..<model.spec.taskCount {
          let prediction = model.predictions(task: task, count: count)
          let gradient = model.predictionGradient(task: task, count: count)
          for i in 0..<count {
            for s in 0..<gradient.columns { gradient.row(i)[s] = prediction.row(i)[s] - 1 }
          }
        }
        model.backward(x.base, count: count)
      }
      step(8)
      let found = withExtendedLifetime(x) { allocations { for i in 0..<100 { step(8 - i % 2) } } }
      #expect(found == 0, "in 100 steps")
    }
  }
#endif

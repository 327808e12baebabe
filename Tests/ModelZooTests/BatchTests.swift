// A sample's output depends neither on its batch, nor on its row, nor on earlier batches.
import LinearAlgebra
import ModelZoo
import Testing

@Suite struct BatchTests {
  /// Detects batch normalisation in a gate and dropped dimensions at a batch of one. Only the
  /// products' order of summation may depend on the batch's shape.
  @Test(arguments: Specimen.all)
  func anOutputDependsNeitherOnItsBatchNorOnItsRow(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 33, awayFromKinks: false)
    let width = trial.inputsPerSample
    trial.forward()
    let together = trial.predictions()
    let size = rootMeanSquare(together.flatMap { $0 })
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 2e-6 * max(size, abs(a)) }
    for i in 0..<trial.count {
      trial.model.forward(trial.x.base + i * width, count: 1)
      let alone = Trial.predictions(of: trial.model, count: 1)
      for task in alone.indices {
        for (s, prediction) in alone[task].enumerated() {
          let expected = together[task][i * alone[task].count + s]
          #expect(close(prediction, expected), "sample \(i), task \(task + 1), label \(s + 1)")
        }
      }
    }
    let backwards = FloatBuffer(count: trial.x.count)
    for i in 0..<trial.count {
      let target = backwards.slice((trial.count - 1 - i) * width..<(trial.count - i) * width)
      for j in 0..<width { target[j] = trial.x.base[i * width + j] }
    }
    withExtendedLifetime(backwards) { trial.model.forward(backwards.base, count: trial.count) }
    let labels = specimen.spec.labelsPerTask
    for (task, row) in Trial.predictions(of: trial.model, count: trial.count).enumerated() {
      for (index, prediction) in row.enumerated() {
        let sample = trial.count - 1 - index / labels
        #expect(close(prediction, together[task][sample * labels + index % labels]))
      }
    }
  }

  /// A partial batch in a larger model, after a full batch of NaN, gives the same bits as in a new
  /// model of exactly that size.
  @Test(arguments: Specimen.all)
  func aPartialBatchIsBitIdenticalToAFullOne(_ specimen: Specimen) throws {
    let small = try Trial(specimen.spec, count: 5, awayFromKinks: false)
    let large = try Trial(specimen.spec, count: 5, batchCapacity: 33, awayFromKinks: false)
    let noise = FloatBuffer(count: 33 * small.inputsPerSample)
    noise.all.update(repeating: .nan)
    large.model.forward(noise.base, count: 33)
    Trial.write({ _, _ in .nan }, to: large.model, count: 33)
    withExtendedLifetime(noise) { large.model.backward(noise.base, count: 33) }
    #expect(large.model.gradients.all.allSatisfy { !$0.isFinite || $0 == 0 })
    for trial in [small, large] {
      trial.forward()
      trial.backward { task, i in Double(i) - 1.5 + Double(task) }
    }
    #expect(small.predictions() == large.predictions())
    #expect(small.gradients == large.gradients)
    #expect(small.gradients.allSatisfy { $0.isFinite })
  }

  /// A full batch after a partial one: contents of other rows have no effect.
  @Test(arguments: Specimen.all)
  func aFullBatchAfterAPartialOneIsBitIdenticalToTheFirst(_ specimen: Specimen) throws {
    let (fresh, used) = (
      try Trial(specimen.spec, count: 17, awayFromKinks: false),
      try Trial(specimen.spec, count: 17, awayFromKinks: false)
    )
    used.model.forward(used.x.base, count: 6)
    Trial.write({ _, _ in 3 }, to: used.model, count: 6)
    used.model.backward(used.x.base, count: 6)
    for trial in [fresh, used] {
      trial.forward()
      trial.backward { task, i in Double(i) - 1.5 + Double(task) }
    }
    #expect(fresh.predictions() == used.predictions())
    #expect(fresh.gradients == used.gradients)
  }

  /// The gradient of a batch is the sum of its samples' gradients.
  @Test(arguments: Specimen.all)
  func theGradientOfABatchIsTheSumOverItsSamples(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 6)
    let width = trial.inputsPerSample
    trial.forward()
    trial.backward { task, i in Double(i) - 2 + Double(task) }
    let together = trial.gradients
    var sum = [Double](repeating: 0, count: together.count)
    for i in 0..<trial.count {
      trial.model.forward(trial.x.base + i * width, count: 1)
      let labels = specimen.spec.labelsPerTask
      Trial.write(
        { task, s in Double(i * labels + s) - 2 + Double(task) }, to: trial.model, count: 1)
      trial.model.backward(trial.x.base + i * width, count: 1)
      for (j, entry) in trial.gradients.enumerated() { sum[j] += entry }
    }
    for slice in trial.model.table {
      let size = max(rootMeanSquare(together[slice.range]), 1e-3 * rootMeanSquare(together))
      for j in slice.range {
        #expect(abs(together[j] - sum[j]) <= 1e-5 * max(size, abs(sum[j])), "\(slice.name)")
      }
    }
  }

  @Test func aSecondBackwardPassStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let trial = try Trial(Specimen.all[0].spec, count: 2, awayFromKinks: false)
      trial.forward()
      trial.backward { _, _ in 1 }
      trial.backward { _, _ in 1 }
    }
  }

  @Test func aBatchBeyondTheCapacityStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let spec = ModelSpec(
        kind: .sharedBottom, inputWidth: 2, taskCount: 1, levelWidths: [[3]], towerWidths: [])
      let model = try Model(spec, batchCapacity: 2)
      let x = FloatBuffer(count: 6)
      model.forward(x.base, count: 3)
    }
  }
}

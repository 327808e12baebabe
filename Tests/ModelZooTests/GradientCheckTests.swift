// Tests of the gradient check, which must detect wrong gradients.
import ModelZoo
import Randomness
import Testing

@Suite struct GradientCheckTests {
  private static let specimen = Specimen(
    spec: ModelSpec(
      kind: .ple, inputWidth: 5, taskCount: 2, levelWidths: [[6], [4]], towerWidths: [3],
      taskExpertCounts: [1, 2], sharedExpertCount: 1))

  /// The parts that the check reports for a changed gradient.
  private func faults(_ change: (Trial, inout [Double]) -> Void) throws -> [String] {
    let trial = try Trial(Self.specimen.spec)
    let loss = MaskedSquaredError(taskCount: 2, count: trial.count)
    trial.forward()
    let predictions = trial.predictions()
    trial.backward { loss.derivative(predictions, task: $0, prediction: $1) }
    var gradient = trial.gradients
    change(trial, &gradient)
    var check = GradientCheck()
    try check.run(gradient, of: trial, loss)
    return check.mismatches.map(\.part)
  }

  @Test func theRightGradientPasses() throws {
    #expect(try faults { _, _ in } == [])
  }

  @Test func everySliceScaledByOnePercentIsDetected() throws {
    for slice in try Trial(Self.specimen.spec).model.table {
      let found = try faults { _, gradient in for i in slice.range { gradient[i] *= 1.01 } }
      #expect(found.contains(slice.name), "\(slice.name)")
      #expect(found.allSatisfy { [slice.name, "all parameters"].contains($0) })
    }
  }

  @Test func oneShiftedEntryIsDetected() throws {
    let found = try faults { trial, gradient in
      guard let slice = trial.model.table.first(where: { $0.shape.count == 2 }) else { return }
      gradient[slice.range.lowerBound + 2] += 0.01 * rootMeanSquare(gradient[slice.range])
    }
    #expect(found.contains("level1.expert01.layer1.weight"))
    #expect(found.filter { $0 != "all parameters" }.count == 1)
  }

  @Test func swappedSlicesAreDetected() throws {
    let found = try faults { trial, gradient in
      let parts = trial.model.table.filter {
        $0.name.hasPrefix("level1.expert0") && $0.name.hasSuffix("weight")
      }
      for (i, j) in zip(parts[0].range, parts[1].range) { gradient.swapAt(i, j) }
    }
    #expect(found.contains("level1.expert01.layer1.weight"))
    #expect(found.contains("level1.expert02.layer1.weight"))
  }

  @Test func aNaNEntryIsDetected() throws {
    #expect(try faults { _, gradient in gradient[0] = .nan }.count == 2)
  }

  @Test func aMissingTaskIsDetected() throws {
    #expect(
      try faults { trial, gradient in
        for slice in trial.model.table where slice.name.hasPrefix("tower2") {
          for i in slice.range { gradient[i] = 0 }
        }
      }.contains("tower2.output.weight"))
  }

  @Test func aLengthMismatchIsAnError() throws {
    #expect(throws: GradientCheck.LengthMismatch.self) {
      _ = try faults { _, gradient in gradient.removeLast() }
    }
    #expect(throws: GradientCheck.LengthMismatch.self) {
      _ = try faults { _, gradient in gradient.append(0) }
    }
  }

  @Test func partsThatAreNotTheWholeAreAnError() throws {
    let stream = RandomStream(seed: 3)
    for parts in [[0..<1], [0..<2, 1..<3], [1..<3], [0..<1, 2..<3], [0..<3, 3..<4]] {
      #expect(throws: GradientCheck.LengthMismatch.self) {
        var check = GradientCheck()
        try check.run(
          [0, 0, 0], at: [1, 2, 3], parts: parts.map { ("\($0)", $0) },
          normals: { stream.normals($0, row: $1) },
          loss: { _ in GradientCheck.LossValue(loss: 0, sides: []) })
      }
    }
  }

  /// L = |θ| near 0, where the finite difference is meaningless and skipped.
  @Test func aKinkIsLeftOutAndCounted() throws {
    let stream = RandomStream(seed: 3)
    func kinked(at parameter: Double) throws -> GradientCheck {
      var check = GradientCheck()
      try check.run(
        [1], at: [parameter], parts: [("θ", 0..<1)], normals: { stream.normals($0, row: $1) },
        loss: { GradientCheck.LossValue(loss: abs($0[0]), sides: [$0[0] > 0]) })
      return check
    }
    let near = try kinked(at: 1e-9)
    #expect(near.kinked == 8 && near.compared == 0)
    let far = try kinked(at: 1)
    #expect(far.kinked == 0 && far.compared == 8 && far.mismatches.isEmpty)
  }
}

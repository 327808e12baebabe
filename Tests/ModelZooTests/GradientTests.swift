// The gradient of a joint, masked loss against differences of the oracle's loss in Double.
import ModelZoo
import Testing

@Suite struct GradientTests {
  @Test(arguments: Specimen.all)
  func gradientsAreTheOraclesDifferences(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 7)
    let loss = MaskedSquaredError(specimen.spec, count: trial.count)
    trial.forward()
    let predictions = trial.predictions()
    trial.backward { loss.derivative(predictions, task: $0, prediction: $1) }
    var check = GradientCheck()
    try check.run(trial.gradients, of: trial, loss)
    #expect(check.mismatches.isEmpty)
    #expect(check.compared >= 4 * trial.model.table.count)
    #expect(check.kinked * 50 <= check.compared, "\(check.kinked) of \(check.compared) at a kink")
  }

  @Test(arguments: Specimen.all)
  func aBatchOfOneHasTheOraclesGradient(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 1, batchCapacity: 5, seed: 4)
    let loss = MaskedSquaredError(specimen.spec, count: 1)
    trial.forward()
    let predictions = trial.predictions()
    trial.backward { loss.derivative(predictions, task: $0, prediction: $1) }
    var check = GradientCheck()
    check.directionCount = 2
    try check.run(trial.gradients, of: trial, loss)
    #expect(check.mismatches.isEmpty)
    #expect(check.kinked * 50 <= check.compared, "\(check.kinked) of \(check.compared) at a kink")
  }
}

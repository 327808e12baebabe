import LinearAlgebra
import Testing
import Training

/// θ after each step of algorithm 1 as printed by Kingma and Ba, in Double.
private func printedAdam(_ start: Double, gradients: [Double], learningRate: Double) -> [Double] {
  var theta = start
  var m = 0.0
  var v = 0.0
  var firstPower = 1.0
  var secondPower = 1.0
  return gradients.map { g in
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    firstPower *= 0.9
    secondPower *= 0.999
    theta -= learningRate * (m / (1 - firstPower)) / ((v / (1 - secondPower)).squareRoot() + 1e-8)
    return theta
  }
}

@Test func adamFollowsItsPrintedAlgorithm() {
  let gradients = [0.5, -0.25, 3, 0, -1e-3, 0.7]
  let expected = printedAdam(1, gradients: gradients, learningRate: 0.01)
  let parameters = FloatBuffer(count: 3)
  let slopes = FloatBuffer(count: 3)
  parameters.base[1] = 1
  let optimiser = Adam(count: 3, learningRate: 0.01)
  for (gradient, theta) in zip(gradients, expected) {
    slopes.base[1] = Float(gradient)
    optimiser.step(parameters, gradients: slopes)
    #expect(abs(Double(parameters.base[1]) - theta) < 2e-7)
  }
  // Parameters without a gradient do not change.
  #expect(parameters.base[0] == 0 && parameters.base[2] == 0)
}

@Test func theFirstAdamStepIsTheLearningRateForAnyGradient() {
  for gradient: Float in [1e-4, 1, 1e4] {
    let parameters = FloatBuffer(count: 1)
    let slopes = FloatBuffer(count: 1)
    slopes.base[0] = gradient
    Adam(count: 1, learningRate: 0.1).step(parameters, gradients: slopes)
    #expect(abs(parameters.base[0] + 0.1) < 2e-5)
  }
}

// Predictions, gate weights and fusions of every model against the oracle's.
import LinearAlgebra
import ModelZoo
import Testing

/// |value − expected| relative to the size of all expected values.
private func largestError(_ values: [Double], _ expected: [Double]) -> Double {
  guard values.count == expected.count else { return .infinity }
  let size = max(rootMeanSquare(expected), 1e-3)
  return zip(values, expected).reduce(0) { largest, pair in
    let error = abs(pair.0 - pair.1) / max(abs(pair.1), size)
    return error.isNaN ? .infinity : max(largest, error)
  }
}

@Suite struct PredictionTests {
  @Test(arguments: Specimen.all)
  func predictionsAreTheOracles(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 9)
    trial.forward()
    let parameters = trial.parameters
    let evaluations = try (0..<trial.count).map {
      try trial.oracle.evaluate(parameters, at: trial.input($0))
    }
    for (task, predictions) in trial.predictions().enumerated() {
      let expected = evaluations.flatMap { $0.predictions[task] }
      #expect(largestError(predictions, expected) < 3e-5, "task \(task + 1)")
      #expect(Set(expected).count > 1, "the predictions depend on the input")
    }
  }

  @Test(arguments: Specimen.all)
  func gateWeightsAndFusionsAreTheOracles(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 9)
    trial.forward()
    let parameters = trial.parameters
    let evaluations = try (0..<trial.count).map {
      try trial.oracle.evaluate(parameters, at: trial.input($0))
    }
    let names = trial.model.gates.map { "level\($0.level).\($0.name)" }
    #expect(Set(names) == Set(evaluations[0].gateWeights.keys), "gates of two experts or more")
    #expect(names.count == Set(names).count, "no two gates have one name")
    for (gate, name) in names.enumerated() {
      let weights = trial.weights(gate: gate)
      let fusion = trial.model.fusion(gate: gate, count: trial.count)
      for (i, evaluation) in evaluations.enumerated() {
        let mixed = stride(from: i, to: fusion.rows, by: trial.count).flatMap { row in
          (0..<fusion.columns).map { Double(fusion.row(row)[$0]) }
        }
        #expect(largestError(weights[i], evaluation.gateWeights[name] ?? []) < 3e-5, "\(name)")
        #expect(largestError(mixed, evaluation.fusions[name] ?? []) < 3e-5, "\(name)")
      }
    }
  }

  /// Detects parameters that no equation has, and missing parameters.
  @Test(arguments: Specimen.all)
  func theParametersAreThoseOfTheEquations(_ specimen: Specimen) throws {
    let trial = try Trial(specimen.spec, count: 1)
    let read = try trial.oracle.evaluate(trial.parameters, at: trial.input(0)).parametersRead
    #expect(read == Set(trial.model.table.map(\.name)))
  }
}

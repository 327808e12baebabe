// Initial parameters.
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

@Suite struct InitialisationTests {
  private func initialised(_ spec: ModelSpec, seed: UInt64 = 1) throws -> Model {
    let model = try Model(spec, batchCapacity: 1)
    model.initialise(from: RandomStream(seed: seed))
    return model
  }

  /// Some public implementations seed all experts and towers equally, so that all experts of a
  /// level are equal.
  @Test(arguments: Specimen.all)
  func noTwoLayersStartEqual(_ specimen: Specimen) throws {
    let model = try initialised(specimen.spec)
    let layers = model.table.filter { !$0.isBias && $0.range.count >= 3 }
    // Scaled by the largest weight, so that different limits do not hide equality.
    let shapes = layers.map { slice in
      let values = model.parameters.slice(slice.range)
      let largest = values.reduce(0) { max($0, abs($1)) }
      return values.prefix(3).map { ($0 / largest * 1000).rounded() }
    }
    #expect(Set(shapes).count == layers.count)
  }

  /// With constant initialisation all units of an expert would be equal.
  @Test(arguments: Specimen.all)
  func noTwoUnitsOfALayerStartEqual(_ specimen: Specimen) throws {
    let model = try initialised(specimen.spec)
    for slice in model.table where !slice.isBias {
      let columns = slice.shape[1]
      let values = Array(model.parameters.slice(slice.range))
      let rows = (0..<slice.shape[0]).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
      #expect(Set(rows).count == rows.count, "\(slice.name)")
      #expect(Set(values).count > values.count * 9 / 10, "\(slice.name)")
    }
  }

  @Test(arguments: Specimen.all)
  func weightsFillGlorotsRangeAndBiasesAreZeroExceptForForgetGates(_ specimen: Specimen) throws {
    let model = try initialised(specimen.spec)
    for slice in model.table {
      let values = model.parameters.slice(slice.range)
      let isRecurrent = slice.gateCount == 4
      #expect(
        isRecurrent
          == (specimen.spec.layers == .lstm && slice.name.contains(".layer")), "\(slice.name)")
      if slice.isBias {
        let width = values.count / 4
        for (unit, value) in values.enumerated() {
          #expect(value == (isRecurrent && unit / width == 1 ? 1 : 0), "\(slice.name)")
        }
      } else {
        // Each gate counts separately: H outputs of D or H inputs.
        let outputs = isRecurrent ? slice.shape[0] / 4 : slice.shape[0]
        let limit = (6 / Float(outputs + slice.shape[1])).squareRoot()
        #expect(values.allSatisfy { abs($0) <= limit }, "\(slice.name)")
        // Over many weights it is limit/√3 = 0.58 limit.
        guard values.count >= 20 else { continue }
        #expect(
          rootMeanSquare(values.map(Double.init)) > Double(limit) * 0.35, "\(slice.name)")
      }
    }
  }

  /// Over many weights: mean 0 and variance limit²/3.
  @Test func aWideLayerHasGlorotsVariance() throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 200, taskCount: 1, levelWidths: [[300]], towerWidths: [])
    let model = try initialised(spec)
    let weights = try #require(model["bottom.layer1.weight"]).map(Double.init)
    let mean = weights.reduce(0, +) / Double(weights.count)
    let variance = 2.0 / (200 + 300)
    // Standard errors: √(variance / 60000), and √(.8 / 60000) of the variance.
    #expect(abs(mean) < 5 * (variance / 60000).squareRoot())
    #expect(abs(rootMeanSquare(weights) * rootMeanSquare(weights) / variance - 1) < 0.02)
  }

  @Test(arguments: Specimen.all)
  func theSeedDecidesEverything(_ specimen: Specimen) throws {
    let model = try initialised(specimen.spec)
    let again = try initialised(specimen.spec)
    let other = try initialised(specimen.spec, seed: 2)
    #expect(Array(model.parameters.all) == Array(again.parameters.all))
    again.parameters.all.update(repeating: 5)
    again.initialise(from: RandomStream(seed: 1))
    #expect(Array(model.parameters.all) == Array(again.parameters.all), "nothing is left over")
    for slice in model.table where !slice.isBias {
      #expect(
        Array(model.parameters.slice(slice.range)) != Array(other.parameters.slice(slice.range)))
    }
  }

  /// Streams are named, so another expert or model does not change a layer of the same name.
  @Test func anAdditionalExpertDoesNotChangeOthers() throws {
    func spec(_ kind: ModelKind, experts: Int) -> ModelSpec {
      ModelSpec(
        kind: kind, inputWidth: 5, taskCount: 2, levelWidths: [[4]], towerWidths: [3],
        sharedExpertCount: experts)
    }
    let three = try initialised(spec(.mmoe, experts: 3))
    let models = try [initialised(spec(.mmoe, experts: 4)), initialised(spec(.omoe, experts: 3))]
    let names = three.table.map(\.name).filter { !$0.contains("gate") }
    #expect(names.count == 3 * 2 + 2 * 4)
    for name in names {
      let expected = try #require(three[name])
      for model in models { #expect(try Array(#require(model[name])) == Array(expected)) }
    }
  }
}

// The size of a model that was never built against that of the built one.
import ModelZoo
import Testing

struct ModelSizeTests {
  @Test(arguments: Specimen.all + Specimen.singleSteps)
  func theSizeIsThatOfTheBuiltModel(_ specimen: Specimen) throws {
    for batchCapacity in [1, 7, 32] {
      let size = try ModelSize(specimen.spec, batchCapacity: batchCapacity)
      let model = try Model(specimen.spec, batchCapacity: batchCapacity)
      #expect(size.parameterCount == model.parameterCount)
      #expect(size.flopsPerSample == model.flopsPerSample)
      #expect(size.byteCount == model.byteCount)
      #expect(size.weighedExpertCount == model.gates.reduce(0) { $0 + $1.experts.count })
    }
  }

  /// A model of 17 TB is measured, not built.
  @Test func aModelThatFitsNoMachineHasASize() throws {
    let spec = ModelSpec(
      kind: .singleTask, inputWidth: 65_536, taskCount: 64, levelWidths: [],
      towerWidths: Array(repeating: 65_536, count: 4))
    let size = try ModelSize(spec, batchCapacity: 65_536)
    #expect(size.parameterCount == 64 * (4 * 65_536 * 65_537 + 65_537))
    #expect(size.byteCount > 8 * size.parameterCount)
  }
}

// The shapes are those of the papers.
import Benchmarks
import LinearAlgebra
import ModelZoo
import Testing

private func flops(_ shape: BenchmarkShape, _ kind: ModelKind) throws -> Int {
  try Model(shape.spec(kind), batchCapacity: 1).flopsPerSample
}

@Suite struct ShapeTests {
  @Test(arguments: BenchmarkShape.allCases)
  func everyModelOfTheZooExistsAtEveryShape(_ shape: BenchmarkShape) throws {
    for definition in ModelDefinition.all {
      let spec = shape.spec(definition.kind)
      try spec.validate()
      #expect(spec.kind == definition.kind && spec.inputWidth == shape.inputWidth)
    }
  }

  @Test func aReplicateTrainsSingleTaskTwiceAndEveryModelOfTheStudyOnce() {
    let kinds = BenchmarkShape.replicate
    #expect(kinds.count == 7 && kinds.filter { $0 == .singleTask }.count == 2)
    #expect(Set(kinds) == Set(ModelKind.allCases).subtracting([.omoe, .multiHead]))
  }

  /// First layers: three experts of 256 on 512 inputs and, in MMoE, gates of 2·3.
  @Test func operationsAtThePapersShape() throws {
    let experts = 4 * 512 * 768
    let tower = 6 * (256 * 128 + 128 * 64 + 64)
    #expect(try flops(.paper, .sharedBottom) == 4 * 512 * 256 + 2 * tower)
    #expect(try flops(.paper, .mmoe) == experts + 4 * 512 * 6 + 2 * tower)
    #expect(try flops(.paper, .cgc) == experts + 4 * 512 * 4 + 2 * tower)
    // Upper experts of 128 on 256, task gates over two; below also a shared gate over three.
    let upper = 6 * (3 * 256 * 128 + 2 * 2 * 256)
    #expect(
      try flops(.paper, .ple) == experts + 4 * 512 * 7 + upper + 2 * 6 * (128 * 64 + 64))
  }

  /// MMoE section 3.3: 8 experts of 16, two gates over them, two towers of 8.
  @Test func operationsAtMMoEsShape() throws {
    #expect(try flops(.mmoe, .mmoe) == 4 * 100 * (128 + 16) + 2 * 6 * (16 * 8 + 8))
  }
}

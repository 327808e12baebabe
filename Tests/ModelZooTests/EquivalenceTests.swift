// Models that are special cases of one another have equal outputs.
import LinearAlgebra
import ModelZoo
import Testing

@Suite struct EquivalenceTests {
  /// Runs both models on one batch with the same parameters, with names of `second` mapped by
  /// `names`, and expects bit-identical predictions and gradients.
  private func expectEqual(
    _ first: ModelSpec, _ second: ModelSpec, named names: (String) -> String = { $0 },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let one = try Trial(first, count: 9, awayFromKinks: false)
    let other = try Trial(second, count: 9, awayFromKinks: false)
    try #require(
      other.model.table.map { names($0.name) }.sorted() == one.model.table.map(\.name).sorted(),
      sourceLocation: sourceLocation)
    for slice in other.model.table {
      let source = try #require(one.model[names(slice.name)], sourceLocation: sourceLocation)
      try #require(source.count == slice.range.count, sourceLocation: sourceLocation)
      for (i, value) in zip(slice.range, source) { other.model.parameters.base[i] = value }
    }
    for trial in [one, other] {
      trial.forward()
      trial.backward { task, i in Double(i) / 4 - 1 + Double(task) }
    }
    #expect(one.predictions() == other.predictions(), sourceLocation: sourceLocation)
    for slice in other.model.table {
      let source = try #require(one.model.table.first { $0.name == names(slice.name) })
      #expect(
        Array(one.model.gradients.slice(source.range))
          == Array(other.model.gradients.slice(slice.range)),
        "\(slice.name)", sourceLocation: sourceLocation)
    }
  }

  private func changed(
    _ spec: ModelSpec, _ change: (inout ModelSpec) -> Void
  ) -> ModelSpec {
    var spec = spec
    change(&spec)
    return spec
  }

  @Test(arguments: Specimen.all(.cgc))
  func cgcIsPLEWithOneLevel(_ specimen: Specimen) throws {
    try expectEqual(specimen.spec, changed(specimen.spec) { $0.kind = .ple })
  }

  @Test(arguments: Specimen.all(.mmoe))
  func mmoeIsMLMMoEWithOneLevel(_ specimen: Specimen) throws {
    try expectEqual(specimen.spec, changed(specimen.spec) { $0.kind = .mlMMoE })
  }

  @Test(arguments: Specimen.all(.mmoe))
  func mmoeIsCGCWithoutTaskExperts(_ specimen: Specimen) throws {
    try expectEqual(
      specimen.spec,
      changed(specimen.spec) {
        $0.kind = .cgc
        $0.taskExpertCounts = Array(repeating: 0, count: $0.taskCount)
      })
  }

  @Test func oneGateForOneTaskIsMMoE() throws {
    let spec = ModelSpec(
      kind: .omoe, inputWidth: 7, taskCount: 1, levelWidths: [[9]], towerWidths: [4],
      sharedExpertCount: 3)
    try expectEqual(spec, changed(spec) { $0.kind = .mmoe }) {
      $0.replacing("gate.task1", with: "gate.all")
    }
  }

  @Test func oneExpertIsASharedBottom() throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 7, taskCount: 3, levelWidths: [[9, 5]], towerWidths: [4])
    let one = changed(spec) { $0.sharedExpertCount = 1 }
    for kind in [ModelKind.omoe, .mmoe, .mlMMoE] {
      try expectEqual(spec, changed(one) { $0.kind = kind }) {
        $0.replacing("level1.expert01", with: "bottom")
      }
    }
  }

  @Test(arguments: Specimen.all(.multiHead))
  func multiHeadIsASharedBottomWithoutTowers(_ specimen: Specimen) throws {
    try expectEqual(specimen.spec, changed(specimen.spec) { $0.kind = .sharedBottom }) {
      $0.replacing("bottom.", with: "trunk.").replacing("tower", with: "head")
        .replacing(".output.", with: ".")
    }
  }

  /// A bottom with a single expert above it equals a bottom of two layers, for every kind of layer.
  @Test(arguments: LayerKind.allCases)
  func aBottomUnderOneExpertIsALowerLayer(_ layers: LayerKind) throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 3, taskCount: 2, levelWidths: [[6, 5]], towerWidths: [4],
      stepCount: 4, labelCount: 2, layers: layers)
    for kind in [ModelKind.omoe, .mmoe, .mlMMoE] {
      let bottomed = changed(spec) {
        ($0.kind, $0.levelWidths, $0.bottomWidths) = (kind, [[5]], [6])
        $0.sharedExpertCount = 1
      }
      try expectEqual(spec, bottomed) {
        $0.replacing("level1.expert01.layer1", with: "bottom.layer2")
      }
    }
  }

  /// Explicit defaults give the same model as nil.
  @Test func nilMeansOneStepOfDenseLayers() throws {
    let spec = ModelSpec(
      kind: .ple, inputWidth: 7, taskCount: 2, levelWidths: [[9], [5]], towerWidths: [4],
      taskExpertCounts: [1, 1], sharedExpertCount: 1)
    try expectEqual(
      spec,
      changed(spec) { ($0.stepCount, $0.labelCount, $0.layers) = (1, 1, .dense) })
  }

  /// Without shared experts, CGC and PLE are a network per task.
  @Test func extractionWithoutSharedExpertsIsSingleTask() throws {
    let single = ModelSpec(
      kind: .singleTask, inputWidth: 7, taskCount: 2, levelWidths: [], towerWidths: [9, 5, 4])
    let ple = ModelSpec(
      kind: .ple, inputWidth: 7, taskCount: 2, levelWidths: [[9], [5]], towerWidths: [4],
      taskExpertCounts: [1, 1])
    try expectEqual(single, ple) { name in
      // level2.expert01.layer1 is tower1.layer2, and tower1.layer1 is tower1.layer3.
      if name.hasPrefix("level") {
        let words = name.split(separator: ".")
        return "tower\(words[1].suffix(1)).layer\(words[0].suffix(1)).\(words[3])"
      }
      return name.replacing(".layer1", with: ".layer3")
    }
  }
}

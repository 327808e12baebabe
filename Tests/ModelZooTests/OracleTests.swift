// The oracle against results computed by hand.
import LinearAlgebra
import ModelZoo
import Testing

@Suite struct OracleTests {
  /// One input and one unit everywhere: expert e doubles, triples, … its input.
  private func evaluate(
    _ spec: ModelSpec, at x: Double, _ set: [String: [Float]]
  ) throws -> (evaluation: Evaluation, unset: [String]) {
    let model = try Model(spec, batchCapacity: 1)
    for (name, values) in set {
      let slice = try #require(model[name], "\(name)")
      try #require(slice.count == values.count, "\(name)")
      for (i, value) in values.enumerated() { slice[i] = value }
    }
    let oracle = Oracle(spec, table: model.table)
    return (
      try oracle.evaluate(model.parameters.all.map(Double.init), at: [x]),
      model.table.map(\.name).filter { set[$0] == nil }
    )
  }

  @Test func cgcByHand() throws {
    let spec = ModelSpec(
      kind: .cgc, inputWidth: 1, taskCount: 2, levelWidths: [[1]], towerWidths: [],
      taskExpertCounts: [1, 1], sharedExpertCount: 1)
    // x = 2: experts max(0, 2·2 + 1) = 5, max(0, −2·2 + 1) = 0, max(0, 3·2) = 6.
    // Task 1: logits (ln 3, 0), weights (¾, ¼): ¾·5 + ¼·6 = 5.25; tower 2·5.25 − 1 = 9.5.
    // Task 2: logits (½·2·ln 2, 0) = (ln 2, 0), weights (⅔, ⅓): ⅔·0 + ⅓·6 = 2; tower 10·2 = 20.
    let (found, unset) = try evaluate(
      spec, at: 2,
      [
        "level1.expert01.layer1.weight": [2], "level1.expert01.layer1.bias": [1],
        "level1.expert02.layer1.weight": [-2], "level1.expert02.layer1.bias": [1],
        "level1.expert03.layer1.weight": [3],
        "level1.gate.task1.bias": [1.0986123, 0],
        "level1.gate.task2.weight": [0.34657359, 0],
        "tower1.output.weight": [2], "tower1.output.bias": [-1], "tower2.output.weight": [10],
      ])
    #expect(abs(found.predictions[0][0] - 9.5) < 1e-6)
    #expect(abs(found.predictions[1][0] - 20) < 1e-5)
    #expect(found.open == [true, true, false])
    #expect(found.margin == 3)
    #expect(
      unset.sorted() == [
        "level1.expert03.layer1.bias", "level1.gate.task1.weight", "level1.gate.task2.bias",
        "tower2.output.bias",
      ])
  }

  @Test func pleByHand() throws {
    let spec = ModelSpec(
      kind: .ple, inputWidth: 1, taskCount: 2, levelWidths: [[1], [1]], towerWidths: [],
      taskExpertCounts: [1, 1], sharedExpertCount: 1, gateBias: false)
    // Level 1, x = 1: experts 1, 2, 6; without gate weights every gate is uniform:
    // task fusions (1 + 6)/2 = 3.5 and (2 + 6)/2 = 4, shared fusion (1 + 2 + 6)/3 = 3.
    // Level 2: task 1's expert 2·3.5 = 7, task 2's 4, shared 10·3 = 30.
    // Task 1's gate: logits (3.5·w, 0) with w = ln 4/3.5: weights (.8, .2): .8·7 + .2·30 = 11.6.
    // Task 2's gate is uniform: (4 + 30)/2 = 17.
    let (found, _) = try evaluate(
      spec, at: 1,
      [
        "level1.expert01.layer1.weight": [1], "level1.expert02.layer1.weight": [2],
        "level1.expert03.layer1.weight": [6], "level2.expert01.layer1.weight": [2],
        "level2.expert02.layer1.weight": [1], "level2.expert03.layer1.weight": [10],
        "level2.gate.task1.weight": [0.39608410, 0],
        "tower1.output.weight": [1], "tower2.output.weight": [1],
      ])
    #expect(abs(found.predictions[0][0] - 11.6) < 1e-5)
    #expect(abs(found.predictions[1][0] - 17) < 1e-6)
    #expect(found.fusions["level1.shared"] == [3])
  }

  @Test func mlMMoEByHand() throws {
    let spec = ModelSpec(
      kind: .mlMMoE, inputWidth: 1, taskCount: 1, levelWidths: [[1], [1]], towerWidths: [],
      sharedExpertCount: 2, gateBias: false)
    // x = 1: lower experts 4 and 8. Selector 1 weighs them (¾, ¼): 5; selector 2 (½, ½): 6.
    // Upper experts 1·5 and 2·6; the task's gate reads x = 1: logits (ln 4, 0), (.8, .2): 6.4.
    let (found, _) = try evaluate(
      spec, at: 1,
      [
        "level1.expert01.layer1.weight": [4], "level1.expert02.layer1.weight": [8],
        "level2.expert01.layer1.weight": [1], "level2.expert02.layer1.weight": [2],
        "level1.gate.selector1.weight": [1.0986123, 0],
        "level2.gate.task1.weight": [1.3862944, 0], "tower1.output.weight": [1],
      ])
    #expect(abs(found.predictions[0][0] - 6.4) < 1e-5)
  }

  @Test func lstmByHand() throws {
    let spec = ModelSpec(
      kind: .singleTask, inputWidth: 1, taskCount: 1, levelWidths: [], towerWidths: [1],
      stepCount: 2, labelCount: 2, layers: .lstm)
    // Saturated gates are 1 (bias 40), tanh is x/2 → tanh(artanh ½) = ½ where z_g = 0.54930614·x.
    // Step 1, x = 1: c = ½, h = tanh ½ = .46211716. Step 2, x = 1 with U_g = 0: c = ½ + ½ = 1,
    // h = tanh 1 = .76159416. The output is 2h + 1.
    let model = try Model(spec, batchCapacity: 1)
    for (name, values): (String, [Float]) in [
      ("tower1.layer1.input.weight", [0, 0, 0.54930614, 0]),
      ("tower1.layer1.bias", [40, 40, 0, 40]), ("tower1.output.weight", [2]),
      ("tower1.output.bias", [1]),
    ] {
      let slice = try #require(model[name])
      for (i, value) in values.enumerated() { slice[i] = value }
    }
    func found() throws -> [Double] {
      try Oracle(spec, table: model.table).evaluate(
        model.parameters.all.map(Double.init), at: [1, 1]
      ).predictions[0]
    }
    #expect(abs(try found()[0] - (2 * 0.46211716 + 1)) < 1e-7)
    #expect(abs(try found()[1] - (2 * 0.76159416 + 1)) < 1e-7)
    // With the recurrent weight −.54930614/.46211716 of gate g, step 2 has z_g = 0: c = ½ + 0.
    try #require(model["tower1.layer1.recurrent.weight"])[2] = -1.1886728
    #expect(abs(try found()[1] - (2 * 0.46211716 + 1)) < 1e-6)
    // A forget gate of σ(−40) = 0 clears the state: c = ½ again.
    try #require(model["tower1.layer1.recurrent.weight"])[2] = 0
    try #require(model["tower1.layer1.bias"])[1] = -40
    #expect(abs(try found()[1] - (2 * 0.46211716 + 1)) < 1e-7)
  }

  @Test func aParameterThatTheModelLacksIsAnError() throws {
    let spec = ModelSpec(
      kind: .mmoe, inputWidth: 1, taskCount: 1, levelWidths: [[1]], towerWidths: [],
      sharedExpertCount: 2)
    let model = try Model(spec, batchCapacity: 1)
    let table = model.table.filter { $0.name != "level1.gate.task1.bias" }
    #expect(throws: MissingParameter(name: "level1.gate.task1.bias")) {
      _ = try Oracle(spec, table: table).evaluate(
        model.parameters.all.map(Double.init), at: [1])
    }
  }
}

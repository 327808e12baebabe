// Operation counts against closed forms, and products computed alone against those of a step.
import LinearAlgebra
import ModelZoo
import Randomness
import Testing

/// 2 operations per weight and product: 2 products for weights that read the network's input, else
/// 3; times T for sequences, and times T − 1 for recurrent weights.
private func expectedFlops(_ spec: ModelSpec) -> Int {
  let isRecurrent = spec.layers == .lstm
  let rows = spec.readsSingleSteps ? spec.stepsPerSample : 1
  let t = spec.stepsPerSample
  func layers(_ input: Int, _ widths: [Int], isFirst: Bool) -> Int {
    var flops = 0
    var width = input
    for (index, next) in widths.enumerated() {
      let products = isFirst && index == 0 ? 4 : 6
      flops +=
        isRecurrent
        ? 4 * next * (products * t * width + 6 * (t - 1) * next) : products * rows * width * next
      width = next
    }
    return flops
  }
  func gate(_ input: Int, _ experts: Int, isFirst: Bool) -> Int {
    experts == 1 ? 0 : (isFirst ? 4 : 6) * input * experts
  }
  func towers(_ input: Int, isFirst: Bool = false) -> Int {
    let width = spec.towerWidths.last ?? input
    let products = isFirst && spec.towerWidths.isEmpty ? 4 : 6
    return spec.taskCount
      * (layers(input, spec.towerWidths, isFirst: isFirst) + products * width * spec.labelsPerTask)
  }
  let all = t * spec.inputWidth
  let x = spec.readsSingleSteps ? spec.inputWidth : all
  let hasBottom = spec.bottomWidths != nil
  let bottom = layers(x, spec.bottomWidths ?? [], isFirst: true)
  let d = spec.bottomWidths?.last ?? x
  let k = spec.taskCount
  let e = spec.sharedExpertCount
  let widths = spec.levelWidths.map { $0[$0.count - 1] }
  switch spec.kind {
  case .singleTask: return towers(x, isFirst: true)
  case .multiHead, .sharedBottom:
    return layers(x, spec.levelWidths[0], isFirst: true) + towers(widths[0])
  case .omoe, .mmoe:
    return bottom + e * layers(d, spec.levelWidths[0], isFirst: !hasBottom)
      + (spec.kind == .omoe ? 1 : k) * gate(all, e, isFirst: true) + towers(widths[0])
  case .mlMMoE:
    var flops = bottom + towers(widths[spec.levelCount - 1])
    for level in 0..<spec.levelCount {
      let input = level == 0 ? d : widths[level - 1]
      // With one expert there is no mixture between the levels, but the layer below exists.
      flops += e * layers(input, spec.levelWidths[level], isFirst: level == 0 && !hasBottom)
      let readsFusion = spec.selector == .fusion && level > 0
      flops +=
        (level == spec.levelCount - 1 ? k : e)
        * gate(readsFusion ? input : all, e, isFirst: !readsFusion)
    }
    return flops
  case .cgc, .ple:
    var flops = bottom + towers(widths[spec.levelCount - 1])
    for level in 0..<spec.levelCount {
      let input = level == 0 ? d : widths[level - 1]
      let own = spec.taskExpertCounts.reduce(0, +)
      flops +=
        (own + e) * layers(input, spec.levelWidths[level], isFirst: level == 0 && !hasBottom)
      let readsInput = spec.selector == .input || level == 0
      let selector = readsInput ? all : input
      for m in spec.taskExpertCounts { flops += gate(selector, m + e, isFirst: readsInput) }
      if level < spec.levelCount - 1, e > 0 {
        flops += gate(selector, own + e, isFirst: readsInput)
      }
    }
    return flops
  }
}

@Suite struct FlopCountTests {
  @Test(arguments: Specimen.all)
  func countsEqualTheClosedForm(_ specimen: Specimen) throws {
    let model = try Model(specimen.spec, batchCapacity: 1)
    #expect(model.flopsPerSample == expectedFlops(specimen.spec))
  }

  /// By hand: a shared bottom of 256 on 512 inputs under two towers of 128 and 64.
  @Test func sharedBottomAtThePapersShapeByHand() throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 512, taskCount: 2, levelWidths: [[256]],
      towerWidths: [128, 64])
    // Bottom 4·512·256 = 524288; towers 2·6·(256·128 + 128·64 + 64) = 492288.
    #expect(try Model(spec, batchCapacity: 1).flopsPerSample == 524_288 + 492_288)
  }

  @Test func layersThatShareAnInputAreOneProduct() throws {
    let spec = ModelSpec(
      kind: .mmoe, inputWidth: 7, taskCount: 2, levelWidths: [[9]], towerWidths: [5],
      sharedExpertCount: 3)
    let products = try Model(spec, batchCapacity: 1).products
    // Three experts of 9 and two gates of 3: one product forward and one for its weights.
    let first = products.filter { $0.inputWidth == 7 }
    #expect(first.map(\.kind) == [.forward, .weightGradient])
    #expect(first.allSatisfy { $0.outputWidth == 33 })
    // Two towers of two layers, three products each.
    #expect(products.count == 2 + 2 * 2 * 3)
    #expect(products.last?.inputWidth == 7)
  }

  /// MoSE at the paper's sizes: per step and sample, weights of the bottom, the experts and the
  /// towers.
  @Test func moseByHand() throws {
    let spec = ModelSpec(
      kind: .mmoe, inputWidth: 10, taskCount: 2, levelWidths: [[8]], towerWidths: [8],
      sharedExpertCount: 10, stepCount: 500, labelCount: 7, layers: .lstm, bottomWidths: [16])
    // The bottom reads x, 4·10·64, and its state, 6·16·64; the experts 6·10·32·(16 + 8); the towers
    // 6·2·32·(8 + 8). The first step has no recurrent product. Gates 4·5000·20, outputs 6·2·8·7.
    let recurrent = 6 * (16 * 64 + 10 * 8 * 32 + 2 * 8 * 32)
    let fromBelow = 4 * 10 * 64 + 6 * (10 * 16 * 32 + 2 * 8 * 32)
    let model = try Model(spec, batchCapacity: 1)
    #expect(model.flopsPerSample == 500 * fromBelow + 499 * recurrent + 400_000 + 672)
    // The input products of all experts are fused.
    let experts = model.products.filter { $0.inputWidth == 16 && $0.outputWidth == 320 }
    #expect(experts.map(\.kind) == [.forward, .weightGradient, .inputGradient])
    #expect(experts.allSatisfy { $0.rowsPerSample == 500 })
  }

  /// The recurrent weights' gradient over all steps at once equals that of back-propagation.
  @Test func recurrentProductsComputedAloneEqualThoseOfTheModel() throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 3, taskCount: 2, levelWidths: [[9]], towerWidths: [4],
      stepCount: 5, labelCount: 2, layers: .lstm)
    let trial = try Trial(spec, count: 6, awayFromKinks: false)
    trial.forward()
    trial.backward { task, s in Double(s) / 6 - 1 + Double(task) }
    let slice = try #require(
      trial.model.table.first { $0.name == "bottom.layer1.recurrent.weight" })
    let expected = trial.model.gradients.slice(slice.range).map(Double.init)
    trial.model.gradients.slice(slice.range).update(repeating: .nan)
    let recurrent = trial.model.products.filter { $0.inputWidth == 9 && $0.rowsPerSample == 4 }
    #expect(recurrent.map(\.kind) == [.forward, .inputGradient, .weightGradient])
    trial.model.multiply(try #require(recurrent.last), trial.x.base, count: 6)
    let size = rootMeanSquare(expected)
    for (a, b) in zip(trial.model.gradients.slice(slice.range), expected) {
      #expect(abs(Double(a) - b) <= 1e-5 * size)
    }
    for product in trial.model.products {
      trial.model.multiply(product, trial.x.base, count: 6)
    }
  }

  /// The forward products without ReLUs and biases are the layers of a linear network.
  @Test func productsComputedAloneEqualThoseOfTheModel() throws {
    let spec = ModelSpec(
      kind: .singleTask, inputWidth: 3, taskCount: 1, levelWidths: [], towerWidths: [])
    let model = try Model(spec, batchCapacity: 2)
    model.initialise(from: RandomStream(seed: 3))
    let x = FloatBuffer(count: 6)
    for index in 0..<6 { x.base[index] = Float(index) - 2.5 }
    model.forward(x.base, count: 2)
    let expected = (0..<2).map { model.predictions(task: 0, count: 2).row($0)[0] }
    for row in 0..<2 { model.predictions(task: 0, count: 2).row(row)[0] = .nan }
    let forward = try #require(model.products.first)
    model.multiply(forward, x.base, count: 2)
    // Biases are 0 at first.
    #expect((0..<2).map { model.predictions(task: 0, count: 2).row($0)[0] } == expected)

    for row in 0..<2 { model.predictionGradient(task: 0, count: 2).row(row)[0] = Float(row) + 1 }
    model.backward(x.base, count: 2)
    let gradient = Array(model.gradients.all)
    model.gradients.slice(0..<3).update(repeating: .nan)
    model.multiply(try #require(model.products.last), x.base, count: 2)
    #expect(Array(model.gradients.all) == gradient)
  }
}

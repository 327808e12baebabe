// All LSTM layers that read the same signal, computed together step by step.
//
// The products with the input weights are computed for many steps and all layers at once. The
// recurrent part of those steps follows while the sums are in the cache.
import LinearAlgebra

/// The recurrences of LSTM layers: pre-activations [T·B, 4H] to gates [T·B, 4H] to h [T·B, H].
///
/// h₀ = c₀ = 0. One bias per gate. PyTorch has two, one for the product with the input and one for
/// that with h; they are added and have equal gradients, so they act as one bias with twice the
/// step size.
struct FusedLSTM {
  /// One layer.
  struct Member {
    /// [T·B, 4H]: z without its recurrent part, replaced by the gates, replaced by dz.
    let sums: MemorySlot
    /// h, [T·B, H].
    let hidden: MemorySlot
    /// U and its gradient, [4H, H].
    let weights: MatrixView
    let weightGradient: MatrixView
    /// b and its gradient, [4H].
    let bias: UnsafeMutablePointer<Float>
    let biasGradient: UnsafeMutablePointer<Float>
  }

  /// The products of the layers with their input, fused.
  let products: FusedLinear
  /// T.
  let stepCount: Int
  /// The layers.
  let members: [Member]
  private let steps: [LSTMStep]
  /// c of all layers in adjacent columns, [T·B, ΣH].
  private let cells: FloatBuffer
  private let cellStride: Int
  private let firstCells: [Int]
  private let memory: FloatBuffer

  init(products: FusedLinear, members: [Member], stepCount: Int, batchCapacity: Int) {
    precondition(
      products.output.stepCount == stepCount, "\(products.output.stepCount) of \(stepCount) steps")
    self.products = products
    self.members = members
    self.stepCount = stepCount
    let widths = members.map(\.hidden.width)
    memory = FloatBuffer(
      count: Self.stepFloatCount(widths: widths, batchCapacity: batchCapacity))
    var next = memory.base
    var steps: [LSTMStep] = []
    var firstCells: [Int] = []
    var cellStride = 0
    for width in widths {
      steps.append(LSTMStep(width: width, batchCapacity: batchCapacity, memory: next))
      next += LSTMStep.floatCount(width: width, batchCapacity: batchCapacity)
      firstCells.append(cellStride)
      cellStride += width
    }
    self.steps = steps
    self.firstCells = firstCells
    self.cellStride = cellStride
    cells = FloatBuffer(
      count: Self.cellFloatCount(
        widths: widths, stepCount: stepCount, batchCapacity: batchCapacity))
  }

  private static func stepFloatCount(widths: [Int], batchCapacity: Int) -> Int {
    widths.reduce(0) { $0 + LSTMStep.floatCount(width: $1, batchCapacity: batchCapacity) }
  }

  private static func cellFloatCount(widths: [Int], stepCount: Int, batchCapacity: Int) -> Int {
    // A SIMD vector may read beyond the last row.
    stepCount * batchCapacity * widths.reduce(0, +) + 8
  }

  /// Floats of memory of layers with these outputs in addition to the model's buffers; 0 for none.
  static func floatCount(of hidden: [Signal], batchCapacity: Int) -> Int {
    guard let first = hidden.first else { return 0 }
    let widths = hidden.map(\.width)
    return stepFloatCount(widths: widths, batchCapacity: batchCapacity)
      + cellFloatCount(widths: widths, stepCount: first.stepCount, batchCapacity: batchCapacity)
  }

  /// Bytes of memory in addition to the model's buffers.
  var byteCount: Int { (cells.count + memory.count) * MemoryLayout<Float>.stride }

  /// The number of pre-activations computed at a time: half of a core's private cache.
  private static let floatsAtATime = 128 * 1024

  /// The number of steps computed at a time: at least one, and all steps if layers with a bias read
  /// the same signal, because their bias gradients are not accumulated.
  private func stepsAtATime(count: Int) -> Int {
    products.bias.isEmpty
      ? max(1, Self.floatsAtATime / (count * products.output.stride)) : stepCount
  }

  func forward(count: Int, input x: UnsafeMutablePointer<Float>) {
    for (member, step) in zip(members, steps) {
      step.begin(bias: member.bias)
    }
    let size = stepsAtATime(count: count)
    for first in stride(from: 0, to: stepCount, by: size) {
      let range = first..<min(first + size, stepCount)
      products.steps(range, count: count, input: x).forward(count: count, input: x)
      forward(range, count: count)
    }
  }

  private func forward(_ range: Range<Int>, count: Int) {
    for t in range {
      for index in members.indices {
        let member = members[index]
        let sums = rows(member.sums, t, count)
        if t > 0 {
          Product.forward(
            input: rows(member.hidden, t - 1, count), weights: member.weights, into: sums,
            accumulating: true)
        }
        steps[index].forward(
          .init(sums), cells: cellRows(index, t, count),
          hidden: .init(rows(member.hidden, t, count)),
          previous: t == 0 ? nil : cellRows(index, t - 1, count), count: count)
      }
    }
  }

  /// Back-propagation through time, from the last step to the first.
  func backward(count: Int, input x: UnsafeMutablePointer<Float>) {
    for (member, step) in zip(members, steps) {
      step.clear()
      member.weightGradient.base.update(
        repeating: 0, count: member.weights.rows * member.weights.columns)
    }
    let size = stepsAtATime(count: count)
    // Not a reversed stride, which would allocate an array.
    var first = (stepCount - 1) / size * size
    while first >= 0 {
      let range = first..<min(first + size, stepCount)
      backward(range, count: count)
      for index in members.indices { addWeightGradient(index, range, count: count) }
      products.steps(range, count: count, input: x).backward(count: count, input: x)
      first -= size
    }
    for (member, step) in zip(members, steps) { step.end(biasGradient: member.biasGradient) }
  }

  private func backward(_ range: Range<Int>, count: Int) {
    for t in range.reversed() {
      for index in members.indices {
        let member = members[index]
        guard let dh = gradientRows(member.hidden, t, count),
          let dz = gradientRows(member.sums, t, count)
        else { continue }
        steps[index].backward(
          gates: .init(rows(member.sums, t, count)), cells: cellRows(index, t, count),
          hiddenGradient: .init(dh), sumsGradient: .init(dz),
          previousCells: t == 0 ? nil : cellRows(index, t - 1, count), count: count)
        steps[index].sumBias(sumsGradient: .init(dz), count: count)
        // dh' += dz·U
        if t > 0, let earlier = gradientRows(member.hidden, t - 1, count) {
          Product.inputGradient(
            weights: member.weights, outputGradient: dz, into: earlier, accumulating: true)
        }
      }
    }
  }

  /// dU += Σ_t dz_tᵀ·h_(t−1) over a range of steps, in one product.
  private func addWeightGradient(_ index: Int, _ range: Range<Int>, count: Int) {
    let member = members[index]
    let first = max(range.lowerBound, 1)
    let rowCount = (range.upperBound - first) * count
    guard rowCount > 0, let dz = member.sums.gradient(count: count) else { return }
    Product.weightGradient(
      input: later(member.hidden.values(count: count), from: (first - 1) * count, rowCount),
      outputGradient: later(dz, from: first * count, rowCount), into: member.weightGradient,
      accumulating: true)
  }

  /// One of a layer's recurrent products for all steps at once; for benchmarks.
  func multiply(_ kind: ProductKind, member index: Int, count: Int) {
    let member = members[index]
    let rowCount = (stepCount - 1) * count
    let earlier = later(member.hidden.values(count: count), from: 0, rowCount)
    switch kind {
    case .forward:
      Product.forward(
        input: earlier, weights: member.weights,
        into: later(member.sums.values(count: count), from: count, rowCount))
    case .weightGradient:
      guard let dz = member.sums.gradient(count: count) else { return }
      Product.weightGradient(
        input: earlier, outputGradient: later(dz, from: count, rowCount),
        into: member.weightGradient)
    case .inputGradient:
      guard let dz = member.sums.gradient(count: count),
        let dh = member.hidden.gradient(count: count)
      else { return }
      Product.inputGradient(
        weights: member.weights, outputGradient: later(dz, from: count, rowCount),
        into: later(dh, from: 0, rowCount), accumulating: false)
    }
  }

  // MARK: Rows of a step

  private func later(_ matrix: MatrixView, from row: Int, _ count: Int) -> MatrixView {
    MatrixView(
      base: matrix.row(row), rows: count, columns: matrix.columns, stride: matrix.stride)
  }

  private func rows(_ slot: MemorySlot, _ t: Int, _ count: Int) -> MatrixView {
    later(slot.values(count: count), from: t * count, count)
  }

  private func gradientRows(_ slot: MemorySlot, _ t: Int, _ count: Int) -> MatrixView? {
    slot.gradient(count: count).map { later($0, from: t * count, count) }
  }

  private func cellRows(_ index: Int, _ t: Int, _ count: Int) -> LSTMStep.Rows {
    LSTMStep.Rows(
      base: cells.base + t * count * cellStride + firstCells[index], stride: cellStride)
  }
}

extension LSTMStep.Rows {
  fileprivate init(_ view: MatrixView) { self.init(base: view.base, stride: view.stride) }
}

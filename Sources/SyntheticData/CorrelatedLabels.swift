// The labels of correlated tasks: MMoE (KDD 2018), section 3.2, for any number of tasks.
//
//   u_1 … u_K orthonormal in R^d                     (step 1)
//   w_k = c·Σ_j L_kj u_j with L·Lᵀ = (1 − p)I + p·11ᵀ (step 2; for two tasks w_1 = c·u_1 and
//         w_2 = c·(p·u_1 + √(1 − p²)·u_2))
//   z_k = w_kᵀx,  y_k = z_k + Σ_i sin(α_i·z_k + β_i) + ε_k,  ε_k ~ N(0, noise variance)   (step 4)
//   y_k ← s_k·y_k where labels have scales, which no paper does
//
// Letters: d inputs, K tasks, m sines. A row is an input vector x [d] with its K labels.
//
// u, α, β, ε and the masks come from separate streams of the draw that do not depend on p: data
// sets of one draw at two correlations differ in the weights only.

internal import Formats
internal import LinearAlgebra
internal import Randomness

/// The function from inputs to labels: weights, sines, noise and masks of one draw at one
/// correlation.
struct CorrelatedLabels: Sendable {
  /// The constants.
  let spec: CorrelatedTasksSpec
  /// w, [K, d].
  let weights: [Float]
  /// α, [K, m]; the rows are equal if the tasks share them.
  let frequencies: [Float]
  /// β, [K, m]; the rows are equal if the tasks share them.
  let phases: [Float]

  private let noiseStream: RandomStream
  private let maskStream: RandomStream

  /// The labels of a draw; throws as
  /// ``CorrelatedTasksSpec/validate(correlation:)``.
  init(_ spec: CorrelatedTasksSpec, correlation: Double, draw: RandomStream) throws(SpecError) {
    try spec.validate(correlation: correlation)
    self.spec = spec
    weights = try Self.weights(spec, correlation, draw.stream("directions"))
    switch spec.phases {
    case .standardNormal:
      // With per-task phases, task k reads row k, so task 1 has the same phases in both cases.
      func normals(_ stream: RandomStream) -> [Float] {
        (0..<spec.taskCount).flatMap { task in
          stream.normals(spec.sineCount, row: spec.perTaskPhases ? task : 0).map { Float($0) }
        }
      }
      frequencies = normals(draw.stream("frequencies"))
      phases = normals(draw.stream("phases"))
    case .formula:
      let indices = (0..<spec.taskCount).flatMap { _ in (0..<spec.sineCount).map { $0 + 1 } }
      frequencies = indices.map { 2 * Float($0) }
      phases = indices.map { Float(Double($0) * Double.pi / 2) }
    case .squares:
      let indices = (0..<spec.taskCount).flatMap { _ in 0..<spec.sineCount }
      frequencies = indices.map { Float($0 + 1) }
      phases = indices.map { Float($0 * $0) }
    }
    noiseStream = draw.stream("noise")
    maskStream = draw.stream("masks")
  }

  /// d, the number of inputs per row.
  var inputWidth: Int { spec.inputWidth }
  /// K, the number of labels per row.
  var taskCount: Int { spec.taskCount }

  /// w, [K, d]. The directions do not depend on p, only their linear combination does.
  private static func weights(
    _ spec: CorrelatedTasksSpec, _ correlation: Double, _ stream: RandomStream
  ) throws(SpecError) -> [Float] {
    let width = spec.inputWidth
    let directionCount = min(spec.taskCount, width)
    let normals = (0..<directionCount).flatMap { stream.normals(width, row: $0) }
    let directions: OrthonormalColumns
    do {
      directions = try OrthonormalColumns(of: normals, length: width, count: directionCount)
    } catch {
      // Gaussian vectors are almost surely independent; a seed whose vectors are not is reported.
      throw SpecError(
        field: "seed", value: "\(stream.key)", allowed: "another one, because \(error)")
    }
    guard let factor = Equicorrelation(count: spec.taskCount, correlation: correlation) else {
      preconditionFailure("a validated correlation has a factor: \(correlation)")
    }
    var weights: [Float] = []
    weights.reserveCapacity(spec.taskCount * width)
    for task in 0..<spec.taskCount {
      for input in 0..<width {
        var sum = 0.0
        for j in 0..<factor.rank { sum += factor[task, j] * directions.elements[j * width + input] }
        guard spec.unscaledSecondTerm == true else {
          weights.append(Float(spec.scale * sum))
          continue
        }
        let first = factor[task, 0] * directions.elements[input]
        weights.append(Float(spec.scale * first + (sum - first)))
      }
    }
    return weights
  }
}

extension CorrelatedLabels {
  /// The number of rows processed together.
  private static let blockSize = 64

  /// ε from one endless sequence, in which every row has K values.
  func fillNoise(_ values: UnsafeMutableBufferPointer<Float>, from position: Int) {
    noiseStream.fillNormal(
      values, from: position, standardDeviation: Float(spec.noiseVariance.squareRoot()))
  }

  /// The masks [B, K] of consecutive samples from `sample`.
  func fillMasks(_ masks: UnsafeMutableBufferPointer<Float>, from sample: Int) {
    guard let shares = spec.labelShares else {
      masks.update(repeating: 1)
      return
    }
    maskStream.fillUniform(masks, from: sample * taskCount)
    for index in 0..<masks.count {
      masks[index] = Double(masks[index]) < shares[index % taskCount] ? 1 : 0
    }
  }

  /// Adds the signal z + Σ sin(αz + β) to labels that hold the noise, and scales the sum.
  ///
  /// - Parameters:
  ///   - labels: task k's of row r stands at r·rowStride + k·taskStride.
  ///   - noiseFree: placed like the labels, receives the scaled signal itself: y − s·ε without the
  ///     rounding of that subtraction. Nil where nobody asks for it.
  ///   - inputs: [count, d].
  func addSignal(
    to labels: UnsafeMutablePointer<Float>, noiseFree: UnsafeMutablePointer<Float>?,
    of inputs: UnsafePointer<Float>, count rows: Int, rowStride: Int, taskStride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.blockSize) { scratch in
      guard let linear = scratch.baseAddress else { return }
      let signal = linear + Self.blockSize
      for start in stride(from: 0, to: rows, by: Self.blockSize) {
        let count = min(Self.blockSize, rows - start)
        for task in 0..<taskCount {
          for index in 0..<count {
            linear[index] = self.linear(inputs + (start + index) * inputWidth, task: task)
            signal[index] = linear[index]
          }
          let firstSine = task * spec.sineCount
          for sine in firstSine..<firstSine + (spec.taskSineCounts?[task] ?? spec.sineCount) {
            let frequency = frequencies[sine]
            let phase = phases[sine]
            for index in 0..<count {
              signal[index] += VectorFunctions.sine(frequency * linear[index] + phase)
            }
          }
          let first = start * rowStride + task * taskStride
          let target = labels + first
          let scale = spec.labelScales.map { Float($0[task]) } ?? 1
          for index in 0..<count {
            target[index * rowStride] = scale * (target[index * rowStride] + signal[index])
          }
          guard let noiseFree else { continue }
          let copy = noiseFree + first
          for index in 0..<count { copy[index * rowStride] = scale * signal[index] }
        }
      }
    }
  }

  /// z_k = w_kᵀx of one row, summed in a fixed order: eight partial sums of every eighth product,
  /// added pairwise, then the last d mod 8 products.
  func linear(_ input: UnsafePointer<Float>, task: Int) -> Float {
    weights.withUnsafeBufferPointer { weights in
      guard let base = weights.baseAddress else { return 0 }
      let weight = base + task * inputWidth
      let vectorised = inputWidth & ~7
      var sums = SIMD8<Float>.zero
      for index in stride(from: 0, to: vectorised, by: 8) {
        sums += Self.eight(input + index) * Self.eight(weight + index)
      }
      let four = sums.lowHalf + sums.highHalf
      let two = four.lowHalf + four.highHalf
      var sum = two.x + two.y
      for index in vectorised..<inputWidth { sum += input[index] * weight[index] }
      return sum
    }
  }

  @inline(__always)
  private static func eight(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }
}

// Products cut and turned so that OpenBLAS takes its kernels for small matrices.
//
// OpenBLAS copies the operands of a product into panels before it multiplies. With AVX-512 it also
// has kernels that read them where they stand, for products of at most 10⁶ multiplications. They are
// faster even where a larger product has to be cut into slices for them: of MMoE's first layer
// (B 128, D 100, N 144) the weight gradient takes 0.82 of the time, and the forward product, whose
// weights have to be transposed first, 0.84. The towers' forward products take half of it.
//
// Every sum is taken in the same order as by the whole product, so that no bit changes. The rules
// that keep it so are marked *order*; they are those of OpenBLAS 0.3.21, tried on 40 000 forward
// shapes and 10 000 gradients.

internal import COpenBLAS

/// When OpenBLAS's kernels for small matrices are there, and what they take.
enum SmallKernels {
  /// Whether the kernels in use have counterparts for small matrices.
  static let areInUse = BLASLibrary.loadedCore() == "SkylakeX"

  /// The multiplications, rows × columns × depth, that a small product may have at most.
  private static let limit = 1_000_000

  /// Whether a product is small already.
  static func take(_ rows: Int, _ columns: Int, _ depth: Int) -> Bool {
    rows * columns * depth <= limit
  }

  /// Slices of a weight gradient [N, D].
  struct GradientSlices {
    /// Columns of a slice: two vectors of 16, as wide as the kernels' loops like best.
    let columns = 32
    /// Rows of a slice.
    let rows: Int
    /// How many samples are summed before the sum is added to what stands there.
    let depth: Int

    /// The slices for the next of the samples that are `left`.
    init(left: Int) {
      // Order: OpenBLAS's blocks of samples.
      let block = 448
      depth = left >= 2 * block ? block : left > block ? (left / 2 + 15) / 16 * 16 : left
      // Multiples of 48 do best; all others leave rows to the kernels' slower ends.
      rows = min(96, max(48, limit / (columns * depth) / 48 * 48))
    }
  }

  /// Slices of a forward product [M, N] of depth D with transposed weights.
  struct ForwardSlices {
    /// Rows of a slice.
    let rows: Int
    /// The first columns, whose weights are transposed; the others are left to the usual product.
    let columns: Int

    /// Slices for a product of M `rows` and N `columns`; nil where they would not be faster, or the
    /// bits not the same.
    init?(_ rows: Int, _ columns: Int, depth: Int) {
      // Order: a deeper product is summed in blocks.
      guard depth <= 448 else { return nil }
      var last = 0
      if depth >= 32 {
        // Order: OpenBLAS sums dot products vector by vector where there are at most 1200 of them;
        // where there are more, it has another order for up to 8 columns beyond full vectors of 16.
        // These stay with the usual product, with so many before them that it takes more than 1200.
        guard rows * columns > 1200 else { return nil }
        let beyond = columns % 16
        if (1...8).contains(beyond) {
          last = beyond
          while last < columns, rows * last <= 1200 { last += 16 }
        }
      }
      self.columns = columns - last
      guard self.columns > 0 else { return nil }
      // Fewer rows than 48 do not pay for reading all weights again.
      self.rows = SmallKernels.take(rows, self.columns, depth) ? rows : 48
      guard SmallKernels.take(self.rows, self.columns, depth) else { return nil }
    }
  }
}

extension Product {
  /// Floats of scratch that ``forward(input:weights:scratch:into:)`` needs for weights [N, D].
  public static func scratchCount(rows: Int, columns: Int) -> Int { columns * lineUp(rows) }

  /// Rows of the transposed weights start on cache lines.
  private static func lineUp(_ width: Int) -> Int { (width + 15) / 16 * 16 }

  /// ``forward(input:weights:scratch:into:)`` in slices of rows, with transposed weights.
  static func forward(
    input: MatrixView, weights: MatrixView, scratch: UnsafeMutablePointer<Float>,
    into output: MatrixView, slices: SmallKernels.ForwardSlices
  ) {
    let (columns, depth) = (slices.columns, input.columns)
    let stride = lineUp(columns)
    cblas_somatcopy(
      CblasRowMajor, CblasTrans, blasint(columns), blasint(depth), 1, weights.base,
      blasint(weights.stride), scratch, blasint(stride))
    var first = 0
    while first < output.rows {
      let rows = min(slices.rows, output.rows - first)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(depth),
        1, input.row(first), blasint(input.stride), scratch, blasint(stride),
        0, output.row(first), blasint(output.stride))
      first += rows
    }
    guard columns < output.columns else { return }
    forward(
      input: input,
      weights: MatrixView(
        base: weights.row(columns), rows: weights.rows - columns, columns: depth,
        stride: weights.stride),
      into: output.columns(columns, output.columns - columns))
  }

  /// ``weightGradient(input:outputGradient:into:accumulating:)`` in slices of weights, block by block of samples.
  static func slicedWeightGradient(
    input: MatrixView, outputGradient: MatrixView, into weightGradient: MatrixView,
    accumulating: Bool = false
  ) {
    var sample = 0
    while sample < input.rows {
      let slices = SmallKernels.GradientSlices(left: input.rows - sample)
      for column in stride(from: 0, to: weightGradient.columns, by: slices.columns) {
        let columns = min(slices.columns, weightGradient.columns - column)
        for row in stride(from: 0, to: weightGradient.rows, by: slices.rows) {
          let rows = min(slices.rows, weightGradient.rows - row)
          cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, blasint(rows), blasint(columns),
            blasint(slices.depth),
            1, outputGradient.row(sample) + row, blasint(outputGradient.stride),
            input.row(sample) + column, blasint(input.stride),
            sample == 0 && !accumulating ? 0 : 1, weightGradient.row(row) + column,
            blasint(weightGradient.stride))
        }
      }
      sample += slices.depth
    }
  }
}

// Products sliced and transposed so that OpenBLAS uses its kernels for small matrices.
//
// OpenBLAS copies the operands of a product into panels before it multiplies. With AVX-512 it also
// has kernels that read the operands in place, for products of at most 10⁶ multiplications. They
// are faster even if a larger product has to be sliced for them. For MMoE's first layer (B 128, D
// 100, N 144) the weight gradient takes 0.82 of the time, and the forward product, whose weights
// have to be transposed first, 0.84. The towers' forward products take 0.5.
//
// Every sum is taken in the same order as in the unsliced product, so results are bit-identical.
// The rules that ensure this are marked *order*. They are those of OpenBLAS 0.3.21, tested on 40
// 000 forward shapes and 10 000 gradients.

internal import COpenBLAS

/// Availability and size limits of OpenBLAS's kernels for small matrices.
enum SmallKernels {
  /// Whether the kernels in use include kernels for small matrices.
  static let areInUse = BLASLibrary.loadedCore() == "SkylakeX"

  /// The multiplications, rows × columns × depth, that a small product may have at most.
  private static let limit = 1_000_000

  /// Whether a product is within the limit.
  static func take(_ rows: Int, _ columns: Int, _ depth: Int) -> Bool {
    rows * columns * depth <= limit
  }

  /// Slices of a weight gradient [N, D].
  struct GradientSlices {
    /// Columns of a slice: two vectors of 16, the fastest width of the kernels' loops.
    let columns = 32
    /// Rows of a slice.
    let rows: Int
    /// The number of samples that are summed before the sum is added to the gradient.
    let depth: Int

    /// The slices for the next block, with `left` samples remaining.
    init(left: Int) {
      // Order: OpenBLAS's blocks of samples.
      let block = 448
      depth = left >= 2 * block ? block : left > block ? (left / 2 + 15) / 16 * 16 : left
      // Multiples of 48 are fastest; other sizes leave rows to the kernels' slower remainder loops.
      rows = min(96, max(48, limit / (columns * depth) / 48 * 48))
    }
  }

  /// Slices of a forward product [M, N] of depth D with transposed weights.
  struct ForwardSlices {
    /// Rows of a slice.
    let rows: Int
    /// The number of leading columns, whose weights are transposed; the ordinary product computes
    /// the others.
    let columns: Int

    /// Slices for a product of M `rows` and N `columns`; nil if slicing is not faster, or not
    /// bit-identical.
    init?(_ rows: Int, _ columns: Int, depth: Int) {
      // Order: a deeper product is summed in blocks.
      guard depth <= 448 else { return nil }
      var last = 0
      if depth >= 32 {
        // Order: OpenBLAS sums dot products vector by vector if there are at most 1200 of them; if
        // there are more, it uses another order for up to 8 columns beyond full vectors of 16. The
        // ordinary product computes those columns, with enough columns before them for more than
        // 1200 dot products.
        guard rows * columns > 1200 else { return nil }
        let beyond = columns % 16
        if (1...8).contains(beyond) {
          last = beyond
          while last < columns, rows * last <= 1200 { last += 16 }
        }
      }
      self.columns = columns - last
      guard self.columns > 0 else { return nil }
      // Slices of fewer than 48 rows do not recover the cost of reading all weights again.
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

  /// ``weightGradient(input:outputGradient:into:accumulating:)`` in slices of weights, one
  /// block of samples after another.
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

// The three matrix products of a dense layer, all by BLAS sgemm on row-major views.
// M rows of a batch, D input width, N output width; weights are [N, D], a row per output unit.
internal import COpenBLAS

/// Products of a dense layer Y = X·Wᵀ and of its backward pass.
public enum Product {
  /// output [M, N] = (or += when `accumulating`) input [M, D] · weights [N, D]ᵀ.
  ///
  /// - Parameter scratch: a buffer for the transposed weights, ``scratchCount(rows:columns:)``
  ///   floats. It makes some products faster; the result is bit-identical.
  public static func forward(
    input: MatrixView, weights: MatrixView, scratch: UnsafeMutablePointer<Float>? = nil,
    into output: MatrixView, accumulating: Bool = false
  ) {
    precondition(
      input.rows == output.rows && input.columns == weights.columns
        && weights.rows == output.columns,
      "shapes [\(input.rows), \(input.columns)] · [\(weights.rows), \(weights.columns)]ᵀ do not give "
        + "[\(output.rows), \(output.columns)]")
    if SmallKernels.areInUse, let scratch, !accumulating,
      let slices = SmallKernels.ForwardSlices(output.rows, output.columns, depth: input.columns)
    {
      return forward(
        input: input, weights: weights, scratch: scratch, into: output, slices: slices)
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans,
      blasint(output.rows), blasint(output.columns), blasint(input.columns),
      1, input.base, blasint(input.stride), weights.base, blasint(weights.stride),
      accumulating ? 1 : 0, output.base, blasint(output.stride))
  }

  /// weightGradient [N, D] = (or += when `accumulating`) outputGradient [M, N]ᵀ · input [M, D].
  public static func weightGradient(
    input: MatrixView, outputGradient: MatrixView, into weightGradient: MatrixView,
    accumulating: Bool = false
  ) {
    precondition(
      input.rows == outputGradient.rows && input.columns == weightGradient.columns
        && outputGradient.columns == weightGradient.rows,
      "shapes [\(outputGradient.rows), \(outputGradient.columns)]ᵀ · [\(input.rows), \(input.columns)] "
        + "do not give [\(weightGradient.rows), \(weightGradient.columns)]")
    guard SmallKernels.areInUse,
      !SmallKernels.take(weightGradient.rows, weightGradient.columns, input.rows)
    else {
      return wholeWeightGradient(
        input: input, outputGradient: outputGradient, into: weightGradient,
        accumulating: accumulating)
    }
    slicedWeightGradient(
      input: input, outputGradient: outputGradient, into: weightGradient,
      accumulating: accumulating)
  }

  /// ``weightGradient(input:outputGradient:into:accumulating:)`` by a single call.
  static func wholeWeightGradient(
    input: MatrixView, outputGradient: MatrixView, into weightGradient: MatrixView,
    accumulating: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans,
      blasint(weightGradient.rows), blasint(weightGradient.columns), blasint(input.rows),
      1, outputGradient.base, blasint(outputGradient.stride), input.base, blasint(input.stride),
      accumulating ? 1 : 0, weightGradient.base, blasint(weightGradient.stride))
  }

  /// inputGradient [M, D] = (or += when `accumulating`) outputGradient [M, N] · weights [N, D].
  public static func inputGradient(
    weights: MatrixView, outputGradient: MatrixView, into inputGradient: MatrixView,
    accumulating: Bool
  ) {
    precondition(
      outputGradient.columns == weights.rows && inputGradient.columns == weights.columns
        && inputGradient.rows == outputGradient.rows,
      "shapes [\(outputGradient.rows), \(outputGradient.columns)] · [\(weights.rows), "
        + "\(weights.columns)] do not give [\(inputGradient.rows), \(inputGradient.columns)]")
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans,
      blasint(inputGradient.rows), blasint(inputGradient.columns), blasint(weights.rows),
      1, outputGradient.base, blasint(outputGradient.stride), weights.base, blasint(weights.stride),
      accumulating ? 1 : 0, inputGradient.base, blasint(inputGradient.stride))
  }
}

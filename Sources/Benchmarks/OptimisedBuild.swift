// Detects a build without optimisation by measurement. The build configuration is no evidence,
// because this package optimises its debug builds too, and targets could differ.
internal import Formats
internal import LinearAlgebra
internal import Training

/// Whether the loops of training are compiled to vector instructions.
public enum OptimisedBuild {
  /// The time of a training loop divided by the time of copying as many floats, which runs
  /// precompiled code; the ratio is comparable between machines.
  ///
  /// The loops are those of Adam and of the ReLU, one from each of the two targets that take nearly
  /// all time outside of products. Returns the larger ratio.
  public static func slowness() -> Double {
    let (rows, columns) = (64, 128)
    let buffers = (0..<4).map { _ in FloatBuffer(count: rows * columns) }
    let bias = FloatBuffer(count: columns)
    let block = MatrixView(base: buffers[0].base, rows: rows, columns: columns)
    let adam = Adam(count: rows * columns, learningRate: 1e-3)
    var copying = Double.infinity
    var reLU = Double.infinity
    var optimising = Double.infinity
    for _ in 0..<20 {
      copying = min(
        copying,
        seconds {
          for _ in 0..<10 {
            buffers[1].base.update(from: buffers[2].base, count: rows * columns)
            buffers[2].base.update(from: buffers[1].base, count: rows * columns)
          }
        } / 20)
      reLU = min(
        reLU,
        seconds {
          ReLU.forward(block, bias: UnsafeBufferPointer(bias.all), reLUColumns: columns)
        })
      optimising = min(optimising, seconds { adam.step(buffers[3], gradients: buffers[0]) })
    }
    return max(reLU, optimising) / copying
  }

  /// The limit for optimised builds, which have a ratio of about 8; others have about 90.
  public static let allowedSlowness = 25.0
}

// Was this built with optimisation? A debug build of this package is, by its manifest, so the name of
// the configuration does not tell; and targets could differ. So it is measured.
internal import Formats
internal import LinearAlgebra
internal import Training

/// Whether the loops of training are compiled to vector instructions.
public enum OptimisedBuild {
  /// The least time that a loop of ours takes by that of a copy of as many floats, which the standard
  /// library has compiled beforehand: dimensionless, so that it says the same on any machine.
  ///
  /// The loops are Adam's and the ReLU's, of the targets in which nearly all time is spent that
  /// products do not take. The larger ratio counts.
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

  /// Above this a build is not optimised: optimised builds take 8 copies, and others 90.
  public static let allowedSlowness = 25.0
}

// A minibatch: B samples of D inputs, and K labels with their masks. Row-major, single precision.

/// Memory for up to `capacity` samples, allocated once and refilled.
///
/// Shapes: inputs [B, D], labels [B, K], masks [B, K], row after row from the beginning of each
/// buffer; B = ``count``. Every buffer starts at a multiple of 64 bytes and is freed with the
/// batch.
public final class Batch {
  /// The most samples it holds.
  public let capacity: Int
  /// D, the inputs of a sample.
  public let inputWidth: Int
  /// K, the labels of a sample.
  public let taskCount: Int
  /// B, the samples it holds at present, at most ``capacity``.
  public var count: Int = 0 {
    didSet {
      precondition(
        (0...capacity).contains(count), "a batch of capacity \(capacity) cannot hold \(count)")
    }
  }
  /// Inputs [B, D].
  public let inputs: UnsafeMutableBufferPointer<Float>
  /// Labels [B, K], also of the samples whose mask is 0.
  public let labels: UnsafeMutableBufferPointer<Float>
  /// 1 where a sample carries the task's label, 0 where it lacks it: [B, K].
  public let masks: UnsafeMutableBufferPointer<Float>

  /// An empty batch: no samples, all memory zero.
  public init(capacity: Int, inputWidth: Int, taskCount: Int) {
    precondition(
      capacity >= 1 && inputWidth >= 1 && taskCount >= 1,
      "no batch of \(capacity) samples, \(inputWidth) inputs and \(taskCount) tasks")
    self.capacity = capacity
    self.inputWidth = inputWidth
    self.taskCount = taskCount
    inputs = Self.aligned(capacity * inputWidth)
    labels = Self.aligned(capacity * taskCount)
    masks = Self.aligned(capacity * taskCount)
  }

  deinit {
    inputs.deallocate()
    labels.deallocate()
    masks.deallocate()
  }

  private static func aligned(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: 0)
    return floats
  }
}

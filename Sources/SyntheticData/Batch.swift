// A minibatch: B samples of T steps of D inputs, and S labels for each of K tasks with their masks.
// Row-major, single precision. Dense data is T = 1 and S = 1.

/// Memory for up to `capacity` samples, allocated once and refilled.
///
/// Shapes: inputs [B, T·D], labels [B, K·S], masks [B, K], row after row from the beginning of each
/// buffer; B = ``count``. A sample's inputs stand step after step, its labels task after task. Every
/// buffer starts at a multiple of 64 bytes and is freed with the batch.
public final class Batch {
  /// The most samples it holds.
  public let capacity: Int
  /// D, the inputs of a step.
  public let inputWidth: Int
  /// K, the tasks.
  public let taskCount: Int
  /// T, the steps of a sample.
  public let stepCount: Int
  /// S, the labels of a sample for each task: those of the last S steps.
  public let labelCount: Int
  /// B, the samples it holds at present, at most ``capacity``.
  public var count: Int = 0 {
    didSet {
      precondition(
        (0...capacity).contains(count), "a batch of capacity \(capacity) cannot hold \(count)")
    }
  }
  /// Inputs [B, T·D].
  public let inputs: UnsafeMutableBufferPointer<Float>
  /// Labels [B, K·S], also of the samples whose mask is 0.
  public let labels: UnsafeMutableBufferPointer<Float>
  /// 1 where a sample carries the task's label, 0 where it lacks it: [B, K].
  public let masks: UnsafeMutableBufferPointer<Float>

  /// What a source works with while it fills the batch.
  private var room: UnsafeMutableBufferPointer<Float>

  /// An empty batch: no samples, all memory zero.
  public init(
    capacity: Int, inputWidth: Int, taskCount: Int, stepCount: Int = 1, labelCount: Int = 1
  ) {
    precondition(
      capacity >= 1 && inputWidth >= 1 && taskCount >= 1 && stepCount >= 1 && labelCount >= 1,
      "no batch of \(capacity) samples, \(stepCount) steps of \(inputWidth) inputs and "
        + "\(taskCount) tasks with \(labelCount) labels")
    self.capacity = capacity
    self.inputWidth = inputWidth
    self.taskCount = taskCount
    self.stepCount = stepCount
    self.labelCount = labelCount
    inputs = Self.aligned(capacity * stepCount * inputWidth)
    labels = Self.aligned(capacity * taskCount * labelCount)
    masks = Self.aligned(capacity * taskCount)
    room = Self.aligned(0)
  }

  deinit {
    inputs.deallocate()
    labels.deallocate()
    masks.deallocate()
    room.deallocate()
  }

  /// Room for so many floats, of any content, until it is asked for again. It stays with the batch, so that filling
  /// it a second time allocates nothing.
  func scratch(_ count: Int) -> UnsafeMutablePointer<Float> {
    if room.count < count {
      room.deallocate()
      room = Self.aligned(count)
    }
    guard let base = room.baseAddress else { preconditionFailure("no room for \(count) floats") }
    return base
  }

  /// An empty batch for the samples of a source.
  public convenience init(capacity: Int, of source: any SampleSource) {
    self.init(
      capacity: capacity, inputWidth: source.inputWidth, taskCount: source.taskCount,
      stepCount: source.stepCount, labelCount: source.labelCount)
  }

  private static func aligned(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: 0)
    return floats
  }
}

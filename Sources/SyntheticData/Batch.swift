// A minibatch: B samples of T steps of D inputs, and S labels for each of K tasks with their masks.
// Row-major, single precision. Dense data is T = 1 and S = 1.

/// A batch of up to `capacity` samples, allocated once and refilled.
///
/// Shapes: inputs [B, T·D], labels [B, K·S], masks [B, K], row-major from the start of each buffer;
/// B = ``count``. A sample's inputs are ordered by step, its labels by task. All buffers are
/// 64-byte aligned and freed with the batch.
public final class Batch {
  /// The maximal number of samples.
  public let capacity: Int
  /// D, the number of inputs per step.
  public let inputWidth: Int
  /// K, the number of tasks.
  public let taskCount: Int
  /// T, the number of steps per sample.
  public let stepCount: Int
  /// S, the number of labels per sample and task: those of the last S steps.
  public let labelCount: Int
  /// B, the current number of samples, at most ``capacity``.
  public var count: Int = 0 {
    didSet {
      precondition(
        (0...capacity).contains(count), "a batch of capacity \(capacity) cannot hold \(count)")
    }
  }
  /// Inputs [B, T·D].
  public let inputs: UnsafeMutableBufferPointer<Float>
  /// Labels [B, K·S], including those of samples whose mask is 0.
  public let labels: UnsafeMutableBufferPointer<Float>
  /// 1 if a sample has the task's label, else 0: [B, K].
  public let masks: UnsafeMutableBufferPointer<Float>
  /// The labels without their noise [B, K·S], placed like ``labels``: what a perfect model of the
  /// generator would predict, which each source defines. Nil where the batch has no room for them.
  /// NaN until a source writes them, so that a source that does not know them gives no error by them.
  public let noiseFreeLabels: UnsafeMutableBufferPointer<Float>?

  /// The scratch space of the source that fills the batch.
  private var scratchBuffer: UnsafeMutableBufferPointer<Float>

  /// An empty batch: no samples, all memory zero.
  ///
  /// - Parameter hasNoiseFreeLabels: whether sources write noise-free labels too. Training needs none.
  public init(
    capacity: Int, inputWidth: Int, taskCount: Int, stepCount: Int = 1, labelCount: Int = 1,
    hasNoiseFreeLabels: Bool = false
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
    noiseFreeLabels =
      hasNoiseFreeLabels
      ? Self.aligned(capacity * taskCount * labelCount, filledWith: .nan) : nil
    scratchBuffer = Self.aligned(0)
  }

  deinit {
    inputs.deallocate()
    labels.deallocate()
    masks.deallocate()
    noiseFreeLabels?.deallocate()
    scratchBuffer.deallocate()
  }

  /// Scratch space of `count` floats; contents undefined, valid until the next call. The batch
  /// keeps it, so that filling the batch again allocates nothing.
  func scratch(_ count: Int) -> UnsafeMutablePointer<Float> {
    if scratchBuffer.count < count {
      scratchBuffer.deallocate()
      scratchBuffer = Self.aligned(count)
    }
    guard let base = scratchBuffer.baseAddress else {
      preconditionFailure("no scratch space of \(count) floats")
    }
    return base
  }

  /// An empty batch for the samples of a source.
  public convenience init(
    capacity: Int, of source: any SampleSource, hasNoiseFreeLabels: Bool = false
  ) {
    self.init(
      capacity: capacity, inputWidth: source.inputWidth, taskCount: source.taskCount,
      stepCount: source.stepCount, labelCount: source.labelCount,
      hasNoiseFreeLabels: hasNoiseFreeLabels)
  }

  private static func aligned(
    _ count: Int, filledWith value: Float = 0
  ) -> UnsafeMutableBufferPointer<Float> {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    let floats = memory.bindMemory(to: Float.self)
    floats.initialize(repeating: value)
    return floats
  }
}

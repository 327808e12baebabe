// A model: one buffer of parameters, one of gradients, and no allocation per pass.
//
// Dimensions: B batch, D input width, E experts, H expert width, K tasks, T steps, S labels.
public import LinearAlgebra
public import Randomness

/// A network of the zoo with its parameters and the memory of one forward and backward pass.
///
/// A class owned by a single run; it is not `Sendable`.
public final class Model {
  /// The specification.
  public let spec: ModelSpec
  /// The largest batch size.
  public let batchCapacity: Int
  /// The layout of `parameters` and `gradients`.
  public let table: [ParameterSlice]
  /// All parameters.
  public let parameters: FloatBuffer
  /// The gradient of the loss by every parameter, in the same layout; written by `backward`.
  public let gradients: FloatBuffer
  /// The slices that no step changes, as departures ask; empty for the papers' models.
  public let frozen: [ParameterSlice]
  /// The gates, bottom level first.
  public let gates: [GateDescription]

  let steps: [Compilation.Step]
  private let mixtures: [Mixture]
  private let outputs: [MemorySlot]
  // The buffers that memory slots point into.
  private let values: FloatBuffer
  private let valueGradients: FloatBuffer
  private let scratch: FloatBuffer
  /// The number of samples of the last `forward`; 0 after a `backward`.
  private var samplesForward = 0

  /// Builds the network of a specification with all parameters zero.
  ///
  /// - Throws: `SpecError` if the specification is invalid.
  public init(_ spec: ModelSpec, batchCapacity: Int) throws {
    try spec.validate()
    precondition(batchCapacity >= 1, "a batch of \(batchCapacity)")
    var network = Network(spec)
    let signals = spec.kind.definition.describe(spec, &network)
    let compiled = Compilation(network, outputs: signals, batchCapacity: batchCapacity)
    self.spec = spec
    self.batchCapacity = batchCapacity
    table = compiled.table
    frozen = compiled.table.filter(spec.freezes)
    parameters = compiled.parameters
    gradients = compiled.gradients
    steps = compiled.steps
    outputs = compiled.outputs
    values = compiled.values
    valueGradients = compiled.valueGradients
    scratch = compiled.scratch
    mixtures = compiled.steps.compactMap { step in
      if case .mixture(let mixture) = step { mixture } else { nil }
    }
    gates = mixtures.map(\.description)
  }

  /// The number of parameters.
  public var parameterCount: Int { parameters.count }

  /// The number of parameters that training changes.
  public var trainedParameterCount: Int {
    frozen.reduce(parameterCount) { $0 - $1.range.count }
  }

  /// Sets the gradients of frozen parameters to 0, after `backward` and before a step. With moments that have always been
  /// 0, an optimiser then leaves their bits alone.
  public func clearFrozenGradients() {
    for slice in frozen { gradients.slice(slice.range).update(repeating: 0) }
  }

  /// Bytes of memory of the model: parameters, values of a batch, their gradients, and scratch
  /// space.
  public var byteCount: Int {
    let buffers = [parameters, gradients, values, valueGradients, scratch]
    return steps.reduce(buffers.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride) {
      if case .lstm(let layers) = $1 { $0 + layers.byteCount } else { $0 }
    }
  }

  /// Draws the weights of every layer from U(±√(6 / (inputs + outputs))) (Glorot and Bengio, 2010),
  /// each from a stream with its name, so that no two experts start equal and a change to one layer
  /// does not affect another. Biases are 0. The papers do not state their initialisation.
  ///
  /// Each gate of an LSTM counts as a layer with H outputs, because the limit preserves the
  /// variance of a gate's pre-activations, which is independent of the other gates. The forget
  /// gate's bias is 1 (Gers, Schmidhuber and Cummins, 2000; the default of Keras): with 0 a cell
  /// would keep half of its state per step, and almost nothing of an input twenty steps ago.
  public func initialise(from stream: RandomStream) {
    parameters.clear()
    for slice in table where slice.isBias && slice.gateCount == 4 {
      let width = slice.range.count / 4
      let forget = slice.range.lowerBound + width
      parameters.slice(forget..<forget + width).update(repeating: 1)
    }
    for slice in table where !slice.isBias {
      let outputs = slice.shape[0] / slice.gateCount
      let limit = (6 / Float(outputs + slice.shape[1])).squareRoot()
      let name =
        spec.departs(.identicalInitialisation) ? Departure.commonName(slice.name) : slice.name
      stream.stream(name).fillUniform(
        parameters.slice(slice.range), in: -limit..<limit)
    }
  }

  /// Computes every task's prediction for `count` samples.
  ///
  /// - Parameter x: [B, T·D], row-major, sample-major; must remain valid until `backward` returns.
  public func forward(_ x: UnsafeMutablePointer<Float>, count: Int) {
    precondition(
      count >= 1 && count <= batchCapacity, "a batch of \(count) in a model for \(batchCapacity)")
    for step in steps { step.forward(count: count, input: x) }
    samplesForward = count
  }

  /// Computes `gradients` from the `predictionGradient` of every task, which the caller has written
  /// for the same samples as the last `forward`; at most once per `forward`, because
  /// LSTM layers overwrite their gates with gradients.
  public func backward(_ x: UnsafeMutablePointer<Float>, count: Int) {
    precondition(
      count == samplesForward, "backward through \(count) samples after \(samplesForward) forward")
    samplesForward = 0
    for step in steps.reversed() { step.backward(count: count, input: x) }
  }

  /// ŷ of a task (from 0) for the `count` samples of the last `forward`, [B, S]: the last S steps
  /// in order.
  public func predictions(task: Int, count: Int) -> MatrixView {
    outputs[task].values(count: count, input: values.base)
  }

  /// dL/dŷ of a task (from 0), to be written before `backward`, [B, S].
  public func predictionGradient(task: Int, count: Int) -> MatrixView {
    guard let gradient = outputs[task].gradient(count: count) else {
      preconditionFailure("the output of task \(task) is the network's input")
    }
    return gradient
  }

  /// The weights of `gates[gate]` for the samples of the last `forward`, [B, E].
  public func weights(gate: Int, count: Int) -> MatrixView {
    mixtures[gate].weights(count: count, input: values.base)
  }

  /// The output of expert `expert` (in the gate's order) of `gates[gate]`, [T·B, H].
  public func expertOutput(gate: Int, expert: Int, count: Int) -> MatrixView {
    mixtures[gate].experts[expert].values(count: count, input: values.base)
  }

  /// The mixture of `gates[gate]`, [T·B, H].
  public func fusion(gate: Int, count: Int) -> MatrixView {
    mixtures[gate].output.values(count: count, input: values.base)
  }

  /// The parameters of a name; nil if there is no such slice.
  public subscript(name: String) -> UnsafeMutableBufferPointer<Float>? {
    table.first { $0.name == name }.map { parameters.slice($0.range) }
  }
}

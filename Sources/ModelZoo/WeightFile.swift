// Parameters of models as files: the tensors that PyTorch's modules have, under the names of the
// model's table.
//
// A weight matrix is [outputs, inputs], as in PyTorch's `Linear`. An LSTM layer has the four tensors of
// a PyTorch `LSTM` with the gates i, f, g, o: `weight_ih_l0` [4H, D], `weight_hh_l0` [4H, H],
// `bias_ih_l0` and `bias_hh_l0` [4H]. Models have one bias: the second is written as 0, and both are
// added when read.

internal import Formats
internal import LinearAlgebra

/// Writes and reads the parameters of a model in the safetensors format.
public enum WeightFile {
  /// Writes all parameters of a model.
  ///
  /// - Parameter metadata: texts for the file's header.
  /// - Throws: `FileError`.
  public static func write(
    _ model: Model, to path: String, metadata: [String: String] = [:]
  ) throws {
    let entries = model.table.flatMap { slice in
      slice.storedNames.map { SafeTensors.Entry(name: $0, shape: slice.shape) }
    }
    let stream = try SafeTensors.stream(to: path, entries, metadata: metadata)
    for slice in model.table {
      try stream.append(UnsafeBufferPointer(model.parameters.slice(slice.range)))
      for _ in slice.storedNames.dropFirst() {
        try stream.append(Array(repeating: 0, count: slice.range.count))
      }
    }
    try stream.finish()
  }

  /// Replaces all parameters of a model by those of a file.
  ///
  /// - Throws: `FileError` for a file that is not of this model, with the first tensor that is missing,
  ///   unknown, of another shape or type, or not a number. The model is then unchanged.
  public static func read(_ path: String, into model: Model) throws {
    let file = try SafeTensors(reading: path)
    func refuse(_ reason: String) -> FileError {
      FileError(action: "use the weights of", path: path, reason: reason)
    }
    let title = model.spec.kind.definition.title
    let known = Set(model.table.flatMap(\.storedNames))
    if let unknown = file.tensors.keys.filter({ !known.contains($0) }).min() {
      throw refuse("this \(title) has no tensor \(unknown.prefix(80).debugDescription)")
    }
    var values: [[Float]] = []
    for slice in model.table {
      var sum: [Float] = []
      for name in slice.storedNames {
        guard let tensor = file.tensors[name] else {
          throw refuse("it lacks the tensor \(name) \(slice.shape)")
        }
        guard tensor.shape == slice.shape else {
          throw refuse(
            "its tensor \(name) is \(tensor.shape.prefix(8)), but must be \(slice.shape)")
        }
        guard tensor.type == .float32 else {
          throw refuse("its tensor \(name) is of the type \(tensor.type.rawValue), but must be F32")
        }
        let own = try tensor.floats()
        guard !own.contains(where: \.isNaN) else {
          throw refuse("its tensor \(name) has an element that is not a number")
        }
        // Adding zeros would make +0 of −0.
        if sum.isEmpty {
          sum = own
        } else if own.contains(where: { $0 != 0 }) {
          for index in sum.indices { sum[index] += own[index] }
        }
      }
      values.append(sum)
    }
    for (slice, values) in zip(model.table, values) {
      _ = model.parameters.slice(slice.range).update(fromContentsOf: values)
    }
  }
}

extension ParameterSlice {
  /// The names in files: of an LSTM's bias two, the sum of which it is.
  var storedNames: [String] {
    guard gateCount == 4 else { return [name] }
    func named(_ ending: String, _ stored: String) -> String? {
      name.hasSuffix(ending) ? String(name.dropLast(ending.count)) + stored : nil
    }
    if let input = named(".input.weight", ".weight_ih_l0") { return [input] }
    if let recurrent = named(".recurrent.weight", ".weight_hh_l0") { return [recurrent] }
    return [".bias_ih_l0", ".bias_hh_l0"].compactMap { named(".bias", $0) }
  }
}

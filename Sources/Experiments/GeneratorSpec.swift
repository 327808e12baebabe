// Which data an experiment asks for: one of the generators with its constants.
public import Formats
public import Randomness
public import SyntheticData

/// The constants of a generator, whichever it is.
///
/// In JSON correlated tasks stand as they are, without a word that names them, as they did before there
/// were others: identities of their runs and manifests of their studies stay what they are. The others
/// stand below their name.
public enum GeneratorSpec: Hashable, Sendable {
  /// Independent samples whose tasks have the correlation p.
  case correlatedTasks(CorrelatedTasksSpec)
  /// Sequences in modes; nothing controls the correlation of their two tasks.
  case sequentialModes(SequentialModesSpec)
  /// Sequences whose tasks have the correlation p at every step.
  case correlatedSequences(CorrelatedSequencesSpec)
}

extension GeneratorSpec {
  /// The name in experiment files.
  public var name: String {
    switch self {
    case .correlatedTasks: "correlated-tasks"
    case .sequentialModes: "sequential-modes"
    case .correlatedSequences: "correlated-sequences"
    }
  }

  /// K, the tasks.
  public var taskCount: Int {
    switch self {
    case .correlatedTasks(let spec): spec.taskCount
    case .sequentialModes: 2
    case .correlatedSequences(let spec): spec.tasks.taskCount
    }
  }

  /// Whether a correlation p of the tasks is part of a data set.
  public var hasCorrelation: Bool {
    if case .sequentialModes = self { return false }
    return true
  }

  /// Whether a sample has steps.
  public var isSequential: Bool { sequence != nil }

  /// The steps and waves; nil where samples are no sequences. Nothing that is assigned gives steps to samples that have none.
  var sequence: SequenceSpec? {
    get {
      switch self {
      case .correlatedTasks: nil
      case .sequentialModes(let spec): spec.sequence
      case .correlatedSequences(let spec): spec.sequence
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .correlatedTasks: break
      case .sequentialModes(var spec):
        spec.sequence = newValue
        self = .sequentialModes(spec)
      case .correlatedSequences(var spec):
        spec.sequence = newValue
        self = .correlatedSequences(spec)
      }
    }
  }

  /// The labels' constants; nil where labels come of modes, which nothing that is assigned changes.
  public var labels: CorrelatedTasksSpec? {
    get {
      switch self {
      case .correlatedTasks(let spec): spec
      case .sequentialModes: nil
      case .correlatedSequences(let spec): spec.tasks
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .correlatedTasks: self = .correlatedTasks(newValue)
      case .sequentialModes: break
      case .correlatedSequences(var spec):
        spec.tasks = newValue
        self = .correlatedSequences(spec)
      }
    }
  }

  /// The inputs of a sample, over all of its steps.
  var inputCount: Int {
    switch self {
    case .correlatedTasks(let spec): spec.inputWidth
    case .sequentialModes(let spec): spec.inputWidth * spec.sequence.stepCount
    case .correlatedSequences(let spec): spec.tasks.inputWidth * spec.sequence.stepCount
    }
  }

  /// S, the labels of a sample for each task.
  var labelCount: Int { sequence?.labelCount ?? 1 }

  /// Whether samples come of modes, of which the data card needs all training samples.
  var hasModes: Bool {
    if case .sequentialModes = self { return true }
    return false
  }

  /// The same data at a scale, which has the input width and the numbers of steps and labels.
  public func sized(to scale: Scale) -> GeneratorSpec {
    var spec = self
    switch spec {
    case .correlatedTasks(var tasks):
      tasks.inputWidth = scale.inputWidth
      spec = .correlatedTasks(tasks)
    case .sequentialModes(var modes):
      modes.inputWidth = scale.inputWidth
      spec = .sequentialModes(modes)
    case .correlatedSequences(var sequences):
      sequences.tasks.inputWidth = scale.inputWidth
      spec = .correlatedSequences(sequences)
    }
    if let sequence {
      spec.sequence?.stepCount = scale.stepCount ?? sequence.stepCount
      spec.sequence?.labelCount = scale.labelCount ?? sequence.labelCount
    }
    return spec
  }

  /// The same data with sequences of at most T steps; samples that are no sequences stay as they are.
  func shortened(to stepCount: Int) -> GeneratorSpec {
    guard let sequence else { return self }
    var spec = self
    spec.sequence?.stepCount = min(sequence.stepCount, stepCount)
    spec.sequence?.labelCount = min(sequence.labelCount, stepCount)
    return spec
  }

  /// Throws the first impossible field, `correlation` among them.
  ///
  /// - Parameter correlation: p; nil where there is none.
  func validate(correlation: Double?) throws(SpecError) {
    switch self {
    case .correlatedTasks(let spec): try spec.validate(correlation: p(correlation))
    case .sequentialModes(let spec): try spec.validate()
    case .correlatedSequences(let spec): try spec.validate(correlation: p(correlation))
    }
  }

  /// The data set of a draw; throws what ``validate(correlation:)`` does.
  ///
  /// - Parameter correlation: p; nil where there is none.
  public func source(
    correlation: Double?, draw: RandomStream
  ) throws(SpecError) -> any SampleSource {
    switch self {
    case .correlatedTasks(let spec):
      try CorrelatedTasks(spec, correlation: p(correlation), draw: draw)
    case .sequentialModes(let spec): try SequentialModes(spec, draw: draw)
    case .correlatedSequences(let spec):
      try CorrelatedSequences(spec, correlation: p(correlation), draw: draw)
    }
  }

  private func p(_ correlation: Double?) throws(SpecError) -> Double {
    guard let correlation else {
      throw SpecError(field: "correlation", value: "absent", allowed: "a number for \(name)")
    }
    return correlation
  }
}

extension GeneratorSpec: Codable {
  private enum CodingKeys: String, CodingKey {
    case sequentialModes = "sequential-modes"
    case correlatedSequences = "correlated-sequences"
  }

  /// Reads the one of the generators that stands there.
  public init(from decoder: any Decoder) throws {
    let named = try decoder.container(keyedBy: CodingKeys.self)
    if let spec = try named.decodeIfPresent(SequentialModesSpec.self, forKey: .sequentialModes) {
      self = .sequentialModes(spec)
    } else if let spec = try named.decodeIfPresent(
      CorrelatedSequencesSpec.self, forKey: .correlatedSequences)
    {
      self = .correlatedSequences(spec)
    } else {
      self = .correlatedTasks(try CorrelatedTasksSpec(from: decoder))
    }
  }

  /// Writes correlated tasks as they are and the others below their name.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .correlatedTasks(let spec): try spec.encode(to: encoder)
    case .sequentialModes(let spec):
      var named = encoder.container(keyedBy: CodingKeys.self)
      try named.encode(spec, forKey: .sequentialModes)
    case .correlatedSequences(let spec):
      var named = encoder.container(keyedBy: CodingKeys.self)
      try named.encode(spec, forKey: .correlatedSequences)
    }
  }
}

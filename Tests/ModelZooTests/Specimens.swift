// The specifications that the suites test.
import ModelZoo
import Testing

/// A named specification.
struct Specimen: CustomTestStringConvertible, Sendable {
  let spec: ModelSpec

  var testDescription: String {
    let counts = spec.taskExpertCounts.map(String.init).joined(separator: ",")
    return
      "\(spec.kind.rawValue) K=\(spec.taskCount) experts=[\(counts)]+\(spec.sharedExpertCount) "
      + "levels=\(spec.levelWidths) towers=\(spec.towerWidths)"
      + (spec.gateBias ? "" : " no-gate-bias")
      + (spec.selector.map { " selector=\($0.rawValue)" } ?? "")
      + (spec.gateTemperature.map { " temperature=\($0)" } ?? "")
      + (spec.bottomWidths.map { " bottom=\($0)" } ?? "")
      + (spec.stepCount.map { " T=\($0) S=\(spec.labelsPerTask)" } ?? "")
      + (spec.layers.map { " \($0.rawValue)" } ?? "")
      + (spec.departures.map { " departures=\($0.map(\.rawValue))" } ?? "")
  }
}

extension ModelSpec {
  /// Whether layers read steps separately instead of a sample's steps as one row.
  var readsSingleSteps: Bool { layerKind != .dense }
}

extension Specimen {
  /// Every kind, with shapes that public implementations get wrong; kinds with gates also without
  /// bias.
  ///
  /// Widths are odd, and below and above 8 (a vector) and 16 (a cache line).
  static let all: [Specimen] =
    ungated + (gated(bias: true) + gated(bias: false)) + bottomed + tempered + sequences

  /// LSTMs of one step, in which recurrent weights and forget gates have no effect.
  static let singleSteps: [Specimen] = sequential.map { specimen in
    var spec = specimen.spec
    (spec.stepCount, spec.labelCount) = (nil, nil)
    return Specimen(spec: spec)
  }

  /// The specimens of a kind.
  static func all(_ kind: ModelKind) -> [Specimen] { all.filter { $0.spec.kind == kind } }

  /// Models with gates.
  static let withGates = all.filter(\.spec.kind.definition.hasGates)

  /// Models whose gates weigh experts of tasks.
  static let extractions = withGates.filter(\.spec.kind.definition.hasTaskExperts)

  /// Models whose gates weigh shared experts alone.
  static let mixtures = withGates.filter { !$0.spec.kind.definition.hasTaskExperts }

  /// The usual form of a kind; the lists below add what goes wrong in others.
  private static func usual(_ kind: ModelKind, bias: Bool = true) -> Specimen {
    switch kind {
    case .singleTask: make(kind, tasks: 2, [], towers: [19, 4])
    case .multiHead: make(kind, tasks: 3, [[19, 6]], towers: [])
    case .sharedBottom: make(kind, tasks: 2, [[11]], towers: [])
    case .omoe, .mmoe: make(kind, tasks: 2, [[9]], towers: [5], shared: 3, bias: bias)
    case .mlMMoE: make(kind, tasks: 2, [[9], [17]], towers: [5], shared: 3, bias: bias)
    case .cgc: make(kind, tasks: 2, [[9]], towers: [5], own: [1, 1], shared: 1, bias: bias)
    case .ple: make(kind, tasks: 2, [[9], [17]], towers: [5], own: [1, 1], shared: 1, bias: bias)
    }
  }

  private static let ungated: [Specimen] =
    ModelKind.allCases.filter { !$0.definition.hasGates }.map { usual($0) } + [
      make(.singleTask, tasks: 1, [], towers: [5, 3]),
      make(.singleTask, tasks: 3, [], towers: []),
      make(.singleTask, tasks: 12, [], towers: [3]),
      make(.multiHead, tasks: 1, [[9]], towers: []),
      make(.multiHead, tasks: 12, [[8]], towers: []),
      make(.sharedBottom, tasks: 1, [[9]], towers: [4]),
      make(.sharedBottom, tasks: 3, [[19, 6]], towers: [5, 3]),
      make(.sharedBottom, tasks: 12, [[17]], towers: [3]),
    ]

  private static func gated(bias: Bool) -> [Specimen] {
    func mixture(
      _ kind: ModelKind, tasks: Int, experts: Int, _ levels: [[Int]], towers: [Int] = [5],
      selector: GateSelector? = nil
    ) -> Specimen {
      make(
        kind, tasks: tasks, levels, towers: towers, shared: experts, bias: bias,
        selector: selector)
    }
    func extraction(
      _ kind: ModelKind, _ own: [Int], _ shared: Int, _ levels: [[Int]], towers: [Int] = [5],
      selector: GateSelector? = nil
    ) -> Specimen {
      make(
        kind, tasks: own.count, levels, towers: towers, own: own, shared: shared, bias: bias,
        selector: selector)
    }
    let first = ModelKind.allCases.filter(\.definition.hasGates).map { usual($0, bias: bias) }
    return first + [
      mixture(.omoe, tasks: 1, experts: 2, [[5]]),
      mixture(.omoe, tasks: 3, experts: 5, [[17, 6]], towers: []),
      mixture(.omoe, tasks: 2, experts: 1, [[9]]),
      mixture(.mmoe, tasks: 1, experts: 2, [[8, 5]]),
      mixture(.mmoe, tasks: 3, experts: 4, [[21]], towers: [7, 5]),
      mixture(.mmoe, tasks: 2, experts: 1, [[9]]),
      mixture(.mmoe, tasks: 12, experts: 12, [[4]], towers: []),
      mixture(.mlMMoE, tasks: 1, experts: 2, [[9], [6]]),
      mixture(.mlMMoE, tasks: 2, experts: 3, [[9]]),
      mixture(.mlMMoE, tasks: 3, experts: 2, [[7, 5], [6], [4]]),
      mixture(.mlMMoE, tasks: 2, experts: 1, [[9], [6]]),
      mixture(.mlMMoE, tasks: 12, experts: 12, [[4], [3]], towers: []),
      mixture(.mlMMoE, tasks: 2, experts: 3, [[9], [17]], selector: .fusion),
      mixture(.mlMMoE, tasks: 2, experts: 2, [[7, 5], [6], [4]], selector: .fusion),
      mixture(.mlMMoE, tasks: 3, experts: 2, [[9], [6]], selector: .input),
      extraction(.cgc, [2], 1, [[9]]),
      extraction(.cgc, [2, 3], 2, [[18, 5]], towers: [7, 5]),
      extraction(.cgc, [1, 3, 2], 1, [[9]], towers: []),
      extraction(.cgc, [3, 2], 0, [[9]]),
      extraction(.cgc, [2, 1], 0, [[9]]),
      extraction(.cgc, [0, 2], 1, [[9]]),
      extraction(.cgc, [0, 0], 3, [[9]]),
      extraction(.cgc, [0, 0], 1, [[9]]),
      extraction(.cgc, Array(repeating: 1, count: 12), 1, [[4]], towers: []),
      extraction(.ple, [2, 1], 2, [[9]]),
      extraction(.ple, [2], 1, [[9], [6]]),
      extraction(.ple, [2, 3], 2, [[18, 7], [6, 5]], towers: [7, 5]),
      extraction(.ple, [1, 3, 2], 1, [[9], [8], [5]], towers: []),
      extraction(.ple, [3, 2], 0, [[9], [6]]),
      extraction(.ple, [2, 1], 0, [[9], [6]]),
      extraction(.ple, [1, 1], 0, [[9], [6]]),
      extraction(.ple, [0, 2], 1, [[9], [6], [4]]),
      extraction(.ple, [0, 0], 2, [[9], [6]]),
      extraction(.ple, [0, 0], 1, [[9], [6]]),
      extraction(.ple, [1, 1], 1, [[9], [17]], selector: .input),
      extraction(.ple, [2, 3], 2, [[8], [6], [5]], selector: .input),
      extraction(.ple, [2], 1, [[9], [6]], selector: .fusion),
      extraction(.ple, Array(repeating: 1, count: 12), 1, [[4], [3]], towers: []),
    ]
  }

  /// Gates with a temperature other than 1.
  private static let tempered: [Specimen] = [
    make(.mmoe, tasks: 2, [[9]], towers: [5], shared: 3),
    make(.omoe, tasks: 2, [[9]], towers: [5], shared: 3),
    make(.mlMMoE, tasks: 2, [[9], [6]], towers: [5], shared: 3),
    make(.cgc, tasks: 2, [[9]], towers: [5], own: [1, 2], shared: 1),
    make(.ple, tasks: 2, [[9], [6]], towers: [5], own: [1, 2], shared: 1),
  ].enumerated().map { index, specimen in
    var spec = specimen.spec
    spec.gateTemperature = index % 2 == 0 ? 0.5 : 3
    return Specimen(spec: spec)
  }

  /// A shared bottom under the experts.
  private static let bottomed: [Specimen] = [
    make(.omoe, tasks: 2, [[9]], towers: [5], shared: 3, bottom: [6]),
    make(.mmoe, tasks: 2, [[9]], towers: [5], shared: 3, bottom: [17]),
    make(.mmoe, tasks: 3, [[6]], towers: [], shared: 1, bottom: [8, 5]),
    make(.mlMMoE, tasks: 2, [[9], [6]], towers: [5], shared: 3, bottom: [8]),
    make(.mlMMoE, tasks: 2, [[9], [6]], towers: [5], shared: 2, selector: .fusion, bottom: [8]),
    make(.cgc, tasks: 2, [[9]], towers: [5], own: [1, 2], shared: 1, bottom: [11, 6]),
    make(.ple, tasks: 2, [[9], [6]], towers: [5], own: [1, 2], shared: 1, bottom: [8]),
    make(
      .ple, tasks: 2, [[9], [6]], towers: [5], own: [1, 1], shared: 1, selector: .input,
      bottom: [8]),
  ]

  // Models of sequences, in all three forms.
  private static let sequences: [Specimen] =
    sequential.map { specimen in
      var spec = specimen.spec
      spec.layers = spec.taskCount == 2 ? nil : .dense
      return Specimen(spec: spec)
    } + sequential
    + sequential.map { specimen in
      var spec = specimen.spec
      spec.layers = .stepwise
      return Specimen(spec: spec)
    }
    + [
      // As many labels as steps, one label of many steps, wide layers.
      make(.mmoe, tasks: 2, [[5]], towers: [3], shared: 2, steps: 3, labels: 3, layers: .lstm),
      make(.mmoe, tasks: 2, [[5]], towers: [3], shared: 2, steps: 3, labels: 3),
      make(.sharedBottom, tasks: 2, [[6]], towers: [4], steps: 12, layers: .lstm),
      make(.sharedBottom, tasks: 2, [[6]], towers: [4], steps: 12),
      make(.sharedBottom, tasks: 2, [[37]], towers: [4], steps: 3, labels: 2, layers: .lstm),
      make(.mmoe, tasks: 1, [[3, 34]], towers: [], shared: 2, steps: 3, labels: 2, layers: .lstm),
    ]

  private static let sequential: [Specimen] = [
    lstm(.singleTask, tasks: 2, [], towers: [5, 3]),
    lstm(.singleTask, tasks: 1, [], towers: [17]),
    lstm(.multiHead, tasks: 3, [[9, 4]], towers: []),
    lstm(.multiHead, tasks: 2, [[8]], towers: []),
    lstm(.sharedBottom, tasks: 2, [[9]], towers: [4]),
    lstm(.sharedBottom, tasks: 3, [[8, 5]], towers: []),
    lstm(.omoe, tasks: 2, [[6]], towers: [3], shared: 3),
    lstm(.omoe, tasks: 2, [[6]], towers: [], shared: 2),
    lstm(.mmoe, tasks: 2, [[8]], towers: [8], shared: 4, bottom: [16]),
    lstm(.mmoe, tasks: 1, [[5, 3]], towers: [], shared: 2),
    lstm(.mmoe, tasks: 2, [[5]], towers: [3], shared: 3, bias: false),
    lstm(.mmoe, tasks: 3, [[5]], towers: [3], shared: 1, bottom: [4]),
    lstm(.mlMMoE, tasks: 2, [[7], [4]], towers: [3], shared: 3),
    lstm(.mlMMoE, tasks: 2, [[7], [4]], towers: [3], shared: 2, selector: .fusion, bottom: [5]),
    lstm(.mlMMoE, tasks: 3, [[5]], towers: [], shared: 2, bias: false),
    lstm(.cgc, tasks: 2, [[7]], towers: [4], own: [1, 1], shared: 1),
    lstm(.cgc, tasks: 2, [[7, 4]], towers: [], own: [2, 3], shared: 2, bottom: [5]),
    lstm(.cgc, tasks: 2, [[5]], towers: [3], own: [0, 2], shared: 1),
    lstm(.ple, tasks: 2, [[7], [4]], towers: [3], own: [1, 1], shared: 1),
    lstm(.ple, tasks: 2, [[7], [9]], towers: [], own: [2, 3], shared: 2, bottom: [5]),
    lstm(.ple, tasks: 3, [[5], [4], [3]], towers: [3], own: [1, 2, 0], shared: 1, bias: false),
    lstm(.ple, tasks: 2, [[5], [4]], towers: [3], own: [1, 1], shared: 0),
    lstm(.ple, tasks: 2, [[5], [4]], towers: [3], own: [1, 1], shared: 1, selector: .input),
  ]

  private static func lstm(
    _ kind: ModelKind, tasks: Int, _ levels: [[Int]], towers: [Int], own: [Int] = [],
    shared: Int = 0, bias: Bool = true, selector: GateSelector? = nil, bottom: [Int]? = nil
  ) -> Specimen {
    make(
      kind, tasks: tasks, levels, towers: towers, own: own, shared: shared, bias: bias,
      selector: selector, bottom: bottom, inputs: 3, steps: 5, labels: 2, layers: .lstm)
  }

  private static func make(
    _ kind: ModelKind, tasks: Int, _ levels: [[Int]], towers: [Int], own: [Int] = [],
    shared: Int = 0, bias: Bool = true, selector: GateSelector? = nil, bottom: [Int]? = nil,
    inputs: Int = 7, steps: Int? = nil, labels: Int? = nil, layers: LayerKind? = nil
  ) -> Specimen {
    Specimen(
      spec: ModelSpec(
        kind: kind, inputWidth: inputs, taskCount: tasks, levelWidths: levels, towerWidths: towers,
        taskExpertCounts: own, sharedExpertCount: shared, gateBias: bias,
        selector: selector, stepCount: steps, labelCount: labels, layers: layers,
        bottomWidths: bottom))
  }
}

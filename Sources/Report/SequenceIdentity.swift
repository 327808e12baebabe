// Whether the models of an experiment on sequences are what their names say. An experiment may call any model by
// any name, and the claims go by names.

internal import Experiments
internal import ModelZoo

/// What the names of models stand for in the experiments on sequences.
enum SequenceIdentity {
  /// What makes a model the one that it is called.
  struct Meaning: Hashable {
    var kind: ModelKind
    var layers: LayerKind
    /// Whether it has a bottom under its experts; nil where either is meant.
    var hasBottom: Bool?
  }

  /// The names that the claims go by.
  static let meanings: [String: Meaning] = [
    "single-task": Meaning(kind: .singleTask, layers: .lstm),
    "multi-head": Meaning(kind: .multiHead, layers: .lstm),
    "shared-bottom": Meaning(kind: .sharedBottom, layers: .lstm),
    "fc-single-task": Meaning(kind: .singleTask, layers: .dense),
    "fc-multi-head": Meaning(kind: .multiHead, layers: .dense),
    "fc-shared-bottom": Meaning(kind: .sharedBottom, layers: .dense),
    "fc-mmoe": Meaning(kind: .mmoe, layers: .dense),
    SequenceStudy.memoryless: Meaning(kind: .sharedBottom, layers: .stepwise),
    SequenceStudy.mose.model: Meaning(kind: .mmoe, layers: .lstm, hasBottom: true),
    "mmoe": Meaning(kind: .mmoe, layers: .lstm),
    "ml-mmoe": Meaning(kind: .mlMMoE, layers: .lstm),
    "cgc": Meaning(kind: .cgc, layers: .lstm),
    "ple": Meaning(kind: .ple, layers: .lstm),
  ]

  /// Whether a model is what its name says; names that say nothing are nobody's.
  static func isTrue(_ choice: ModelChoice, at scale: Scale) -> Bool {
    guard let meaning = meanings[choice.name] else { return true }
    let widths = scale.widths?.first { $0.model == choice.name }
    let hasBottom = (widths?.bottomWidths ?? choice.bottomWidths) != nil
    return choice.kind == meaning.kind && (choice.layers ?? .dense) == meaning.layers
      && (meaning.hasBottom ?? hasBottom) == hasBottom
  }

  /// The names of the models in a plan that are not what their names say.
  static func impostors(in plan: Plan) -> [String] {
    plan.experiment.models.filter { !isTrue($0, at: plan.scale) }.map(\.name)
  }
}

extension ExperimentRecords {
  /// The models that are not what their names say; none where the names stand for nothing special.
  var impostors: [String] {
    guard SequenceStudy.contains(name), let plan else { return [] }
    return SequenceIdentity.impostors(in: plan)
  }

  /// Whether gains are over another model than the name of the baseline says.
  var hasOtherBaseline: Bool { impostors.contains(ModelChoice.baseline) }

  /// The records without the runs of models that are not what their names say.
  var withoutImpostors: ExperimentRecords {
    let impostors = Set(impostors)
    guard !impostors.isEmpty else { return self }
    var records = self
    records.sweep = sweep.without(impostors)
    records.gates.removeAll { impostors.contains($0.model) }
    return records
  }
}

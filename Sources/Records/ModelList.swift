// The models of one experiment as they are listed and shown everywhere, and `<experiment>/models.csv`,
// from which figures take names, colours and point shapes.

package import Experiments
package import ModelZoo

/// A model of an experiment with everything that tables, texts and figures say about it.
package struct ListedModel: Hashable, Sendable {
  /// The name in records.
  package var name: String
  package var kind: ModelKind
  package var layers: LayerKind
  /// Nil for a model that nothing special is done with.
  package var role: ModelRole?
  /// The name at the beginning of a sentence.
  package var title: String
  /// The name in figures.
  package var label: String
  /// `#RRGGBB`.
  package var colour: String
  /// gnuplot's number of a point shape.
  package var point: Int
  /// The name in published tables.
  package var published: String

  /// The name within a sentence: one that is no acronym starts with a small letter.
  package var titleWithin: String { Self.within(title) }

  /// A title within a sentence: only a word whose other letters are small loses its capital: `Shared bottom`, but not `MMoE`.
  package static func within(_ title: String) -> String {
    let word = title.prefix { $0.isLetter }
    let isAcronym = word.dropFirst().contains(where: \.isUppercase)
    return isAcronym ? title : title.prefix(1).lowercased() + title.dropFirst()
  }

  package static let schema = Schema<ListedModel>([
    .computed("model", .text, .key, "the model's name in the experiment file", \.name),
    .computed("kind", .text, .configuration, "its kind in the zoo", { $0.kind.rawValue }),
    .computed(
      "layers", .text, .configuration, "what its layers are: dense, lstm or stepwise",
      { $0.layers.rawValue }),
    .computed(
      "role", .optionalText, .configuration,
      "baseline, placebo, planted or control; empty for all others", { $0.role?.rawValue ?? "" }),
    .computed("title", .text, .presentation, "its name in texts", \.title),
    .computed("label", .text, .presentation, "its name in figures", \.label),
    .computed("colour", .text, .presentation, "its colour in figures", \.colour),
    .computed("point", .integer, .presentation, "gnuplot's number of its point shape", \.point),
  ])

  package static let description = TableDescription(
    schema, file: "models.csv", row: "model, in listing order", isDerived: true,
    evidence: .none("it shows no measurement"))
}

/// The models of an experiment in listing order, with their settings.
package struct ModelList: Sendable {
  /// By role, layers, kind and name: the reference models first, then from simple to complex.
  package let models: [ListedModel]
  private let settings: [String]

  /// The models as an experiment file names and shows them.
  package init(_ experiment: Experiment, _ presentation: Presentation) {
    settings = experiment.settings.map(\.name)
    let baseline = experiment.models.first(where: \.isBaseline)
    models = experiment.models.map { choice in
      let look = presentation.models[choice.name] ?? ModelLook()
      let definition = choice.kind.definition
      // The baseline's network under another name.
      let isRetrained = choice.isRetrainedBaseline
      let title =
        look.title
        ?? (isRetrained ? choice.isPlacebo ? "Placebo" : "Planted" : definition.title)
      return ListedModel(
        name: choice.name, kind: choice.kind,
        layers: (isRetrained ? baseline?.layers : choice.layers) ?? .dense, role: choice.role,
        title: title, label: look.label ?? ListedModel.within(title),
        colour: look.colour ?? (isRetrained ? "#999999" : definition.colour),
        point: look.point ?? (isRetrained ? choice.isPlacebo ? 6 : 2 : definition.point),
        published: look.published ?? choice.kind.rawValue)
    }.sorted { Self.rank($0) < Self.rank($1) }
  }

  private static func rank(_ model: ListedModel) -> (Int, Int, Int, String) {
    let role =
      switch model.role {
      case .baseline: 0
      case .placebo: 1
      case .planted: 2
      case .control: 3
      case nil: 4
      }
    let layers =
      switch model.layers {
      case .dense: 0
      case .stepwise: 1
      case .lstm: 2
      }
    return (role, layers, model.kind.rank, model.name)
  }

  /// A model by its name; nil if the experiment has none of that name.
  package subscript(name: String) -> ListedModel? { models.first { $0.name == name } }

  /// The model with a role that only one model has.
  package func model(_ role: ModelRole) -> ListedModel? { models.first { $0.role == role } }

  /// Orders arms: by model, then by setting as in the file.
  package func precedes(_ first: Arm, _ second: Arm) -> Bool {
    func rank(_ arm: Arm) -> (Int, Int) {
      (
        models.firstIndex { $0.name == arm.model } ?? models.count,
        settings.firstIndex(of: arm.setting) ?? settings.count
      )
    }
    return rank(first) < rank(second)
  }

  /// Distinct arms in listing order.
  package func sorted(_ arms: some Sequence<Arm>) -> [Arm] { Set(arms).sorted(by: precedes) }

  // MARK: Names in texts

  /// A model's name at the beginning of a sentence.
  package func title(_ model: String) -> String { self[model]?.title ?? model }

  /// A model's name within a sentence.
  package func titleWithin(_ model: String) -> String { self[model]?.titleWithin ?? model }

  /// The same with the setting in brackets, unless that is the default.
  package func title(_ arm: Arm) -> String {
    title(arm.model) + (arm.isDefault ? "" : " (\(arm.setting))")
  }
}

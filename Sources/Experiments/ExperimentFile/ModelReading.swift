// What a model of an experiment file may say.
import ModelZoo

extension Reading where Value == ModelChoice {
  /// A model of the zoo, or the placebo, with the keys that its kind has.
  static var model: Reading {
    .mapping([
      "model", "name", "levels", "taskExperts", "sharedExperts", "levelWidths", "towerWidths",
      "layers", "bottomWidths",
    ]) { fields throws(ExperimentFileError) in
      let model = try fields.required("model", .word(modelNames))
      let name = try fields.optional("name", .name(of: model)) ?? model
      let kind = ModelKind(rawValue: model) ?? .singleTask
      let definition = kind.definition
      func absent(_ key: String, _ reason: String) throws(ExperimentFileError) {
        if let value = fields[key] {
          throw value.refusal(allowed: "absent for \(model), which \(reason)")
        }
      }
      let levels: Int
      if definition.levels.count == 1 {
        levels = definition.levels.lowerBound
        if let value = fields["levels"], value.written != "\(levels)" {
          throw value.refusal(allowed: "\(levels) or absent for \(model)")
        }
      } else {
        levels = try fields.required("levels", .integer(definition.levels))
      }
      if !definition.hasTaskExperts { try absent("taskExperts", "has no task-specific experts") }
      if !definition.hasGates { try absent("sharedExperts", "has no experts") }
      if !definition.hasGates { try absent("bottomWidths", "has no experts to stand under") }
      if levels == 0 { try absent("levelWidths", "has no levels") }
      if !definition.hasTowers { try absent("towerWidths", "has no towers") }
      if model == ModelChoice.placebo {
        for key in ["towerWidths", "layers"] { try absent(key, "is single-task over again") }
      }
      let taskExperts =
        definition.hasTaskExperts
        ? try fields.required(
          "taskExperts", .list("counts, one per task", of: .integer(0...mostExperts))) : []
      let sharedExperts =
        definition.hasGates
        ? try fields.required(
          "sharedExperts", .integer((definition.hasTaskExperts ? 0 : 1)...mostExperts)) : 0
      let layers = try fields.optional("layers", Reading<LayerKind>.choice)
      return ModelChoice(
        name: name, kind: kind, levels: levels, taskExperts: taskExperts,
        sharedExperts: sharedExperts, levelWidths: try fields.levelWidths(levels),
        towerWidths: try fields.optional("towerWidths", .widths(atLeast: 0)),
        layers: layers == .dense ? nil : layers,
        bottomWidths: try fields.optional("bottomWidths", .widths(atLeast: 1)))
    }
  }

  /// The placebo stands beside the model that it is.
  private static var modelNames: [String] {
    ModelDefinition.all.flatMap { definition in
      definition.kind == .singleTask
        ? [definition.kind.rawValue, ModelChoice.placebo] : [definition.kind.rawValue]
    }
  }
}

extension Reading where Value == String {
  /// A model's name in records. Nothing goes by the name of another model, and the placebo has its own.
  fileprivate static func name(of model: String) -> Reading {
    .text(
      model == ModelChoice.placebo
        ? "placebo or absent for placebo"
        : "lower-case words joined by hyphens, and not the name of another model"
    ) { name in
      name == model
        || (model != ModelChoice.placebo && isHyphenated(name) && name != ModelChoice.placebo
          && ModelKind(rawValue: name) == nil)
    }
  }
}

extension Fields {
  /// The widths of all levels; nil where they are absent.
  func levelWidths(_ levels: Int) throws(ExperimentFileError) -> [[Int]]? {
    let widths = try optional(
      "levelWidths",
      Reading<[[Int]]>.list("lists of widths, one per level", of: .widths(atLeast: 1)))
    if let widths, widths.count != levels {
      throw (self["levelWidths"] ?? yaml).refusal(
        found: "\(widths)", allowed: "one list of widths per level, \(levels) in all")
    }
    return widths
  }
}

// What a model of an experiment file may say.
import ModelZoo

/// A model of an experiment file, and how it is shown.
struct DeclaredModel {
  var choice: ModelChoice
  /// Nil where the file says nothing about it.
  var look: ModelLook?
}

extension Reading where Value == DeclaredModel {
  /// A model of the zoo with the keys that its kind and its role have.
  static var model: Reading {
    .mapping(
      [
        "model", "name", "role", "levels", "taskExperts", "sharedExperts", "levelWidths",
        "towerWidths", "layers", "bottomWidths", "epochCount", "labelShares",
      ] + lookKeys
    ) { fields throws(ExperimentFileError) in
      DeclaredModel(choice: try fields.modelChoice(), look: try fields.look())
    }
  }
}

extension Fields {
  /// The kind of a model, by its word in the zoo.
  private func modelKind() throws(ExperimentFileError) -> ModelKind {
    if let value = self["model"], value.written == ModelRole.placebo.rawValue {
      throw value.refusal(
        allowed: "a model of the zoo: the placebo is a role, as in "
          + "- {model: single-task, name: placebo, role: placebo}")
    }
    return try required("model", Reading<ModelKind>.choice.deciding)
  }

  /// What is built and trained.
  fileprivate func modelChoice() throws(ExperimentFileError) -> ModelChoice {
    let kind = try modelKind()
    let name = try optional("name", .name(of: kind)) ?? kind.rawValue
    let role = try optional("role", Reading<ModelRole>.choice)
    let definition = kind.definition
    func absent(_ key: String, _ reason: String) throws(ExperimentFileError) {
      if let value = self[key] {
        throw value.refusal(allowed: "absent for \(name), which \(reason)")
      }
    }
    let levels: Int
    if definition.levels.count == 1 {
      levels = definition.levels.lowerBound
      if let value = self["levels"], value.written != "\(levels)" {
        throw value.refusal(allowed: "\(levels) or absent for \(name)")
      }
    } else {
      levels = try required("levels", .integer(definition.levels))
      // Where problems are gathered and this is one: what depends on it cannot be judged.
      if self["levels"]?.written != "\(levels)" {
        return ModelChoice(name: name, role: role, kind: kind, levels: levels)
      }
    }
    if !definition.hasTaskExperts { try absent("taskExperts", "has no task-specific experts") }
    if !definition.hasGates { try absent("sharedExperts", "has no experts") }
    if !definition.hasGates { try absent("bottomWidths", "has no experts") }
    if levels == 0 { try absent("levelWidths", "has no levels") }
    if !definition.hasTowers { try absent("towerWidths", "has no towers") }
    if role == .placebo || role == .planted {
      for key in ["levelWidths", "towerWidths", "layers"] {
        try absent(key, "is the baseline's network")
      }
    }
    if role != .planted {
      for key in ["epochCount", "labelShares"] { try absent(key, "is not planted") }
    }
    let taskExperts =
      definition.hasTaskExperts
      ? try required(
        "taskExperts", .list("counts, one per task", of: .integer(0...mostExperts))) : []
    let sharedExperts =
      definition.hasGates
      ? try required(
        "sharedExperts", .integer((definition.hasTaskExperts ? 0 : 1)...mostExperts)) : 0
    let layers = try optional("layers", Reading<LayerKind>.choice)
    return ModelChoice(
      name: name, role: role, kind: kind, levels: levels, taskExperts: taskExperts,
      sharedExperts: sharedExperts, levelWidths: try levelWidths(levels),
      towerWidths: try optional("towerWidths", .widths(atLeast: 0)),
      layers: layers == .dense ? nil : layers,
      bottomWidths: try optional("bottomWidths", .widths(atLeast: 1)),
      plant: role == .planted
        ? Plant(
          epochCount: try required("epochCount", .epochCount),
          labelShares: try required("labelShares", .list("shares, one per task", of: .share)))
        : nil)
  }
}

extension Reading where Value == String {
  /// A model's name in records; it must not be the word of another kind.
  fileprivate static func name(of kind: ModelKind) -> Reading {
    .text("lower-case words joined by hyphens, and not the name of another model") { name in
      name == kind.rawValue || (isHyphenated(name) && ModelKind(rawValue: name) == nil)
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

// Where in an experiment file an error belongs that a specification has found.
import Formats

extension ExperimentChecks {
  /// What is wrong at a path, or at the document where the file does not have it.
  func refusal(
    at path: String, found: String? = nil, allowed: String
  ) -> ExperimentFileError {
    (yaml.value(at: path) ?? yaml).refusal(found: found, allowed: allowed)
  }

  /// A specification's error at the first of `paths` that stands in the file; without its last index
  /// a path will do. Failing all, the error in its own words at `surroundings`.
  func located(
    _ error: SpecError, at paths: [String], within surroundings: String
  ) -> ExperimentFileError {
    for path in paths {
      let whole = path.last == "]" ? path[..<(path.lastIndex(of: "[") ?? path.endIndex)] : path[...]
      guard let value = yaml.value(at: path) ?? yaml.value(at: String(whole)) else { continue }
      switch value.content {
      case .plain, .quoted: return value.refusal(allowed: error.allowed)
      case .list, .mapping: return value.refusal(found: error.value, allowed: error.allowed)
      }
    }
    return ExperimentFileError(
      file: yaml.file, line: (yaml.value(at: surroundings) ?? yaml).line,
      problem: "\(surroundings): \(error)")
  }

  /// The error of a model's specification; its fields are named a little differently in files, and
  /// those that a file leaves out come from the scale.
  func located(
    _ error: SpecError, ofModel index: Int, setting: Int, scale: String
  ) -> ExperimentFileError {
    let model = "models[\(index)]"
    let subscripted = error.field.firstIndex(of: "[") ?? error.field.endIndex
    let suffix = error.field[subscripted...]
    let widths = widthsPaths(ofModel: index, scale: scale)
    let paths =
      switch error.field[..<subscripted] {
      case "inputWidth": ["\(scale).inputWidth"]
      case "stepCount": ["\(scale).stepCount"]
      case "labelCount": ["\(scale).labelCount", "\(scale).stepCount"]
      case "taskCount": ["data.taskCount"]
      case "taskExpertCounts": ["\(model).taskExperts\(suffix)"]
      case "sharedExpertCount": ["\(model).sharedExperts"]
      case "levelWidths":
        widths.map { "\($0).levelWidths\(suffix)" }
          + ["\(model).levelWidths\(suffix)", "\(model).levels"]
      case "bottomWidths":
        widths.map { "\($0).bottomWidths" } + ["\(model).bottomWidths", "\(model).model"]
      case "selector", "departures", "frozen":
        ["settings[\(setting)].\(error.field[..<subscripted])"]
      case "towerWidths":
        widths.map { "\($0).towerWidths" }
          + ["\(model).towerWidths", "\(scale).hiddenWidths"]
      default: ["\(model).\(error.field)"]
      }
    return located(error, at: paths, within: model)
  }

  /// Where a scale has widths for a model alone: one place or none.
  private func widthsPaths(ofModel index: Int, scale: String) -> [String] {
    let name = experiment.models[index].name
    let sized = experiment.scales.first { "scales.\($0.name.rawValue)" == scale }
    return (sized?.scale.widths ?? []).indices
      .filter { sized?.scale.widths?[$0].model == name }.map { "\(scale).widths[\($0)]" }
  }
}

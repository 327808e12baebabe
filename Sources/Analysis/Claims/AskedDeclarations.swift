// Which declarations are asked at a scale that leaves some settings or models out.

package import Experiments

extension [Declaration] {
  /// The declarations without settings and models that are left out at the experiment's scale; one that would be
  /// about nothing else, or compare with nothing else, is not asked.
  package func asked(of experiment: Experiment) -> [Declaration] {
    let omitted = Set(experiment.omitted)
    if omitted.isEmpty { return self }
    return compactMap { declaration in
      var declaration = declaration
      for (name, value) in declaration.arguments
      where Arguments.namingSettings.contains(name) || Arguments.namingModels.contains(name) {
        switch value {
        case .text(let text) where omitted.contains(text): return nil
        case .text: continue
        case .list(let names):
          let run = names.filter { !omitted.contains($0) }
          if run.isEmpty { return nil }
          declaration.arguments[name] = .list(run)
        }
      }
      return declaration
    }
  }
}

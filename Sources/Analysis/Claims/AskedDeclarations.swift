// Which declarations are asked at a scale that leaves some settings out.

package import Experiments

extension [Declaration] {
  /// The declarations without settings that are left out at the experiment's scale; one about nothing but such
  /// settings is not asked.
  package func asked(of experiment: Experiment) -> [Declaration] {
    let omitted = Set(experiment.omittedSettings)
    if omitted.isEmpty { return self }
    return compactMap { declaration in
      var declaration = declaration
      for (name, value) in declaration.arguments where Arguments.namingSettings.contains(name) {
        switch value {
        case .text(let setting) where omitted.contains(setting): return nil
        case .text: continue
        case .list(let settings):
          let run = settings.filter { !omitted.contains($0) }
          if run.isEmpty { return nil }
          declaration.arguments[name] = .list(run)
        }
      }
      return declaration
    }
  }
}

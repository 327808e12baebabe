// Which declarations are asked at a scale that leaves some settings or models out.

package import Experiments

extension Declaration {
  /// The declaration without settings and models that are left out at the experiment's scale; nil where it would be
  /// about nothing else, or compare with nothing else, and is not asked.
  package func asked(of experiment: Experiment) -> Declaration? {
    let omitted = Set(experiment.omitted)
    var asked = self
    for (name, value) in arguments
    where Arguments.namingSettings.contains(name) || Arguments.namingModels.contains(name) {
      switch value {
      case .text(let text): if omitted.contains(text) { return nil }
      case .list(let names):
        let run = names.filter { !omitted.contains($0) }
        if run.isEmpty, !names.isEmpty { return nil }
        asked.arguments[name] = .list(run)
      }
    }
    return asked
  }
}

extension [Declaration] {
  /// Those that are asked at the experiment's scale.
  package func asked(of experiment: Experiment) -> [Declaration] {
    compactMap { $0.asked(of: experiment) }
  }
}

// How scarce the labels of tasks are, by setting.

package import Experiments
internal import SyntheticData

extension ExperimentRecords {
  /// The task whose labels are scarcest in some setting, by its key; the first of several.
  package var sparsestTask: String {
    let shares = sweep.tasks.indices.map { task in
      plan.experiment.settings.map { plan.labelShare(task: task, in: $0) }.min() ?? 1
    }
    let least = shares.indices.min { (shares[$0], $0) < (shares[$1], $1) }
    return least.map { sweep.tasks[$0] } ?? ""
  }
}

extension Plan {
  /// The share of samples that carry a task's label in a setting.
  package func labelShare(task: Int, in setting: Setting) -> Double {
    (setting.data ?? experiment.data).labels?.labelShares?[task] ?? 1
  }

  /// Whether a setting is the default but for the shares of labels.
  package func differsInSharesAlone(_ setting: Setting) -> Bool {
    guard var other = experiment.settings.first else { return false }
    (other.name, other.data, other.departsFrom) = (setting.name, setting.data, setting.departsFrom)
    var data = setting.data ?? experiment.data
    data.labels?.labelShares = experiment.data.labels?.labelShares
    return other == setting && data == experiment.data
  }
}

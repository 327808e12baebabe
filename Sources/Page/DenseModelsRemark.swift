// A remark on experiments that compare networks of LSTMs with fully connected ones.

internal import Analysis
internal import Experiments
internal import ModelZoo
internal import Records

extension ExperimentResults {
  /// What seesaws of fully connected models beside a baseline of LSTMs are not; nil where there are none.
  var denseModelsRemark: String? {
    let isMixed =
      models.model(.baseline)?.layers == .lstm
      && models.models.contains { $0.layers == .dense && $0.role == nil }
    return isMixed
      ? "The baseline is a network of LSTMs, from which the fully connected models differ in more than sharing: theirs are "
        + "no seesaws of sharing." : nil
  }
}

// What the figures of sequences show.

internal import Experiments
internal import Formats
internal import ModelZoo

extension FigureSentences {
  /// MoSE's Figure 6 redone.
  var sequenceErrors: String {
    guard let table = result.sequenceErrors else { return "" }
    let lowest = sweep.tasks.compactMap { best(table, on: $0) }
    let judged = table.judged(.relative)
    return
      "Top: NMSE, mean with 95% t interval over replicates. Below: MSE relative to the single-task LSTM's on the same data, "
      + "geometric mean with its 95% interval and, as a thin line, the 95% prediction interval for one further run; diamonds "
      + "are the paper's single runs, relative to its own sequential multi-model. Models without a remark are LSTMs. "
      + "The lowest mean NMSE, without a test: \(Phrase.list(lowest)). "
      + (judged.isEmpty
        ? ""
        : "\(judged.count { $0 }) of \(judged.count) diamonds lie in the prediction interval, "
          + "and \(table.undistinguishing) of these intervals hold 1 as well. ")
      + "Errors as such are not comparable with the paper's, which does not print the constants of its data; all rows, raw "
      + "errors among them: [mose-figure6.csv](\(result.records.name)/mose-figure6.csv)."
  }

  /// The model with the lowest mean NMSE on a task.
  private func best(_ table: SequenceErrors, on task: String) -> String? {
    let rows = table.rows.filter { row in
      row.task == task && row.unit == .nmse
        && sweep.arms.contains(Arm(model: row.model)) && row.mean != nil
    }
    return rows.min { ($0.mean ?? .infinity) < ($1.mean ?? .infinity) }.map {
      "\(Phrase.modelWithin($0.model)) on task \(task.dropFirst(4)) (\(Phrase.significant($0.mean ?? 0)))"
    }
  }

  /// What rates of fully connected models are not, where there are both.
  static func dense(_ records: ExperimentRecords) -> String {
    let models = records.plan?.experiment.models ?? []
    guard SequenceStudy.contains(records.name),
      models.contains(where: { ($0.layers ?? .dense) == .dense && !$0.isPlacebo })
    else { return "" }
    return
      "The baseline is a network of LSTMs, from which the fully connected models differ in more than sharing: theirs are "
      + "no rates of a seesaw of sharing."
  }

  /// MoSE's Figure 5 redone.
  var modeCurves: String {
    guard let table = result.modeCurves else { return "" }
    let modes = Set(table.rows.map { $0[0] }).count
    let samples = Set(table.rows.map { $0[1] }).count
    return
      "Input 1 and both labels of \(Phrase.count(samples, "sample")) of \(Phrase.count(modes, "mode")) at every step, on "
      + "the data of replicate \(ReplicateBars.replicate), made from the specification. Colour is the mode. The last "
      + "steps are the ones to be predicted."
  }
}

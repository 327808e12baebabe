// MoSE's Figure 6 beside what was measured: 16 errors of single runs.

internal import Formats

/// In how many cells the published run is one that this study would expect.
struct MoSEPublishedErrors: ClaimFamily {
  func claims(_ study: Study) -> [Claim] {
    guard let records = study.experiment(SequenceStudy.modes) else { return [] }
    let table = SequenceErrors(records, published: study.published)
    let relative = table.judged(.relative)
    guard !relative.isEmpty else { return [] }
    let raw = table.judged(.raw)
    let within = relative.count { $0 }
    return [
      Claim(
        statement:
          "The paper's errors relative to its sequential multi-model (single-task here) are those of one more run in \(within) of "
          + "\(relative.count) cells",
        source: "MoSE Figure 6", published: "\(relative.count) errors", measured: Double(within),
        count: relative.count,
        rule:
          "cells (model x task) in which the published error over the published one of single-task lies in the 95% prediction "
          + "interval of the same ratio for one further run; a description",
        finding: .descriptive,
        detail:
          "\(table.undistinguishing) of the \(relative.count) intervals hold a ratio of 1 too, so that they tell little apart. "
          + "Of the errors as printed \(raw.count { $0 }) of \(raw.count) lie in their intervals; those are not comparable, "
          + "since the constants of the paper's data are not published.")
    ]
  }
}

// "The variance of the shared bottom is much larger" (MMoE, Figure 5): whose errors vary most from run to run?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The standard deviation over draws of one model's errors against those of others.
package struct VariesMost: ClaimFamily {
  package static let name = "varies-most"
  package static let unit = "log ratio of standard deviations"

  /// In what errors are measured.
  enum Measure: String, CaseIterable {
    /// MSE / Var(y), the loss that the figure's histograms count.
    case nmse
    /// ln of the excess error: how much runs differ for their size.
    case logExcess = "log_excess"

    var metric: Metric { self == .nmse ? .nmse : .logExcess }
    var words: String { self == .nmse ? "NMSE" : "log excess error" }
  }

  /// A standard deviation that is larger by less than this, in its logarithm, is not much larger.
  static let margin = 0.2

  private let subject: String
  private let rivals: [String]
  private let setting: String
  private let measure: Measure

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rivals = try arguments.models("over")
    measure = try arguments.word("measure", default: .nmse)
    setting = try arguments.setting("setting")
  }

  private var key: [String] {
    [subject, measure.rawValue] + SmallestSpread.key(setting)
  }

  package var keys: [[String]] { [key] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let records = results.records
    let own = records.arm(of: subject, in: setting)
    guard records.sweep.arms.contains(own) else { return [] }
    let parts = rivals.map { rival in
      IntersectionUnion.Part(
        name: results.models.titleWithin(rival),
        values: Self.ratios(
          records.sweep, own, over: records.arm(of: rival, in: setting), measure.metric),
        margin: Self.margin)
    }
    let weakest = IntersectionUnion.weakest(parts)
    return [
      Claim(
        key,
        statement:
          "\(results.models.title(subject)) varies most from run to run, in \(measure.words)"
          + Phrase.on(setting: setting),
        measured: weakest?.estimate.mean, lower: weakest?.estimate.lower,
        upper: weakest?.estimate.upper, count: weakest?.estimate.count ?? 0,
        rule:
          "ln of the subject's standard deviation over draws (new data, new first weights) divided by the rival's, mean over "
          + "tasks and correlations; mean of jackknife pseudo-values, which corrects its bias, and t bounds on them; "
          + IntersectionUnion.words(margin: Phrase.threshold(Self.margin), parts: "rivals"),
        finding: IntersectionUnion.finding(parts),
        detail: "The bounds are those against \(weakest?.part.name ?? "none").")
    ]
  }

  /// Pseudo-values of the log ratio; none where it does not exist. Draws with a gap anywhere are left out.
  static func ratios(_ sweep: Sweep, _ own: Arm, over other: Arm, _ metric: Metric) -> [Double] {
    let columns = sweep.correlations(of: own).flatMap { correlation in
      sweep.tasks.indices.map { task in
        (
          sweep.errors(own, correlation, task: task, metric),
          sweep.errors(other, correlation, task: task, metric)
        )
      }
    }
    let whole = sweep.draws.indices.filter { draw in
      columns.allSatisfy { $0.0[draw] != nil && $0.1[draw] != nil }
    }
    return logDeviationRatios(
      columns.map { pair in
        (whole.compactMap { pair.0[$0] }, whole.compactMap { pair.1[$0] })
      }) ?? []
  }
}

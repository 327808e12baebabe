// "The two tasks weigh experts very differently in CGC and similarly in MMoE" (PLE, section 5.3, Figure 8).

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether tasks differ more in a model with experts of their own than in one without, beyond what both show where
/// the tasks are the same.
package struct TaskDifferences: ClaimFamily {
  package static let name = "task-differences"
  package static let unit = "difference of weights"
  /// The negative control: at p = 1 both tasks are the same function.
  private static let identical = "1.00"

  private let separated: String
  private let pooled: String

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    try arguments.requireGates()
    separated = try arguments.model("separated", withTaskExperts: true)
    pooled = try arguments.model("pooled", withTaskExperts: false)
    guard arguments.experiment.correlations.contains(1) else {
      throw arguments.refusal(
        "needs data at p = 1, where all tasks are the same: without it there is no control")
    }
  }

  package var keys: [[String]] { [[separated, pooled]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let own = results.records.gates(of: separated).map({ GateSweep($0) }),
      let other = results.records.gates(of: pooled).map({ GateSweep($0) })
    else { return [] }
    let (title, name) = (results.models.title(separated), results.models.titleWithin(pooled))
    let draws = own.draws
    let distinct = own.correlations.filter { $0 != Self.identical }
    if distinct.isEmpty { return [] }
    func change(_ sweep: GateSweep, _ value: @escaping (GateRun) -> Double?) -> DrawColumn {
      .difference(
        .mean(of: distinct.map { sweep.column($0, draws, value) }),
        sweep.column(Self.identical, draws, value))
    }
    let inOwn = change(own) { $0.sharedMassDifference() }
    let inOther = change(other) { $0.weightDifference() }
    let contrast = Estimate(DrawColumn.difference(inOwn, inOther).present)
    let published = published(results)
    let margin = published.map { $0 / 4 } ?? 0
    let means = [(title, inOwn), (results.models.title(pooled), inOther)].compactMap {
      title, column in
      Summary(column.present).map { "\(title) \(Phrase.signed($0.mean))" }
    }
    return [
      Claim(
        [separated, pooled],
        statement: "Tasks weigh experts differently in \(title) and alike in \(name)",
        published: published.map { NumberFormat.decimal($0, places: 2) } ?? "",
        measured: contrast?.mean, lower: contrast?.lower, upper: contrast?.upper,
        count: contrast?.count ?? 0,
        rule:
          "difference in differences: (tasks' absolute difference in the separated model at p < 1 minus that at p = 1) minus the same of the "
          + "pooled model; of shared mass in the separated one, half the sum of absolute differences of mean weights in the pooled one; "
          + "supported iff the one-sided 95% lower bound > 0; not supported iff the upper bound < "
          + "\(NumberFormat.decimal(margin, places: 2)), a quarter of the published difference at one p; both: negligible",
        finding: CommonRule.finding(
          lower: contrast?.lower, upper: contrast?.upper, margin: margin),
        detail: "From p = 1 to p < 1: \(means.joined(separator: ", ")).")
    ]
  }

  /// The same contrast in the paper's Figure 8.
  private func published(_ results: ExperimentResults) -> Double? {
    func gate(_ model: String, _ gate: String) -> [PublishedValues.Weight] {
      results.published.weights(results.models[model]?.published ?? model, level: 1, gate: gate)
    }
    let shared = ["task1", "task2"].compactMap { name in
      gate(separated, name).first { $0.expert == "shared" }?.mean
    }
    let weights = ["task1", "task2"].map { gate(pooled, $0).map(\.mean) }
    guard shared.count == 2, !weights[0].isEmpty, weights[0].count == weights[1].count else {
      return nil
    }
    let spread = zip(weights[0], weights[1]).reduce(0) { $0 + abs($1.0 - $1.1) / 2 }
    return abs(shared[0] - shared[1]) - spread
  }
}

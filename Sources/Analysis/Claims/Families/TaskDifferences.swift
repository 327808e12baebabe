// "The two tasks weigh experts very differently in CGC and similarly in MMoE" (PLE, section 5.3, Figure 8).

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// Whether tasks differ more in a model with experts of their own than in one without, and only because
/// the tasks differ.
package struct TaskDifferences: ClaimFamily {
  package static let name = "task-differences"
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
        "needs data at p = 1, where both tasks are the same: without it there is no control")
    }
  }

  package var keys: [[String]] { [[separated, pooled]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    guard let own = results.records.gates(of: separated).map({ GateSweep($0) }),
      let other = results.records.gates(of: pooled).map({ GateSweep($0) })
    else { return [] }
    let (title, name) = (results.models.title(separated), results.models.titleWithin(pooled))
    let replicates = own.replicates
    let distinct = own.correlations.filter { $0 != Self.identical }
    let inOwn = ReplicateColumn.mean(
      of: distinct.map { own.column($0, replicates) { $0.sharedMassDifference() } })
    let inOther = ReplicateColumn.mean(
      of: distinct.map { other.column($0, replicates) { $0.weightDifference() } })
    // The keys are in numerical order, and a correlation may be negative.
    let weakest =
      distinct.min { abs(Double($0) ?? 0) < abs(Double($1) ?? 0) } ?? Self.identical
    let control = ReplicateColumn.difference(
      own.column(weakest, replicates) { $0.sharedMassDifference() },
      own.column(Self.identical, replicates) { $0.sharedMassDifference() })
    let published = published(results)
    let margin = published.map { $0 / 4 } ?? 0
    let parts = [
      IntersectionUnion.Part(
        name: "\(title) minus \(name)",
        values: ReplicateColumn.difference(inOwn, inOther).present, margin: margin),
      IntersectionUnion.Part(
        name: "\(title) at p = \(weakest) minus \(title) at p = 1", values: control.present,
        margin: margin),
    ]
    let contrast = Estimate(parts[0].values)
    return [
      Claim(
        [separated, pooled],
        statement: "Tasks weigh experts differently in \(title) and alike in \(name)",
        published: published.map { NumberFormat.decimal($0, places: 2) } ?? "",
        measured: contrast?.mean, lower: contrast?.lower, upper: contrast?.upper,
        count: contrast?.count ?? 0,
        rule:
          "difference of the tasks' shared mass in the separated model minus half the sum of differences of mean weights in the pooled one, mean over "
          + "p < 1; reproduced iff its one-sided 95% lower bound > 0 and the separated model's difference is larger at p = \(weakest) "
          + "than at p = 1; contradicted iff either is below \(NumberFormat.decimal(margin, places: 2)), a quarter of the "
          + "published difference (Holm over 2)",
        finding: IntersectionUnion.finding(parts),
        detail: Self.detail(
          [(title, inOwn.present), (results.models.title(pooled), inOther.present)],
          control: parts[1]))
    ]
  }

  private static func detail(
    _ models: [(title: String, values: [Double])], control: IntersectionUnion.Part
  ) -> String {
    let means = models.compactMap { model in
      Summary(model.values).map { "\(model.title) \(NumberFormat.decimal($0.mean, places: 3))" }
    }
    guard means.count == models.count, let control = Estimate(control.values) else { return "" }
    return
      "\(means.joined(separator: ", ")); the negative control differs by \(Phrase.signed(control.mean)) "
      + "(bounds \(Phrase.signed(control.lower)) to \(Phrase.signed(control.upper)))."
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

// "The two tasks weigh experts very differently in CGC and similarly in MMoE" (PLE, section 5.3, Figure 8).

internal import Formats
internal import Statistics

/// Whether tasks differ more in CGC than in MMoE, and only because the tasks differ.
struct TaskDifferences: ClaimFamily {
  /// The negative control: at p = 1 both tasks are the same function.
  static let identical = "1.00"

  func claims(_ study: Study) -> [Claim] {
    guard let experiment = study.experiment("expert-utilization"),
      let cgc = experiment.gates(of: "cgc").map({ GateSweep($0) }),
      let mmoe = experiment.gates(of: "mmoe").map({ GateSweep($0) }),
      // Without p there is no control: no data on which both tasks are the same.
      !cgc.correlations.contains(SequenceStudy.noCorrelation)
    else { return [] }
    let replicates = cgc.replicates
    let distinct = cgc.correlations.filter { $0 != Self.identical }
    let inCGC = ReplicateColumn.mean(
      of: distinct.map { cgc.column($0, replicates) { $0.sharedMassDifference() } })
    let inMMoE = ReplicateColumn.mean(
      of: distinct.map { mmoe.column($0, replicates) { $0.weightDifference() } })
    // The keys are in numerical order, and a correlation may be negative.
    let weakest =
      distinct.min { abs(Double($0) ?? 0) < abs(Double($1) ?? 0) } ?? Self.identical
    let control = ReplicateColumn.difference(
      cgc.column(weakest, replicates) { $0.sharedMassDifference() },
      cgc.column(Self.identical, replicates) { $0.sharedMassDifference() })
    let published = Self.published(study.published)
    let margin = published.map { $0 / 4 } ?? 0
    let parts = [
      IntersectionUnion.Part(
        name: "CGC minus MMoE", values: ReplicateColumn.difference(inCGC, inMMoE).present,
        margin: margin),
      IntersectionUnion.Part(
        name: "CGC at p = \(weakest) minus CGC at p = 1", values: control.present, margin: margin),
    ]
    let contrast = Estimate(parts[0].values)
    return [
      Claim(
        statement: "Tasks weigh experts differently in CGC and alike in MMoE",
        source: "PLE section 5.3, Figure 8",
        published: published.map { NumberFormat.decimal($0, places: 2) } ?? "",
        measured: contrast?.mean, lower: contrast?.lower, upper: contrast?.upper,
        count: contrast?.count ?? 0,
        rule:
          "difference of the tasks' shared mass in CGC minus half the sum of differences of mean weights in MMoE, mean over "
          + "p < 1; reproduced iff its one-sided 95% lower bound > 0 and CGC's difference is larger at p = \(weakest) "
          + "than at p = 1; contradicted iff either is below \(NumberFormat.decimal(margin, places: 2)), a quarter of the "
          + "published difference (Holm over 2)",
        finding: Self.finding(parts),
        detail: Self.detail(inCGC: inCGC.present, inMMoE: inMMoE.present, control: parts[1]))
    ]
  }

  /// Both parts positive: the intersection-union rule.
  static func finding(_ parts: [IntersectionUnion.Part]) -> Finding {
    IntersectionUnion.finding(parts)
  }

  private static func detail(
    inCGC: [Double], inMMoE: [Double], control: IntersectionUnion.Part
  ) -> String {
    guard let cgc = Summary(inCGC), let mmoe = Summary(inMMoE),
      let control = Estimate(control.values)
    else { return "" }
    return
      "CGC \(NumberFormat.decimal(cgc.mean, places: 3)), MMoE \(NumberFormat.decimal(mmoe.mean, places: 3)); "
      + "the negative control differs by \(Phrase.signed(control.mean)) "
      + "(bounds \(Phrase.signed(control.lower)) to \(Phrase.signed(control.upper)))."
  }

  /// The same contrast in the paper's Figure 8.
  private static func published(_ values: PublishedValues) -> Double? {
    let shared = ["task1", "task2"].compactMap { gate in
      values.weights("cgc", level: 1, gate: gate).first { $0.expert == "shared" }?.mean
    }
    let mmoe = ["task1", "task2"].map { values.weights("mmoe", level: 1, gate: $0).map(\.mean) }
    guard shared.count == 2, !mmoe[0].isEmpty, mmoe[0].count == mmoe[1].count else { return nil }
    let spread = zip(mmoe[0], mmoe[1]).reduce(0) { $0 + abs($1.0 - $1.1) / 2 }
    return abs(shared[0] - shared[1]) - spread
  }
}

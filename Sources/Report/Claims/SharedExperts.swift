// "Shared experts in PLE have larger influence on the input of tower networks" than in CGC (PLE, section 5.3).

internal import Formats
internal import Statistics

/// Whether the shared experts weigh more in PLE's top level than in CGC.
struct SharedExperts: ClaimFamily {
  func claims(_ study: Study) -> [Claim] {
    guard let experiment = study.experiment("expert-utilization"),
      let cgc = experiment.gates(of: "cgc").map({ GateSweep($0) }),
      let ple = experiment.gates(of: "ple").map({ GateSweep($0) })
    else { return [] }
    func masses(_ sweep: GateSweep, contributionWeighted: Bool) -> ReplicateColumn {
      .mean(
        of: cgc.correlations.map { correlation in
          sweep.column(correlation, cgc.replicates) {
            $0.sharedMass(contributionWeighted: contributionWeighted)
          }
        })
    }
    let published = Self.published(study.published)
    let margin = published.map { $0 / 4 } ?? 0
    let parts = [false, true].map { weighted in
      IntersectionUnion.Part(
        name: weighted ? "contribution-weighted" : "raw",
        values: ReplicateColumn.difference(
          masses(ple, contributionWeighted: weighted), masses(cgc, contributionWeighted: weighted)
        ).present, margin: margin)
    }
    let raw = Estimate(parts[0].values)
    let weighted = Estimate(parts[1].values)
    return [
      Claim(
        statement: "Shared experts weigh more in PLE than in CGC",
        source: "PLE section 5.3, Figure 8",
        published: published.map { NumberFormat.decimal($0, places: 3) } ?? "",
        measured: raw?.mean, lower: raw?.lower, upper: raw?.upper, count: raw?.count ?? 0,
        rule:
          "shared mass of the task gates at PLE's top level minus CGC's, mean over tasks and p; reproduced iff the one-sided "
          + "95% lower bound > 0 both raw (printed) and contribution-weighted; contradicted iff either is below "
          + "\(NumberFormat.decimal(margin, places: 3)), a quarter of the published difference (Holm over 2)",
        finding: Self.finding(parts),
        detail: weighted.map {
          "Contribution-weighted: \(Phrase.signed($0.mean)) (bounds \(Phrase.signed($0.lower)) to \(Phrase.signed($0.upper)))."
        } ?? "")
    ]
  }

  /// Positive raw and contribution-weighted: the intersection-union rule.
  static func finding(_ parts: [IntersectionUnion.Part]) -> Finding {
    IntersectionUnion.finding(parts)
  }

  /// The same contrast in the paper's Figure 8, which has it for one task and the reverse for the other.
  private static func published(_ values: PublishedValues) -> Double? {
    func mean(_ model: String, level: Int) -> Double? {
      let masses = ["task1", "task2"].compactMap { gate in
        values.weights(model, level: level, gate: gate).first { $0.expert == "shared" }?.mean
      }
      return masses.count == 2 ? (masses[0] + masses[1]) / 2 : nil
    }
    guard let ple = mean("ple", level: 2), let cgc = mean("cgc", level: 1) else { return nil }
    return ple - cgc
  }
}

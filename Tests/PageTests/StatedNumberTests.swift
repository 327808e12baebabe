// Numbers of results that the README and the protocol state, each against the file that it is in.
import Experiments
import Fixtures
import Formats
import Foundation
import Testing

@testable import Analysis
@testable import Page

@Suite(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
struct StatedNumberTests {
  /// A CSV file of the results whose cells are found by column.
  private struct Cells {
    let table: CSVTable

    init(_ path: String) throws {
      table = try CSVTable(readingFrom: "\(Repository.folder)/results/\(path)")
    }

    /// The rows that have all of these values.
    func rows(_ key: [String: String]) throws -> [[String]] {
      try table.rows.filter { row in
        try key.allSatisfy { row[try table.position(of: $0.key)] == $0.value }
      }
    }

    func numbers(_ column: String, _ key: [String: String] = [:]) throws -> [Double] {
      let position = try table.position(of: column)
      return try rows(key).compactMap { Double($0[position]) }
    }

    func texts(_ column: String, _ key: [String: String]) throws -> [String] {
      let position = try table.position(of: column)
      return try rows(key).map { $0[position] }
    }

    func text(_ column: String, _ key: [String: String]) throws -> String {
      try #require(try texts(column, key).first)
    }

    func number(_ column: String, _ key: [String: String]) throws -> Double {
      try #require(try numbers(column, key).first)
    }
  }

  /// The words of a document with single spaces.
  private func words(_ file: String) throws -> String {
    try text("\(Repository.folder)/\(file)").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  /// As texts of the project print it: `.38`, `-.046`.
  private func short(_ value: Double, _ places: Int = 2) -> String {
    let text = NumberFormat.decimal(value, places: places)
    return text.replacing("0.", with: ".", maxReplacements: abs(value) < 1 ? 1 : 0)
  }

  private func percent(_ values: [Double]) throws -> String {
    let (low, high) = (try #require(values.min()), try #require(values.max()))
    return "\(Phrase.percent(low)) to \(Phrase.percent(high))"
  }

  /// The README's verdicts and numbers at the paper's size are those of claims.csv.
  @Test func theFindingsOfTheReadmeAreTheClaims() throws {
    let readme = try words("README.md")
    let claims = try Cells("paper/claims.csv")
    func verdict(_ id: String) throws -> String { try claims.text("verdict", ["id": id]) }
    func value(_ id: String, sign: Double = 1, places: Int = 2) throws -> String {
      let bounds = try ["lower", "upper"].map { sign * (try claims.number($0, ["id": id])) }
        .sorted()
      return short(sign * (try claims.number("measured", ["id": id])), places)
        + " [\(short(bounds[0], places)), \(short(bounds[1], places))]"
    }
    let (gain, lead) = ("seesaw/gain-over/ple/single-task", "seesaw/gain-over/ple/mmoe")
    let (best, some) = ("seesaw/best-of-all/ple", "linear-task/some-lasting-seesaw/-")
    let bills = ["cgc", "ple"].map { "linear-task/loser-pays-less/\($0)/mmoe/-" }
    let gates = ["mmoe", "ml-mmoe", "cgc", "ple"].map {
      "expert-utilization/no-zero-weight/\($0)/-"
    }
    let mose = try #require(
      claims.table.rows.map { $0[0] }.first {
        $0.hasPrefix("sequential/best-on-both-tasks/mose/fc-")
      })
    let converged = try Cells("paper/sequential/convergence.csv").texts(
      "converged", ["setting": "-"])
    let open = converged.count { $0 == "no" }
    let dropping = "sequential/no-zero-weight/mose/-"
    let sequences = try claims.number("n", ["id": dropping])
    let dropped = try claims.number("measured", ["id": dropping]) * sequences
    let draws = try claims.text("n", ["id": some])
    let runs = try claims.number("n", ["id": gates[0]])
    let never = "never-zero-at-size/no-zero-weight/mmoe/-"
    let (limit, trained) = (
      try claims.number("upper", ["id": never]), try claims.text("n", ["id": never])
    )
    let few = try claims.number("upper", ["id": gates[1]])
    for id in gates[1...2] {
      #expect(try claims.number("upper", ["id": id]) == few && verdict(id) == verdict(gates[1]))
    }
    let excluding = try claims.number("measured", ["id": gates[3]]) * runs
    for sentence in [
      "PLE gains over single-task: \(try verdict(gain))**, \(try value(gain)).",
      "PLE is better than MMoE: \(try verdict(lead))**, \(try value(lead, places: 3)).",
      "PLE is the best model: \(try verdict(best)).**",
      "is better by \(try value(best, sign: -1)).",
      "some seesaw lasts: \(try verdict(some))** (\(draws) draws), in ML-MMoE and in PLE itself; CGC has none.",
      "in CGC **\(try verdict(bills[0]))**, \(try value(bills[0]));",
      "in PLE **\(try verdict(bills[1]))**, \(try value(bills[1])).",
      "MMoE's gates exclude no expert: \(try verdict(never))**, exploratory, at p = .5 and one rate: "
        + "0 of \(trained) draws have a mean weight below .01 (upper limit \(Phrase.percent(limit))).",
      "ML-MMoE's and CGC's: 0 of \(Int(runs)) runs on 12 draws (\(Phrase.percent(few))), \(try verdict(gates[1])).",
      "PLE: \(Int(excluding.rounded())) of \(Int(runs)) runs.",
      "\(try claims.text("n", ["id": mose])) draws, \(open) of \(converged.count) models not converged.",
      "MoSE is best on both tasks: \(try verdict(mose)).**",
      "Its gates exclude an expert in \(Int(dropped.rounded())) of \(Int(sequences)) runs.",
    ] { #expect(readme.contains(sentence), "README.md does not say: \(sentence)") }
    for id in gates[..<3] + [never] {
      #expect(try claims.number("measured", ["id": id]) == 0, "\(id)")
    }
    let report = try text("\(CommittedResults.folder(.paper))/report.md")
    #expect(report.contains(" Seen: ML-MMoE and PLE. "))
    #expect(try verdict("linear-task/lasting-seesaw/cgc/-") == "not supported")

    // Every dense model is beaten on both tasks, no LSTM is.
    let errors = try Cells("paper/sequential/metrics.csv")
    func leads(_ rival: String, _ task: String) throws -> Bool {
      func logs(_ model: String) throws -> [Double] {
        try errors.numbers("excess_error", ["model": model, "task": task]).map { log($0) }
      }
      let estimate = Estimate(zip(try logs(rival), try logs("mose")).map { $0 - $1 })
      return try #require(estimate).lower > 0
    }
    for rival in ["fc-single-task", "fc-multi-head", "fc-shared-bottom", "fc-mmoe"] {
      for task in ["task1", "task2"] { #expect(try leads(rival, task), "\(rival), \(task)") }
    }
    for rival in ["single-task", "multi-head", "shared-bottom"] {
      #expect(try !leads(rival, "task1") || !leads(rival, "task2"), "\(rival)")
    }

    let falls = try Cells("paper/seesaw/convergence.csv").numbers("fall", ["setting": "-"])
    let (least, most) = (try #require(falls.min()), try #require(falls.max()))
    #expect(readme.contains("log errors would fall by \(short(least, 1)) to \(short(most, 1))."))
  }

  /// What the README says of quick scale.
  @Test func theFindingsAtQuickScaleAreTheClaims() throws {
    let readme = try words("README.md")
    let claims = try Cells("quick/claims.csv")
    func verdicts(_ prefix: String, _ suffix: String = "") throws -> Set<String> {
      let (id, verdict) = (
        try claims.table.position(of: "id"), try claims.table.position(of: "verdict")
      )
      return Set(
        claims.table.rows.filter { $0[id].hasPrefix(prefix) && $0[id].hasSuffix(suffix) }
          .map { $0[verdict] })
    }
    #expect(
      readme.contains(
        "**A lasting seesaw is seen** with one linear task or one label five times as large"))
    #expect(try verdicts("unequal-tasks/some-lasting-seesaw/") == ["seen"])
    for setting in ["one-linear", "label-scales"] {
      #expect(try verdicts("unequal-tasks/lasting-seesaw/", "/\(setting)").contains("seen"))
    }
    #expect(readme.contains("with equal tasks there is none."))
    #expect(try verdicts("unequal-tasks/lasting-seesaw/", "/-") == ["not seen"])
  }

  /// What the protocol says of the power of studies is what was simulated.
  @Test func thePowerOfStudiesIsTheSimulated() throws {
    let protocolWords = try words("experiments/README.md")
    let quick = try Cells("quick/unequal-tasks/operating-characteristics.csv")
    func all(
      _ column: String, _ trainings: Int, _ subject: String, _ effect: String = "0.00"
    ) throws -> [Double] {
      try quick.numbers(
        column,
        [
          "draws": "12", "trainings": "\(trainings)", "subject": subject, "effect": effect,
        ])
    }
    func missed(_ recurrences: ClosedRange<Double>) throws -> [Double] {
      let key = ["draws": "12", "trainings": "6", "subject": "model"]
      return zip(try quick.numbers("rho", key), try quick.numbers("not_seen", key))
        .filter { recurrences.contains($0.0) }.map(\.1)
    }
    let linear = try Cells("paper/linear-task/operating-characteristics.csv")
    func own(_ column: String, _ subject: String, _ effect: String) throws -> String {
      Phrase.percent(
        try linear.number(
          column, ["draws": "8", "trainings": "3", "subject": subject, "effect": effect]))
    }
    let seen = try #require(try all("seen", 6, "model", "0.30").min())
    for sentence in [
      "leave the placebo undecided in \(try percent(all("undecided", 4, "placebo"))) of simulated studies",
      "With 12 × 6 the placebo is *not seen* in \(try percent(all("not_seen", 6, "placebo"))), a lasting ±.30 is "
        + "*seen* in \(Phrase.percent(seen)) or more, ±.20 in \(try percent(all("seen", 6, "model", "0.20"))).",
      "of .02 to .05 is found *not seen* in \(try percent(missed(0.015...0.055))) of simulated studies, one of .07 "
        + "to .08 in \(try percent(missed(0.065...0.085)))",
      "a lasting ±.20 is *seen* in \(try own("seen", "model", "0.20")), ±.10 in \(try own("seen", "model", "0.10")), "
        + "and the placebo is left undecided in \(try own("undecided", "placebo", "0.00")).",
    ] {
      #expect(protocolWords.contains(sentence), "experiments/README.md does not say: \(sentence)")
    }
  }
}

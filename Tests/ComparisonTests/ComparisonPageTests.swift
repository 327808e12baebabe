import Fixtures
import Formats
import Foundation
import Testing

@testable import Comparison

/// A comparison of two small tables of which one row is missing, one is noise and one is not.
private func withComparison(_ body: (ResultsComparison) throws -> Void) async throws {
  try await withScratchFolder { folder in
    func table(_ shifts: [String: Double], rows: Int = 4) -> String {
      var text = "model,correlation,draw,loss\n"
      for model in ["cgc", "ple"] {
        for run in 0..<rows {
          let loss = 10 + (run % 2 == 0 ? 1.0 : -1.0) + (shifts[model] ?? 0)
          text += "\(model),0.50,\(NumberFormat.draw(run)),\(NumberFormat.measured(loss))\n"
        }
      }
      return text
    }
    try AtomicFile.write(table([:]), to: "\(folder)/a/x.csv")
    try AtomicFile.write(table(["cgc": 0.01, "ple": 50], rows: 3), to: "\(folder)/b/x.csv")
    try AtomicFile.write("same,n\na,1.5\n", to: "\(folder)/a/y.csv")
    try AtomicFile.write("same,n\na,1.5\n", to: "\(folder)/b/y.csv")
    try body(try ResultsComparison("a", "b", in: folder))
  }
}

@Test func thePageNamesWhatIsMissingFirstAndTheVerdictLast() async throws {
  try await withComparison { comparison in
    let text = ComparisonPage(comparison, limit: nil).text { _, word in word }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.prefix(2) == ["A: a", "B: b"])
    #expect(lines.last == "different")
    let missing = try #require(lines.firstIndex(of: "  x.csv: only A has the row cgc 0.50 003"))
    let files = try #require(lines.firstIndex(of: "Files: 1 of 2 are identical"))
    #expect(missing < files)
    #expect(
      lines.contains {
        $0.hasPrefix("x.csv  different  unpaired runs   8/6      6        6")
      })
    #expect(lines.contains { $0.hasPrefix("x.csv  ple 0.50 ") && $0.hasSuffix("6.10000000e+01") })
    #expect(lines.contains { $0.hasPrefix("ple    0.50 ") && $0.contains("3/3") })
    #expect(lines.contains { $0.hasPrefix("  x.csv: ple 0.50 loss: the means differ by") })
    #expect(lines.contains("  rows are matched by model, correlation, draw"))
    // Two groups, of which one differs: .1 would by chance.
    #expect(
      lines.contains {
        $0.contains("Outside t.975 lie 1 of 2 groups; chance alone would put about 0.1 there")
      })
  }
}

@Test func onlyVerdictsArePainted() async throws {
  try await withComparison { comparison in
    let text = ComparisonPage(comparison, limit: nil).text { verdict, word in
      verdict == .different ? "«\(word)»" : word
    }
    #expect(text.hasSuffix("\n«different»"))
    #expect(text.contains("x.csv  «different»  unpaired runs"))
    #expect(text.components(separatedBy: "«").count == 3)
  }
}

@Test func longListsAreCutWhereAsked() async throws {
  try await withComparison { comparison in
    let page = ComparisonPage(comparison, limit: 1)
    #expect(page.text { $1 }.contains("… and 1 more; --all shows them"))
    #expect(!page.text { $1 }.contains("only A has the row ple"))
    #expect(!ComparisonPage(comparison, limit: nil).text { $1 }.contains("more; --all"))
  }
}

@Test func markdownHasTheSameTables() async throws {
  try await withComparison { comparison in
    let text = ComparisonPage(comparison, limit: nil).markdown()
    #expect(text.hasPrefix("**different**\n\n- A: `a`\n- B: `b`\n"))
    #expect(text.contains("| x.csv | different | unpaired runs | 8/6 | 6 | 6 | 6 |"))
    #expect(text.contains("- x.csv: only A has the row cgc 0.50 003\n"))
  }
}

@Test func jsonHoldsEverything() async throws {
  try await withComparison { comparison in
    let object = try JSONSerialization.jsonObject(with: Data(try comparison.json().utf8))
    let json = try #require(object as? [String: Any])
    #expect(json["verdict"] as? String == "different")
    let files = try #require(json["files"] as? [[String: Any]])
    #expect(files.map { $0["verdict"] as? String } == ["different", "identical"])
    let worst = try #require(files[0]["worst"] as? [String: Any])
    #expect(worst["key"] as? [String] == ["ple", "0.50", "000"])
    #expect(worst["second"] as? String == "6.10000000e+01")
    #expect((files[0]["summary"] as? [[String: Any]])?.count == 2)
    #expect((files[0]["missing"] as? [String])?.count == 2)
  }
}

@Test func sumsOverFilesPutNoiseLast() {
  func file(_ name: String, _ outside: [Int]) -> FileComparison {
    var file = FileComparison(
      file: name, verdict: .different, hasSameBytes: false, rule: .unpairedRuns)
    file.summary = zip(["cgc", "ple"], outside).map { model, outside in
      ScopeSummary(
        model: model, correlation: "0.50", gate: "", cells: 10, unequal: 5, beyondTolerance: 2,
        groups: 3, groupsOutside: outside)
    }
    return file
  }
  let totals = ScopeTotal.all(in: [
    file("seesaw/metrics.csv", [0, 1]), file("seesaw/curves.csv", [1, 2]),
    file("other/metrics.csv", [0, 0]),
  ])
  #expect(totals.map(\.model) == ["ple", "cgc", "cgc", "ple"])
  #expect(totals.map(\.experiment) == ["seesaw", "seesaw", "other", "other"])
  #expect(totals.map(\.groupsOutside) == [3, 1, 0, 0])
  #expect(totals[0].cells == 20 && totals[0].groups == 6)
}

import Fixtures
import Formats
import Records
import Testing

@testable import Comparison

private let gates = "expert-utilization/gates/"

/// A text whose experts of one run are numbered otherwise.
private func renumbered(_ text: String, _ names: [String: String], draw: String? = "003")
  -> String
{
  changing(
    text, "expert",
    where: { row in
      row["level"] == "1" && (draw == nil || row["draw"] == draw)
    }, { name, _ in names[name] ?? name })
}

private let rotation = ["expert01": "expert02", "expert02": "expert03", "expert03": "expert01"]

@Test func renumberedExpertsAreFoundAgain() throws {
  let text = try madeUp(gates + "ml-mmoe.csv")
  let other = renumbered(text, rotation)
  #expect(try judged(text, other).unequal > 0)
  let matching = try ExpertMatching(try scan(text), try scan(other))
  // Twelve runs on draw 003: two trainings at five correlations, one of them in two settings.
  #expect(matching.experts.count == 12 && matching.gates.isEmpty)
  #expect(matching.moduleCount == 240)
  let renamed = try matching.renaming(try scan(other), model: "")
  let compared = try judged(text, String(decoding: renamed.bytes, as: UTF8.self))
  #expect(compared.verdict == .identical)
  #expect(
    matching.sentences.first
      == "- 0.20 003 0 1 shared: expert01 as expert03, expert02 as expert01, expert03 as expert02")
}

@Test func selectorsFollowTheUpperExpertsThatTheyFeed() throws {
  let selectors = ["selector1": "selector2", "selector2": "selector3", "selector3": "selector1"]
  func turned(_ text: String) -> String {
    let upper = changing(text, "expert", where: { $0["level"] == "2" }) { name, _ in
      rotation[name] ?? name
    }
    return changing(upper, "gate") { name, _ in selectors[name] ?? name }
  }
  let text = try madeUp(gates + "ml-mmoe.csv")
  let matching = try ExpertMatching(try scan(text), try scan(turned(text)))
  // All upper modules turn, no lower one does.
  #expect(matching.experts.count == 120 && matching.experts.keys.allSatisfy { $0.level == "2" })
  #expect(matching.gates.values.allSatisfy { $0["selector2"] == "selector1" })
  for file in ["ml-mmoe.csv", "ml-mmoe.samples.csv", "ml-mmoe.summary.csv"] {
    let text = try madeUp(gates + file)
    let other =
      file.hasSuffix("summary.csv")
      ? changing(text, "gate") { name, _ in
        selectors[name] ?? name
      } : turned(text)
    #expect(try judged(text, other).verdict != .identical)
    let renamed = try matching.renaming(try scan(other), model: "")
    #expect(
      try judged(text, String(decoding: renamed.bytes, as: UTF8.self)).verdict == .identical)
  }
}

@Test func samplesOfDataWithoutACorrelationFollowTheirGates() throws {
  func record(_ expert: String, _ mean: Double) -> GateRecord {
    var record = GateRecord()
    record.run = RunKey(arm: Arm(model: "mmoe"), correlation: "-", draw: "000", training: "0")
    (record.gate, record.expert, record.owner) = ("task1", expert, "shared")
    record.mean = mean
    return record
  }
  func sample(_ expert: String, _ weight: Double) -> GateSample {
    var sample = GateSample()
    (sample.setting, sample.gate, sample.expert) = ("-", "task1", expert)
    sample.weight = weight
    return sample
  }
  func scans(_ mean: Double) throws -> (gates: CSVScan, samples: CSVScan) {
    let weights = [("expert01", mean), ("expert02", 1 - mean)]
    return (
      try scan(GateRecord.table(weights.map(record)).text),
      try scan(GateSample.table(weights.map(sample)).text)
    )
  }
  let (first, second) = (try scans(0.25), try scans(0.75))
  let renamed = try ExpertMatching(first.gates, second.gates)
    .renaming(second.samples, model: "mmoe")
  let texts = [first.samples, renamed].map { String(decoding: $0.bytes, as: UTF8.self) }
  #expect(try judged(texts[0], texts[1]).verdict == .identical)
}

@Test func expertsOfDifferentOwnersAreNotExchanged() throws {
  let text = try madeUp(gates + "ple.csv")
  // expert01 is task 1's, expert03 shared.
  let other = changing(text, "mean") { mean, row in
    row["expert"] == "expert01" ? "1.00000000e-01" : mean
  }
  #expect(try ExpertMatching(try scan(text), try scan(other)).experts.isEmpty)
}

@Test func allGatesOfALevelDecideTogether() throws {
  func table(_ means: [[Double]]) throws -> CSVScan {
    var text = GateRecord.schema.header.joined(separator: ",") + "\n"
    for (gate, row) in means.enumerated() {
      for (expert, mean) in row.enumerated() {
        text += "-,0.50,000,0,1,task\(gate + 1),expert0\(expert + 1),shared,\(mean)"
        text += String(repeating: ",", count: GateRecord.schema.header.count - 9) + "\n"
      }
    }
    return try scan(text)
  }
  // The first gate alone would exchange the two, the second holds them.
  let first = try table([[0.4, 0.6], [0.9, 0.1]])
  let second = try table([[0.6, 0.4], [0.8, 0.2]])
  #expect(try ExpertMatching(first, second).experts.isEmpty)
  let swapped = try ExpertMatching(first, try table([[0.6, 0.4], [0.2, 0.8]]))
  #expect(swapped.experts.values.first == ["expert01": "expert02", "expert02": "expert01"])
}

@Test func expertsThatFitAsWellKeepTheirNumbers() throws {
  let text = try madeUp(gates + "mmoe.csv")
  let flat = changing(text, "mean") { _, _ in "3.33333333e-01" }
  #expect(try ExpertMatching(try scan(flat), try scan(flat)).experts.isEmpty)
}

/// Every table of the experiment that names experts of MMoE, in `a` as made up and in `b` with all
/// experts renumbered.
private func withRenumberedMMoE(_ body: (_ folder: String) throws -> Void) async throws {
  try await withScratchFolder { folder in
    for file in ["gates/mmoe.csv", "gates/mmoe.samples.csv", "smallest-weights.csv", "figure8.csv"]
    {
      let text = try madeUp("expert-utilization/" + file)
      let isMeant = { (row: [String: String]) in
        row["model"] ?? "mmoe" == "mmoe" && row["source"] != "published"
      }
      let turned = changing(text, "expert", where: isMeant) { name, _ in rotation[name] ?? name }
      // A bar's shade is its expert's number.
      let other = changing(turned, "shade", where: isMeant) { shade, row in
        row["expert"]?.last.map(String.init) ?? shade
      }
      try AtomicFile.write(text, to: "\(folder)/a/\(file)")
      try AtomicFile.write(other, to: "\(folder)/b/\(file)")
    }
    try body(folder)
  }
}

@Test func allTablesOfAModelAreMatchedAsItsGates() async throws {
  try await withRenumberedMMoE { (folder: String) throws in
    for model in ["cgc", "ml-mmoe", "ple"] {
      for side in ["a", "b"] {
        try AtomicFile.write(
          madeUp(gates + "\(model).csv"), to: "\(folder)/\(side)/gates/\(model).csv")
      }
    }
    var options = ComparisonOptions()
    #expect(try ResultsComparison("a", "b", options: options, in: folder).verdict == .different)
    options.matchesExperts = true
    let matched = try ResultsComparison("a", "b", options: options, in: folder)
    #expect(matched.verdict == .identical)
    let tellers = matched.files.filter { !$0.matchedExperts.isEmpty }.map(\.file)
    let notes = Dictionary(uniqueKeysWithValues: matched.files.map { ($0.file, $0.note) })
    for file in ["gates/mmoe.csv", "gates/mmoe.samples.csv", "smallest-weights.csv"] {
      #expect(notes[file] == "the same rows, once experts are matched")
    }
    // Bars stand in the order of the numbers.
    #expect(notes["figure8.csv"] == "its runs are those of gates/*.csv")
    #expect(notes["gates/ple.csv"] == .some(nil))
    // One line in all says how many, not one for every table of the model.
    #expect(tellers == ["cgc", "ml-mmoe", "mmoe", "ple"].map { "gates/\($0).csv" })
  }
}

@Test func expertsCannotBeMatchedWithoutTheirGateFile() async throws {
  try await withRenumberedMMoE { (folder: String) throws in
    var options = ComparisonOptions()
    options.matchesExperts = true
    let samples = "gates/mmoe.samples.csv"
    #expect(
      try ResultsComparison("a/\(samples)", "b/\(samples)", options: options, in: folder).verdict
        == .identical)
    do {
      _ = try ResultsComparison("a", "b", options: options, in: folder)
      Issue.record("no error")
    } catch {
      #expect(
        "\(error)"
          == "a/smallest-weights.csv names experts, which are matched by gates/cgc.csv of its "
          + "experiment: there is no such file")
    }
  }
}

@Test func whereNoTableNamesExpertsThePageSaysSo() async throws {
  try await withScratchFolder { folder in
    for side in ["a", "b"] {
      try AtomicFile.write(madeUp("seesaw/gains.csv"), to: "\(folder)/\(side).csv")
    }
    var options = ComparisonOptions()
    options.matchesExperts = true
    let compared = try ResultsComparison("a.csv", "b.csv", options: options, in: folder)
    #expect(compared.notes.contains("no table here names experts: none were matched"))
  }
}

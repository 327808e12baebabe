import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing
import Training

/// A column of a table as numbers, nil where empty.
private func numbers(_ table: CSVTable, _ column: String) throws -> [Double?] {
  let position = try table.position(of: column)
  return try table.rows.indices.map { try table.number(row: $0, column: position) }
}

private func texts(_ table: CSVTable, _ column: String) throws -> [String] {
  let position = try table.position(of: column)
  return table.rows.map { $0[position] }
}

@Test func recordTablesSayWhatWasMeasured() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let metrics = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/metrics.csv",
      key: ["model", "setting", "correlation", "draw", "training", "task"])
    // Two tasks, three draws and two trainings of eleven: four models at two correlations, the two with gates
    // once more without gate bias at .50, and MMoE started at CGC there.
    #expect(metrics.rows.count == 132)
    let mse = try numbers(metrics, "mse")
    let nmse = try numbers(metrics, "nmse")
    let excess = try numbers(metrics, "excess_error")
    for row in mse.indices {
      let (error, share) = (try #require(mse[row]), try #require(nmse[row]))
      let own = try #require(excess[row])
      // The noise of the labels has a variance of .01, and is independent of 60 samples' errors.
      let spread = 0.2 * (own / 60).squareRoot()
      #expect(own > 0 && abs(error - own - 0.01) < 0.01 + 5 * spread && share > 0)
    }
    #expect(Set(try texts(metrics, "correlation")) == ["0.50", "1.00"])
    #expect(Set(try texts(metrics, "draw")) == ["000", "001", "002"])
    #expect(Set(try texts(metrics, "training")) == ["0", "1"])
    #expect(Set(try texts(metrics, "setting")) == ["-", "no-gate-bias", "started"])
    // Trainings differ, and so do the baseline and the placebo.
    #expect(Set(excess).count > 110)
  }
}

/// Every started run has a row per task, in which the weights at the end are those of the gate file.
@Test func startsHoldWhatBecameOfExcludedExperts() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let starts = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/starts.csv",
      key: ["model", "setting", "correlation", "draw", "training", "task"])
    #expect(starts.rows.count == 12)
    #expect(try texts(starts, "model").allSatisfy { $0 == "mmoe" })
    #expect(
      try texts(starts, "excluded_experts")
        == Array(repeating: ["expert02", "expert01"], count: 6).joined().map { $0 })
    let gates = try CSVTable(readingFrom: "\(folder)/quick/tiny/gates/mmoe.csv")
    let columns = try ["setting", "draw", "training", "gate", "expert", "mean"].map {
      try gates.position(of: $0)
    }
    let (first, last) = (
      try numbers(starts, "excluded_weight_at_start"), try numbers(starts, "excluded_weight_at_end")
    )
    for (row, cells) in starts.rows.enumerated() {
      let key = ["started", cells[3], cells[4], cells[5], cells[10]]
      let mean = try #require(
        gates.rows.first { gate in columns.dropLast().map { gate[$0] } == key })
      #expect(Double(mean[columns[5]]) == last[row])
      // e⁻² from the mean of two logits: at most e⁻²/(2 + e⁻²).
      #expect((first[row] ?? 1) < 0.064 && (first[row] ?? 0) > 0)
    }
    // A tower whose units are all shut teaches its gate nothing; most are not.
    #expect(zip(first, last).count { $0 != $1 } >= 8)
  }
}

/// A run has one smallest weight at a point of its curve, that of all its gates; none without gates.
@Test func curvesHoldTheSmallestWeightOfAnyGate() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let curves = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/curves.csv",
      key: ["model", "setting", "correlation", "draw", "training", "step"])
    let models = try texts(curves, "model")
    let weights = try numbers(curves, "smallest_weight")
    let expected = result.runs.flatMap { _, record in record.curve.map(\.smallestWeights) }
    let polarised = try numbers(curves, "polarised_gates")
    let largest = result.runs.flatMap { _, record in record.curve.map(\.largestWeights) }
    #expect(expected.contains { $0.count > 1 && Set($0).count > 1 }, "gates that differ")
    for row in models.indices {
      guard let smallest = expected[row].sorted().first else {
        #expect(weights[row] == nil && polarised[row] == nil, "\(models[row]) has no gates")
        continue
      }
      #expect(abs((weights[row] ?? 0) - smallest) < 1e-8)
      #expect(
        polarised[row] == Double(largest[row].count { $0 > 0.9 }) / Double(largest[row].count))
    }
  }
}

@Test func tuningTableMarksOneRatePerModelAndHasNoPlacebo() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let tuning = try CSVTable(readingFrom: "\(folder)/quick/tiny/tuning.csv")
    let (model, rate) = (try tuning.position(of: "model"), try tuning.position(of: "learning_rate"))
    let (setting, chosen) = (
      try tuning.position(of: "setting"), try tuning.position(of: "chosen")
    )
    var rates: [String: Set<String>] = [:]
    for row in tuning.rows where row[chosen] == "yes" {
      rates["\(row[model]) \(row[setting])", default: []].insert(row[rate])
    }
    #expect(
      rates.keys.sorted() == [
        "cgc -", "cgc no-gate-bias", "mmoe -", "mmoe no-gate-bias", "single-task -",
      ])
    #expect(rates.values.allSatisfy { $0.count == 1 })
  }
}

@Test func gateFilesHoldEveryGateAndWeightsSumToOne() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let key = ["setting", "correlation", "draw", "training", "level", "gate"]
    let gates = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/gates/cgc.csv", key: key + ["expert"])
    #expect(gates.rows.count == 72)
    let positions = try key.map { try gates.position(of: $0) }
    let means = try numbers(gates, "mean")
    var sums: [[String]: Double] = [:]
    for (row, cells) in gates.rows.enumerated() {
      let mean = try #require(means[row])
      sums[positions.map { cells[$0] }, default: 0] += mean
    }
    #expect(sums.values.allSatisfy { abs($0 - 1) < 1e-6 })
    let summary = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/gates/cgc.summary.csv", key: key)
    #expect(summary.rows.count == 36)
    // With own and shared experts there is a shared mass, but nothing to compare between tasks.
    let sharedMasses = try numbers(summary, "shared_mass")
    #expect(sharedMasses.allSatisfy { ($0 ?? 2) <= 1 })
    let divergences = try numbers(summary, "divergence_between_tasks")
    #expect(divergences.allSatisfy { $0 == nil })
    let mmoe = try CSVTable(readingFrom: "\(folder)/quick/tiny/gates/mmoe.summary.csv")
    let none = try numbers(mmoe, "shared_mass")
    #expect(none.allSatisfy { $0 == nil })
    let compared = try numbers(mmoe, "divergence_between_tasks")
    #expect(compared.allSatisfy { ($0 ?? -1) >= 0 })
    let samples = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/gates/mmoe.samples.csv",
      key: ["setting", "level", "gate", "sample", "expert"])
    // 60 test samples, two gates of three experts, in three settings.
    #expect(samples.rows.count == 1080)
  }
}

@Test func everyDataSetHasItsCard() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let data = try CSVTable(
      readingFrom: "\(folder)/quick/tiny/data.csv", key: ["setting", "correlation", "draw"])
    #expect(data.rows.count == 6)
    let cosines = try numbers(data, "cosine")
    for (row, correlation) in try texts(data, "correlation").enumerated() {
      let asked = try #require(Double(correlation))
      let realised = try #require(cosines[row])
      #expect(abs(asked - realised) < 1e-6)
    }
    // Inputs do not move with the correlation, labels do: so checksums differ.
    #expect(Set(try texts(data, "checksum_test")).count == 6)
  }
}

@Test func aGateFileOfAModelThatIsGoneIsRemoved() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    // Not what somebody else has put there.
    let own = "\(folder)/quick/tiny/gates/own.csv"
    try AtomicFile.write("a,b\n", to: own)
    var smaller = TinyStudy.experiment
    smaller.models.removeAll { $0.name == "mmoe" }
    smaller.settings.removeLast()
    let second = try await TinyStudy.run(smaller, store: "\(folder)/runs")
    try TinyStudy.write(second, to: "\(folder)/quick")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/quick/tiny/gates")
    #expect(names.sorted() == ["cgc.csv", "cgc.samples.csv", "cgc.summary.csv", "own.csv"])
  }
}

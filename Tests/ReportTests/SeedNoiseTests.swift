import Formats
import Foundation
import Testing

@testable import Report

/// Metrics of two models over twenty replicates, `change` applied to the NMSE and `note` to the
/// status of every row.
private func metrics(
  change: (String, Int, Double) -> Double = { $2 },
  status: (String, Int) -> String = { _, _ in "ok" }
) -> CSVTable {
  var table = CSVTable(columns: [
    "model", "setting", "correlation", "replicate", "task", "nmse", "parameter_count",
    "learning_rate", "status",
  ])
  for model in ["mmoe", "ple"] {
    for replicate in 0..<20 {
      // Draws differ far more than any change here.
      let nmse = 0.01 * Double(1 + replicate % 7) * (1 + Double(replicate) / 10)
      table.append([
        model, "-", "0.50", NumberFormat.replicate(replicate), "task1",
        NumberFormat.measured(change(model, replicate, nmse)), "100", "0.01",
        status(model, replicate),
      ])
    }
  }
  return table
}

private func differences(_ first: CSVTable, _ second: CSVTable) async throws -> [String] {
  try await withScratchFolder { folder in
    try first.write(to: "\(folder)/one/seesaw/metrics.csv")
    try second.write(to: "\(folder)/two/seesaw/metrics.csv")
    return try SeedNoise.differences(["seesaw/metrics.csv"], "\(folder)/one", "\(folder)/two")
  }
}

/// Differences without a direction, of a tenth of the error: what retraining does.
private func noise(_ replicate: Int, _ nmse: Double) -> Double {
  nmse * (1 + 0.1 * [0.9, -1.1, 0.4, -0.3, 0.1][replicate % 5])
}

@Test func noiseWithoutADirectionIsSeedNoise() async throws {
  #expect(try await differences(metrics(), metrics { noise($1, $2) }).isEmpty)
}

@Test func aShiftOfOneModelByFivePercentIsNotSeedNoise() async throws {
  let found = try await differences(metrics(), metrics { $0 == "ple" ? $2 * 1.05 : noise($1, $2) })
  #expect(found.count == 1)
  #expect(found.allSatisfy { $0.hasPrefix("seesaw/metrics.csv: ple - 0.50 task1 differs by") })
}

@Test func aConstantShiftIsNotSeedNoiseHoweverSmall() async throws {
  #expect(try await differences(metrics(), metrics { $0 == "mmoe" ? $2 + 1e-3 : $2 }).count == 1)
}

@Test func otherStatusesAndMissingRowsAreNotSeedNoise() async throws {
  let diverged = metrics(status: { $0 == "ple" && $1 == 3 ? "diverged" : "ok" })
  #expect(
    try await differences(metrics(), diverged)
      == ["seesaw/metrics.csv: ple - 0.50 003 task1: status is ok against diverged"])
  var shortened = CSVTable(columns: metrics().columns)
  for row in metrics().rows.dropLast() { shortened.append(row) }
  #expect(
    try await differences(metrics(), shortened)
      == [
        "seesaw/metrics.csv: 40 rows against 39",
        "seesaw/metrics.csv: ple - 0.50 019 task1 is missing",
      ])
  #expect(try await differences(shortened, metrics()) == ["seesaw/metrics.csv: 39 rows against 40"])
}

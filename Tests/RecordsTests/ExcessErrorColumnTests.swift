// Errors against the noise-free label as `metrics.csv` has them.
import Experiments
import Fixtures
import Formats
import Testing
import Training

@testable import Records

@Test func metricsHaveTheErrorsAgainstTheNoiseFreeLabel() async throws {
  try await withScratchFolder { folder in
    let result = try await TinyStudy.run(store: "\(folder)/runs")
    let table = try #require(RecordTables(result).all().first { $0.file == "metrics.csv" }).table
    let place = try table.position(of: "excess_error")
    #expect(try table.position(of: "nmse") == place - 1)
    for (row, (run, task)) in result.runs.flatMap({ run in [(run, 0), (run, 1)] }).enumerated() {
      let own = try #require(run.record.scores[task].meanExcessError)
      #expect(table.rows[row][place] == NumberFormat.measured(own))
    }
    try table.write(to: "\(folder)/metrics.csv")
    #expect(MetricRecord.table(try MetricRecord.read("\(folder)/metrics.csv")) == table)
  }
}

// One definition of the variance of a label: what errors are divided by is what data.csv has.
import Experiments
import Fixtures
import Formats
import SyntheticData
import Testing

@testable import Records

struct LabelVarianceTests {
  @Test(arguments: [[1, 0.4], [0.5, 1], [1, 1]])
  func errorsAreDividedByTheVarianceOfTheTable(_ shares: [Double]) async throws {
    try await withScratchFolder { folder in
      var experiment = TinyStudy.experiment
      experiment.data.labels?.labelShares = shares
      let tables = RecordTables(try await TinyStudy.run(experiment, store: folder))
      let written = Dictionary(uniqueKeysWithValues: tables.all().map { ($0.file, $0.table) })
      let data = try #require(written["data.csv"])
      let metrics = try #require(written["metrics.csv"])
      func column(_ table: CSVTable, _ name: String) throws -> Int { try table.position(of: name) }
      var compared = 0
      for row in metrics.rows where row[try column(metrics, "setting")] == "-" {
        let key = try ["correlation", "draw"].map { row[try column(metrics, $0)] }
        let own = try #require(
          data.rows.first { other in
            zip(["setting", "correlation", "draw"], ["-"] + key).allSatisfy {
              other[(try? column(data, $0)) ?? 0] == $1
            }
          })
        let task = row[try column(metrics, "task")]
        let mse = try #require(Double(row[try column(metrics, "mse")]))
        let nmse = try #require(Double(row[try column(metrics, "nmse")]))
        let variance = try #require(Double(own[try column(data, "variance_\(task)")]))
        #expect(abs(mse / nmse / variance - 1) < 1e-7, "\(row)")
        compared += 1
      }
      #expect(compared > 40)
    }
  }
}

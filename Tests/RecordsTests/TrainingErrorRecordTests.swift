import Experiments
import Fixtures
import Formats
import Records
import SyntheticData
import Testing

/// `training-errors.csv` is written where it is asked for, read back, and refused where it is not whole.
@Test func trainingErrorsAreRecordedWhereTheyAreAskedFor() async throws {
  try await withScratchFolder { folder in
    var experiment = TinyStudy.experiment
    experiment.correlations = [0.5]
    experiment.models.removeAll { $0.isPlacebo || $0.name == "cgc" }
    experiment.settings = [
      .standard,
      Setting(
        name: "sparse", gateBias: true,
        data: .correlatedTasks(
          CorrelatedTasksSpec(inputWidth: 6, sineCount: 2, labelShares: [1, 0.4]))),
    ]
    experiment.gateFiles = false
    experiment.measures = Measures(trainingErrors: true)
    let result = try await TinyStudy.run(experiment, store: "\(folder)/runs")
    try TinyStudy.write(result, to: "\(folder)/quick")
    let path = "\(folder)/quick/tiny/training-errors.csv"
    func read() throws -> ExperimentRecords {
      try #require(
        try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: []).experiments.first
      )
    }
    let records = try read()
    // Two models, two settings, three draws, two trainings, two tasks.
    #expect(records.trainingErrors.count == 48)
    for (row, test) in zip(records.trainingErrors, result.runs.flatMap { [$0, $0] }) {
      #expect(row.run == RunKey(test.key))
      let isSparse = row.task == "task2" && row.run.arm.setting == "sparse"
      #expect(isSparse ? (150..<240).contains(row.labels ?? 0) : row.labels == 480)
      #expect((row.mse ?? 0) > 0 && (row.excessError ?? 0) > 0)
    }
    #expect(records.sparsestTask == "task2")
    let shares = experiment.settings.map { records.plan.labelShare(task: 1, in: $0) }
    #expect(shares == [1, 0.4])
    let table = try CSVTable(readingFrom: path)
    func complaint(_ change: (inout [[String]]) -> Void) throws -> String {
      var rows = table.rows
      change(&rows)
      var changed = CSVTable(columns: table.columns)
      for row in rows { changed.append(row) }
      try changed.write(to: path)
      do {
        _ = try read()
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(try complaint { _ in } == "no error")
    #expect(
      try complaint { $0.removeLast() }.contains("1 row that manifest.json asks for is missing"))
    let position = try table.position(of: "mse")
    #expect(
      try complaint { $0[0][position] = "" }
        .hasSuffix("line 2: mse is empty, but must not be for a run that ended"))
  }
}

// What is said of a record table that was changed by hand.
import Experiments
import Fixtures
import Formats
import Records
import SyntheticData
import Testing

struct DamagedRecordTests {
  /// What the reader says about three records after a change to their text.
  private func complaint(_ change: (String) -> String) throws -> String {
    let text = change(MetricRecord.table(Array(MadeUpStudy().metrics().prefix(3))).text)
    return try MadeUpStudy.inFolder { folder in
      try AtomicFile.write(text, to: folder + "/metrics.csv")
      do {
        _ = try MetricRecord.read(folder + "/metrics.csv")
        return "no error"
      } catch {
        return String("\(error)".dropFirst(folder.count + 1))
      }
    }
  }

  private func complaint(replacing old: String, by new: String) throws -> String {
    try complaint {
      $0.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
  }

  /// A table of a tiny study that was run and written.
  private struct WrittenTable {
    let folder: String
    let file: String
    let intact: CSVTable

    var path: String { "\(folder)/quick/tiny/\(file)" }

    /// Writes it with one row changed; a negative row counts from the end.
    func write(row: Int = 0, _ change: (inout [String]) -> Void) throws {
      var changed = CSVTable(columns: intact.columns)
      for (index, fields) in intact.rows.enumerated() {
        var fields = fields
        if index == (row + intact.rows.count) % intact.rows.count { change(&fields) }
        changed.append(fields)
      }
      try changed.write(to: path)
    }

    /// What is said of the results.
    var complaint: String {
      do {
        _ = try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: [])
        return "no error"
      } catch { return "\(error)" }
    }
  }

  private func withTable(_ file: String, _ body: (WrittenTable) throws -> Void) async throws {
    try await withScratchFolder { folder in
      let result = try await TinyStudy.run(store: "\(folder)/runs")
      try TinyStudy.write(result, to: "\(folder)/quick")
      let table = WrittenTable(
        folder: folder, file: file,
        intact: try CSVTable(readingFrom: "\(folder)/quick/tiny/\(file)"))
      #expect(table.complaint == "no error")
      try body(table)
    }
  }

  /// A value that was lost must not make a study that counts less.
  @Test(arguments: [
    ("metrics.csv", ["mse"], "line 2: mse is empty, but must not be for a run that ended"),
    ("metrics.csv", ["nmse"], "line 2: nmse is empty, but must not be for a run that ended"),
    ("metrics.csv", ["excess_error"], "line 2: excess_error is empty, but must"),
    ("metrics.csv", ["mse", "nmse", "excess_error"], "line 2: mse is empty, but must"),
    ("tuning.csv", ["excess_error"], "line 2: excess_error is empty, but must"),
    ("tuning.csv", ["validation_nmse"], "line 2: validation_nmse is empty, but must"),
    ("starts.csv", ["largest_difference"], "line 2: largest_difference is empty, but must"),
    ("gates/mmoe.csv", ["mean"], "line 2: mean is empty, but must"),
    ("gates/mmoe.csv", ["p95"], "line 2: p95 is empty, but must"),
    ("gates/mmoe.summary.csv", ["marginal_entropy"], "line 2: marginal_entropy is empty, but must"),
    ("gates/mmoe.samples.csv", ["weight"], "line 2: weight is empty, but must"),
  ])
  func aRunThatEndedHasItsMeasurements(
    _ file: String, _ columns: [String], _ problem: String
  ) async throws {
    try await withTable(file) { table in
      let positions = try columns.map { try table.intact.position(of: $0) }
      try table.write { row in for position in positions { row[position] = "" } }
      #expect(table.complaint.hasPrefix("\(table.path), \(problem)"), "\(table.complaint)")
      // Nor has one that diverged any.
      guard let status = table.intact.columns.firstIndex(of: "status") else { return }
      try table.write { $0[status] = "diverged" }
      #expect(table.complaint.contains("has a value, but must be empty for a run that diverged"))
    }
  }

  /// Numbers that no run can have, and those without which others mean nothing.
  @Test(arguments: [
    ("metrics.csv", "mse", 0, "-1", "line 2: mse is -1, but must be 0 or more"),
    ("tuning.csv", "validation_nmse", 0, "-5", "line 2: validation_nmse is -5"),
    ("curves.csv", "validation_nmse", 0, "-5", "line 2: validation_nmse is -5"),
    ("gates/mmoe.csv", "mean", 0, "3", "line 2: mean is 3, but must be from 0 to 1"),
    ("gates/mmoe.csv", "p95", 0, "1.5", "line 2: p95 is 1.5, but must be from 0 to 1"),
    ("gates/mmoe.csv", "sd", 0, "-0.1", "line 2: sd is -0.1, but must be 0 or more"),
    ("gates/mmoe.samples.csv", "weight", 0, "7", "line 2: weight is 7, but must be"),
    ("data.csv", "variance_task1", 0, "", "line 2: variance_task1 is empty, but must be above 0"),
    ("data.csv", "variance_task1", 0, "0", "line 2: variance_task1 is 0"),
    (
      "curves.csv", "validation_nmse", -1, "",
      "validation_nmse is empty, but must not be at the end"
    ),
  ])
  func whatNoRunCanHaveIsNamed(
    _ file: String, _ column: String, _ row: Int, _ value: String, _ problem: String
  ) async throws {
    try await withTable(file) { table in
      let position = try table.intact.position(of: column)
      try table.write(row: row) { $0[position] = value }
      #expect(
        table.complaint.hasPrefix(table.path) && table.complaint.contains(problem),
        "\(table.complaint)")
    }
  }

  /// Data of a setting may have a label that does not vary, so that nothing is divided by it; the default's still do.
  @Test func aVarianceIsAskedForWhereErrorsWereDividedByIt() async throws {
    try await withScratchFolder { folder in
      var experiment = TinyStudy.experiment
      let own = GeneratorSpec.correlatedTasks(
        CorrelatedTasksSpec(inputWidth: 6, sineCount: 2, labelScales: [1, 5]))
      experiment.settings.append(
        Setting(name: "scaled", gateBias: true, data: own, correlations: [0.5]))
      let result = try await TinyStudy.run(experiment, store: "\(folder)/runs")
      let results = "\(folder)/quick"
      try TinyStudy.write(result, to: results)
      func complaint() -> String {
        do {
          _ = try StudyRecords.read(folder: results, scale: .quick, files: [])
          return "no error"
        } catch { return "\(error)" }
      }
      #expect(complaint() == "no error")
      // Empties a column in all rows of the setting.
      func empty(_ column: String, in file: String) throws {
        let path = "\(results)/tiny/\(file)"
        let table = try CSVTable(readingFrom: path)
        let (setting, position) = (
          try table.position(of: "setting"), try table.position(of: column)
        )
        var changed = CSVTable(columns: table.columns)
        for row in table.rows {
          var row = row
          if row[setting] == "scaled" { row[position] = "" }
          changed.append(row)
        }
        try changed.write(to: path)
      }
      for task in ["task1", "task2"] { try empty("variance_\(task)", in: "data.csv") }
      #expect(complaint().contains("variance_task1 is empty, but must be above 0"))
      try empty("nmse", in: "metrics.csv")
      #expect(complaint() == "no error")
    }
  }

  @Test func aNumberOfLabelsIsNotNegative() throws {
    try MadeUpStudy.inFolder { folder in
      var record = TrainingErrorRecord()
      (record.run, record.task) = (MadeUpStudy().metrics()[0].run, "task1")
      (record.labels, record.mse, record.excessError) = (12, 0.5, 0.4)
      let text = TrainingErrorRecord.table([record]).text
      let path = folder + "/training-errors.csv"
      try AtomicFile.write(text, to: path)
      #expect(try TrainingErrorRecord.read(path) == [record])
      try AtomicFile.write(text.replacing(",12,", with: ",-12,"), to: path)
      let error = #expect(throws: CSVError.self) { try TrainingErrorRecord.read(path) }
      #expect(error?.problem == "labels is -12, but must be 0 or more")
    }
  }

  @Test func damagedRecordsAreNamed() throws {
    let intact = try complaint { $0 }
    #expect(intact == "no error")
    let status = try complaint(replacing: ",ok,", by: ",fine,")
    #expect(
      status
        == "metrics.csv, line 2: status is fine, but must be one of ok, diverged"
    )
    let correlation = try complaint(replacing: ",0.20,", by: ",0.2,")
    #expect(
      correlation
        == "metrics.csv, line 2: correlation is 0.2, but must be a number with two decimals, or - "
        + "where nothing controls it")
    let draw = try complaint(replacing: ",000,", by: ",0,")
    #expect(
      draw
        == "metrics.csv, line 2: draw is 0, but must be a number of at least three digits")
    // Finite, but its square is not.
    let absurd = try complaint { text in
      var lines = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      lines[1][6] = "9e307"
      return lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }
    #expect(absurd == "metrics.csv, line 2: mse is 9e307, but must lie within ±1e100")
    let header = try complaint(replacing: "excess_error", by: "excess")
    #expect(header.contains("line 1: the header must be"))
    let ragged = try complaint { $0 + "x\n" }
    #expect(ragged.contains("line 5: the row has 1 fields"))
    let cut = try complaint { String($0.dropLast()) }
    #expect(cut.contains("line 4: the last line is cut off"))
  }
}

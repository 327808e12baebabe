// What is said of a record table that was changed by hand.
import Fixtures
import Formats
import Records
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

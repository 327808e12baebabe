import Formats
import Foundation
import Testing

struct CSVTableTests {
  private func parse(_ text: String, key: [String] = []) throws -> CSVTable {
    try CSVTable(bytes: Array(text.utf8), path: "t.csv", key: key)
  }

  private func message(_ text: String, key: [String] = []) -> String {
    do {
      _ = try parse(text, key: key)
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func readsHeaderAndRows() throws {
    let table = try parse("model,gain\nple,\nmmoe,1.5e-3\n")
    #expect(table.columns == ["model", "gain"])
    #expect(table.rows == [["ple", ""], ["mmoe", "1.5e-3"]])
    #expect(try table.number(row: 0, column: 1) == nil)
    #expect(try table.number(row: 1, column: 1) == 0.0015)
  }

  @Test func writesWhatItReads() throws {
    var table = CSVTable(columns: ["claim", "n"])
    table.append(["first, \"second\"", "1"])
    table.append(["", "ä"])
    #expect(table.text == "claim,n\n\"first, \"\"second\"\"\",1\n,ä\n")
    let read = try parse(table.text)
    #expect(read.rows == table.rows)
  }

  @Test func rejectsDamagedFilesWithFileAndLine() {
    #expect(message("") == "t.csv: the file is empty")
    #expect(
      message("a,b\n1,2\n3,4")
        == "t.csv, line 3: the last line is cut off: it does not end in a line feed")
    #expect(message("a,b\n1,2\n3\n") == "t.csv, line 3: the row has 1 fields, the header 2")
    #expect(message("a,b\n\n") == "t.csv, line 2: the row has 1 fields, the header 2")
    #expect(message("a,a\n") == "t.csv, line 1: the header names the column a twice")
    #expect(message("a,\n") == "t.csv, line 1: a column has no name")
    #expect(message("a\r\n").contains("line 1: the line ends in a carriage return"))
    #expect(message("a\n\u{1}\n").contains("line 2: a control character"))
    #expect(message("a\n\"x\n").contains("line 2: a quoted field is not closed"))
    #expect(message("a\n\"x\"y\n").contains("line 2: a quoted field is followed"))
    #expect(message("a\nx\"\n").contains("line 2: an unquoted field"))
    #expect(throws: CSVError.self) {
      try CSVTable(bytes: [97, 10, 0xff, 10], path: "t.csv")
    }
  }

  @Test func rejectsDuplicateKeysOnlyIfAKeyIsGiven() {
    let text = "model,task,mse\nple,task1,1\nple,task2,2\nple,task1,3\n"
    #expect(message(text) == "no error")
    #expect(message(text, key: ["model", "task", "mse"]) == "no error")
    #expect(
      message(text, key: ["model", "task"])
        == "t.csv, line 4: model ple, task task1 is already in line 2")
  }

  @Test(arguments: ["nan", "inf", "0x1p3", "1,", "1 ", "--1", "e", "1e999"])
  func rejectsInvalidAndInfiniteNumbers(text: String) throws {
    let table = try parse("n\n\"\(text)\"\n")
    #expect(throws: CSVError.self) { try table.number(row: 0, column: 0) }
  }

  @Test func namesAMissingColumn() throws {
    let table = try parse("a\n1\n")
    #expect(
      throws: CSVError(path: "t.csv", line: 1, problem: "there is no column b")
    ) { try table.position(of: "b") }
    #expect(try table.integer(row: 0, column: 0) == 1)
  }

  @Test func namesAMissingFile() {
    #expect(
      throws: FileError(
        action: "read", path: "nowhere/x.csv", reason: "there is no such file or folder")
    ) { try CSVTable(readingFrom: "nowhere/x.csv") }
  }
}

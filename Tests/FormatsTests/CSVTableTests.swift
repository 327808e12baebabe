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
    #expect(message("a\rb\n").contains("line 1: a carriage return without a line feed"))
    #expect(message("a\n\u{1}\n").contains("line 2: a control character"))
    #expect(message("a\n\"x\n").contains("line 2: a quoted field is not closed"))
    #expect(message("a\n\"x\"y\n").contains("line 2: a quoted field is followed"))
    #expect(message("a\nx\"\n").contains("line 2: an unquoted field"))
    #expect(throws: CSVError.self) {
      try CSVTable(bytes: [97, 10, 0xff, 10], path: "t.csv")
    }
  }

  @Test func readsQuotedFields() throws {
    let table = try parse(
      "\"name\",\"n\"\r\n\"a, \"\"b\"\"\r\nc\",\"1.5e-3\"\r\n,\"\"\r\nd,2\n")
    #expect(table.columns == ["name", "n"])
    #expect(table.rows == [["a, \"b\"\r\nc", "1.5e-3"], ["", ""], ["d", "2"]])
    #expect(try table.number(row: 0, column: 1) == 0.0015)
    #expect(try table.number(row: 1, column: 1) == nil)
    // A line break in a field moves the lines of the rows behind it.
    #expect((0..<3).map(table.line(ofRow:)) == [2, 4, 5])
    #expect(message("a\n\"x\ny\"\nx\"\n").contains("line 4: an unquoted field"))
    #expect(message("a\n\"x\n\n\n").contains("line 2: a quoted field is not closed"))
    #expect(message("a,b\n\"x\ny\"\n").contains("line 2: the row has 1 fields"))
    #expect(message("a\n\"\u{1b}[31m\"\n").contains("line 2: a control character"))
    // And is written as it was read.
    #expect(try parse(table.text).rows == table.rows)
  }

  @Test func quotedNumbersAreNumbersInAScanToo() throws {
    let bytes = Array("n,m\n\"1.5\",\"\"\r\n2,3\n".utf8)
    let scan = try CSVScan(bytes: bytes, path: "t.csv")
    #expect(try scan.numbers(column: 0) == [1.5, 2])
    #expect(try scan.numbers(column: 1).map(\.isNaN) == [true, false])
    #expect(scan.text(row: 0, column: 1).isEmpty)
    let plain = try CSVScan(bytes: Array("n,m\n1.5,\n2,3\n".utf8), path: "p.csv")
    for row in 0..<2 {
      for column in 0..<2 {
        #expect(scan.isEqual(row: row, column: column, to: plain, row: row))
      }
    }
    let index = CSVRowIndex(plain, columns: [0, 1])
    #expect(index.group(of: 0, in: scan) == 0 && index.group(of: 1, in: scan) == 1)
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

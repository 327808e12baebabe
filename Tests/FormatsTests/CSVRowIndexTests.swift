import Formats
import Testing

private func scan(_ text: String) throws -> CSVScan {
  try CSVScan(bytes: Array(text.utf8), path: "t.csv")
}

@Test func rowsAreGroupedByTheTextOfTheirKeys() throws {
  let table = try scan("a,b,n\nx,y,1\nx,z,2\nx,y,3\nxy,,4\n")
  let index = CSVRowIndex(table, columns: [0, 1])
  #expect(index.groups == [0, 1, 0, 2])
  #expect(index.firstRows == [0, 1, 3])
  let other = try scan("a,b,n\nx,z,9\nxy,x,9\n\"x\",\"y\",9\n")
  #expect((0..<3).map { index.group(of: $0, in: other) } == [1, nil, 0])
}

@Test func quotedAndUnquotedFieldsOfTheSameTextAreEqual() throws {
  let table = try scan("a,n\n\"says \"\"no\"\", twice\",1\nplain,2\n")
  #expect(table.text(row: 0, column: 0) == "says \"no\", twice")
  let other = try scan("a,n\n\"plain\",2\n")
  #expect(table.isEqual(row: 1, column: 0, to: other, row: 0))
  #expect(!table.isEqual(row: 0, column: 0, to: other, row: 0))
  #expect(!table.isEqual(row: 1, to: other, row: 0))
}

@Test func anInvalidNumberInAColumnIsReportedWithItsLine() throws {
  let numbers = try scan("a,n\nx,1.5e-3\ny,\n").numbers(column: 1)
  #expect(numbers[0] == 0.0015 && numbers[1].isNaN)
  #expect(
    throws: CSVError(
      path: "t.csv", line: 3, problem: "n is NaN, but must be a finite number or empty")
  ) { try scan("a,n\nx,1\ny,NaN\n").numbers(column: 1) }
}

@Test func aHundredThousandRowsHaveDistinctGroups() throws {
  let rows = (0..<100_000).map { "r\($0 % 50_000),\($0 / 50_000)\n" }.joined()
  let index = CSVRowIndex(try scan("a,b\n" + rows), columns: [0])
  #expect(index.firstRows.count == 50_000)
  #expect(index.groups[50_007] == 7)
  #expect(try CSVRowIndex(scan("a,b\n" + rows), uniqueKey: ["a", "b"]).firstRows.count == 100_000)
}

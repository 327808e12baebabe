import Formats
import Testing

@Test(arguments: [
  ("plain, ä, 数, 🙂", "plain, ä, 数, 🙂"), ("\u{1b}[31mred", "\\u{1b}[31mred"),
  ("a\u{7f}b\u{9b}c", "a\\u{7f}b\\u{9b}c"), ("a\nb\tc\r\n", "a\\nb\\tc\\r\\n"),
  ("\u{202e}evil\u{2066}\u{200f}", "\\u{202e}evil\\u{2066}\\u{200f}"),
  ("a\u{2028}b\u{85}", "a\\u{2028}b\\u{85}"),
])
func controlCharactersAreWrittenOut(_ text: String, _ printable: String) {
  #expect(text.printable() == printable)
  #expect(text.isPrintable == (text == printable))
  #expect(printable.isPrintable)
}

@Test func linesCanStay() {
  #expect("a\nb\u{1b}".printable(keepingLines: true) == "a\nb\\u{1b}")
}

@Test func aMessageLeavesOutTheMiddleOfWhatIsTooLong() {
  let name = "a" + String(repeating: "\u{1b}", count: 5000) + "z.csv"
  let error = FileError(action: "read", path: name, reason: "there is no such file")
  #expect(error.description.count < 1000 && error.description.isPrintable)
  #expect(
    error.description.hasPrefix("cannot read a") && error.description.hasSuffix("no such file"))
  #expect(error.description.contains(" … ") && "short".message == "short")
}

@Test func messagesAndTablesHoldNoControlCharacters() {
  let name = "x\u{1b}[2J"
  #expect(FileError(action: "read", path: name, reason: "no").description.isPrintable)
  #expect(CSVError(path: name, line: 2, problem: name).description.isPrintable)
  #expect(SpecError(field: name, value: name, allowed: "no").description.isPrintable)
  let table = TextTable(header: ["a", name], rows: [[name, "long\u{202e}"], ["b", "c"]])
  for text in [table.aligned(), table.markdown] {
    #expect(text.split(separator: "\n").allSatisfy { String($0).isPrintable })
  }
  // Columns stay aligned.
  let lines = table.aligned().split(separator: "\n").map(String.init)
  #expect(
    lines[2].hasSuffix(#"long\u{202e}"#)
      && lines[3] == "b" + String(repeating: " ", count: 11) + "c")
}

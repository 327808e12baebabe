import Formats
import Testing

struct TextTableTests {
  @Test func columnsAreAligned() {
    var table = TextTable(header: ["model", "n"], numeric: [1])
    table.append(["ple", "5"])
    table.append(["shared-bottom", "100"])
    #expect(
      table.aligned() == """
        model            n
        -------------  ---
        ple              5
        shared-bottom  100

        """)
    #expect(table.markdown.hasPrefix("| model | n |\n| --- | --: |\n| ple | 5 |\n"))
  }
}

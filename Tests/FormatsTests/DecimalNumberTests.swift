import Formats
import Testing

private func read(_ text: String) -> Double? {
  var text = text
  return text.withUTF8 { DecimalNumber.read(UnsafeRawBufferPointer($0)) }
}

@Test(arguments: [
  "0", "-0", "7", "+7", "1.", ".5", "0.1", "1.25000000e-01", "9.99999999e+22", "1.23456789e-30",
  "123456789012345678901234567890", "9007199254740993", "0.1000000000000000055511151231257827",
  "1e22", "1e23", "1E-5", "-4.44814352e-03", "1e0000000000000000000003",
])
func numbersAreReadAsTheStandardLibraryReadsThem(_ text: String) throws {
  let value = try #require(read(text))
  let expected = try #require(Double(text))
  #expect(value.bitPattern == expected.bitPattern)
}

@Test(arguments: [
  "", "-", ".", "e", "1e", "1e+", "e5", "1,5", " 1", "1 ", "--1", "+-1", "0x10", "nan", "inf",
  "-inf", "1e999", "1.2.3", "1e5.0",
])
func otherNotationsAndInfiniteValuesAreRejected(_ text: String) {
  #expect(read(text) == nil)
}

import Formats
import Testing

struct NumberFormatTests {
  @Test func measuredValuesHaveNineDigits() {
    #expect(NumberFormat.measured(0.125) == "1.25000000e-01")
    #expect(NumberFormat.measured(-1e-9) == "-1.00000000e-09")
    #expect(NumberFormat.measured(123_456.7891234) == "1.23456789e+05")
    #expect(NumberFormat.measured(-0.0) == "0.00000000e+00")
    #expect(NumberFormat.measured(.leastNonzeroMagnitude) == "4.94065646e-324")
  }

  @Test func roughValuesHaveFourDigits() {
    #expect(NumberFormat.rough(0.125) == "1.250e-01")
    #expect(NumberFormat.rough(-123_456.789) == "-1.235e+05")
    #expect(NumberFormat.rough(-0.0) == "0.000e+00")
    #expect(NumberFormat.rough(nil) == "" && NumberFormat.rough(.nan) == "")
    #expect(NumberFormat.rough(.infinity) == "")
  }

  @Test func unavailableValuesAreEmpty() {
    #expect(NumberFormat.measured(nil) == "")
    #expect(NumberFormat.measured(.nan) == "")
    #expect(NumberFormat.measured(-.infinity) == "")
  }

  @Test func keysHaveOneForm() {
    #expect(NumberFormat.correlation(0.5) == "0.50")
    #expect(NumberFormat.correlation(-0.001) == "0.00")
    #expect(NumberFormat.correlation(-0.75) == "-0.75")
    #expect(NumberFormat.correlation(1) == "1.00")
    #expect(NumberFormat.draw(7) == "007")
    #expect(NumberFormat.draw(1234) == "1234")
  }

  @Test func differentLearningRatesHaveDifferentKeys() {
    #expect(NumberFormat.learningRate(0.001) == "0.001")
    #expect(NumberFormat.learningRate(0.0001) == "0.0001")
    #expect(NumberFormat.learningRate(0.0012345671) != NumberFormat.learningRate(0.0012345672))
  }

  @Test func decimalsHaveNoNegativeZero() {
    #expect(NumberFormat.decimal(-0.00004, places: 4) == "0.0000")
    #expect(NumberFormat.decimal(-0.00006, places: 4) == "-0.0001")
    #expect(NumberFormat.decimal(12.5, places: 1) == "12.5")
  }
}

import Formats
import Testing

struct PhraseTests {
  @Test(arguments: [
    ("One sentence of .05. Another.", "One sentence of .05."), ("No full stop", "No full stop"),
    ("**No, not here**. The claim is: x.", "No, not here."),
    ("**6 of 6 depend.** Others do not.", "6 of 6 depend."),
    ("**Could it?** In 2 of 5 ways. A weight of 0.", "In 2 of 5 ways."),
    ("**It is not**: by .05 less. More.", "It is not: by .05 less."),
    ("A **bold** word. More.", "A **bold** word."), ("", ""),
  ])
  func aParagraphIsLedByItsFirstStatement(_ paragraph: String, _ lead: String) {
    #expect(Phrase.lead(paragraph) == lead)
  }

  @Test func numbersReadWell() {
    #expect(Phrase.significant(0) == "0")
    #expect(Phrase.significant(10) == "10")
    #expect(Phrase.significant(0.012345) == "0.0123")
    #expect(Phrase.significant(-1.5) == "-1.50")
    #expect(Phrase.significant(12.34) == "12.3")
    #expect(Phrase.significant(1e-9) == "1.0e-9")
    #expect(Phrase.significant(2.61847127e-07) == "2.6e-7")
    #expect(Phrase.significant(0.00000332) == "3.3e-6")
    #expect(Phrase.significant(-0.00006921) == "-6.9e-5")
    #expect(Phrase.significant(0.0001) == "0.000100")
    #expect(Phrase.significant(9.96e-7) == "1.0e-6")
    #expect(Phrase.significant(123_456_789) == "123456789")
    #expect(Phrase.significant(1e30) == "1.0e+30")
    #expect(Phrase.signed(0.00000332) == "+3.3e-6")
    #expect(Phrase.signed(0.5) == "+0.500")
    #expect(Phrase.percent(0.341) == "34%")
    #expect(Phrase.percent(0.021) == "2.1%")
    #expect(Phrase.percent(0.0004) == "<0.1%" && Phrase.percent(0.0006) == "0.1%")
    #expect(Phrase.percent(0) == "0%")
    #expect(Phrase.threshold(0.01) == ".01")
    #expect(Phrase.threshold(0.001) == ".001")
  }

  @Test func learningRatesHaveAPointOrAnExponent() {
    #expect(Phrase.learningRate(0.0001) == "0.0001")
    #expect(Phrase.learningRate(1) == "1.0")
    #expect(Phrase.learningRate(10) == "10.0")
    #expect(Phrase.learningRate(0.00001) == "0.00001")
    #expect(Phrase.learningRate(1e30) == "1e+30")
    #expect(Phrase.learningRate(2.5e-9) == "2.5e-9")
  }

  @Test func correlationsAreSaidWhereThereAreSome() {
    #expect(Phrase.aside("0.50") == ", p = 0.50")
    #expect(Phrase.aside("-") == "")
    #expect(Phrase.at(["0.20", "0.50"]) == " at p = 0.20, 0.50")
    #expect(Phrase.at(["-"]) == "")
  }

  @Test func aSettingIsNamedUnlessItIsTheDefault() {
    #expect(Phrase.on(setting: "own-sinusoids") == " (own sinusoids)")
    #expect(Phrase.on(setting: "-") == "")
  }

  @Test func listsAndCountsReadWell() {
    #expect(Phrase.list(["a", "b", "c"]) == "a, b and c")
    #expect(Phrase.count(1, "run") == "1 run")
    #expect(Phrase.count(2, "run") == "2 runs")
  }

  @Test func aSentenceBeginsWithACapital() {
    #expect(Phrase.capitalised("equal tasks, MMoE") == "Equal tasks, MMoE")
    #expect(Phrase.capitalised("PLE") == "PLE" && Phrase.capitalised("") == "")
  }
}

import Analysis
import Experiments
import Fixtures
import Formats
import Records
import Testing

@testable import Page

/// Sentences hold whatever the results are.
struct PageTests {
  private func page(
    _ made: MadeUpStudy, _ name: String = "seesaw", scale: ScaleName = .quick
  ) throws -> String {
    let records = try records(made.metrics(), of: made.file(name), at: scale)
    return try MadeUpPage(records.shown(), scale: scale).text
  }

  @Test func theFirstAnswerDependsOnThePlaceboToo() {
    func answer(_ phenomenon: Finding, _ retraining: Finding) -> String {
      SeesawAnswer.answer(phenomenon: phenomenon, retraining: retraining)
    }
    #expect(
      answer(.contradicted, .reproduced).hasPrefix("**The seesaw is retraining noise here**"))
    for none in [Finding.contradicted, .negligible] {
      #expect(answer(.contradicted, none).hasPrefix("**There is hardly any seesaw here**"))
      #expect(answer(.negligible, none).contains("hardly any seesaw"))
    }
    #expect(answer(.contradicted, .inconclusive).contains("whether the placebo itself"))
    #expect(answer(.negligible, .reproduced).contains("the rest of the seesaw is retraining noise"))
    #expect(!answer(.negligible, .inconclusive).contains("noise"))
    #expect(answer(.reproduced, .contradicted).contains("more than retraining noise"))
    #expect(answer(.inconclusive, .reproduced).hasPrefix("**Undecided**"))
  }

  @Test func withoutSeesawsNothingIsCalledNoise() throws {
    var made = MadeUpStudy()
    made.replicates = 80
    made.correlations = ["0.50"]
    made.seesawRates = [:]
    let text = try page(made)
    #expect(text.contains("**There is hardly any seesaw here**"))
    #expect(!text.contains("**The seesaw is retraining noise here**"))
    #expect(text.contains("the multi-task models in 0%."))
  }

  @Test func whatKeepsTheFirstQuestionOpenIsNamed() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "placebo"]
    #expect(try page(made).contains("In `seesaw` no run could be compared with the placebo."))
    made.models = ["single-task", "mmoe"]
    let refusal = #expect(throws: ExperimentFileError.self) { try page(made) }
    #expect(refusal?.problem.contains("needs a model with the role placebo") == true)
  }

  @Test func onlyThePapersSizeIsCalledThePapersSize() throws {
    var size = Scale(
      inputWidth: 512, hiddenWidths: [256, 128, 64], sampleCount: 1_400_000, replicates: 12,
      batchSize: 512)
    func sentences(_ scale: ScaleName) -> String {
      PaperSizes(scale: scale, tasks: [size]).sentences
    }
    #expect(sentences(.paper).hasPrefix("This is the PLE paper's size"))
    #expect(!sentences(.quick).contains("smaller"))
    size.sampleCount = 10_000
    #expect(sentences(.paper).hasPrefix("Not all sizes in"))
    size.inputWidth = 64
    size.hiddenWidths = [64, 32, 16]
    #expect(sentences(.quick).contains("smaller than the PLE paper"))
    #expect(try page(MadeUpStudy(), scale: .paper).contains("Not all sizes in"))
  }

  /// Sequences alone say nothing of the PLE paper's size.
  @Test func sequencesAreHeldAgainstTheirOwnPaper() {
    var size = Scale(
      inputWidth: 10, hiddenWidths: [8, 8], sampleCount: 2000, replicates: 8, batchSize: 32,
      stepCount: 500, labelCount: 7)
    func sentences(_ scale: ScaleName) -> String {
      PaperSizes(scale: scale, modes: [size]).sentences
    }
    let paper = sentences(.paper)
    #expect(
      paper.hasPrefix(
        "Its sequences have the size of the MoSE paper's (2000 samples x 500 steps x 10 inputs)"))
    #expect(!paper.contains("PLE") && !paper.contains("This is the"))
    #expect(paper.hasSuffix("Verdicts are on the papers' claims at the sizes that were run."))
    size.stepCount = 16
    let quick = sentences(.quick)
    #expect(
      quick.hasPrefix(
        "Its sequences (2000 samples x 16 steps x 10 inputs) do not have the size of the MoSE paper's"
      ))
    #expect(!quick.contains("smaller than the"))
    #expect(
      PaperSizes(scale: .paper, ownSequenceNames: ["mine", "yours"]).sentences.contains(
        "The sequences of `mine` and `yours` are this study's own"))
  }

  @Test func numbersOfClaimsAgreeWithTheirVerbs() {
    func text(_ findings: [Finding]) -> String {
      let claims = findings.map {
        Claim(["x"], statement: "s", sourceDetail: "PLE", count: 1, rule: "r", finding: $0)
      }
      return Markdown.text(ClaimSection(claims: claims, scale: .paper).blocks)
    }
    #expect(text([.contradicted]).contains("1 of 1 tested claim of the paper does not come out"))
    #expect(
      text([.contradicted, .inconclusive]).contains(
        "2 of 2 tested claims of the paper do not come out"))
    #expect(text([.reproduced]).contains("The one tested claim of the paper comes out"))
    #expect(text([.reproduced, .consistent]).contains("All 2 tested claims of the paper come out"))
    #expect(text([.descriptive]).contains("No claim of the paper was tested at this scale."))
  }

  @Test func claimsOfBothPapersAreCounted() {
    let claims = ["PLE section 5.2", "MoSE Figure 6"].map {
      Claim(["x"], statement: "s", sourceDetail: $0, count: 1, rule: "r", finding: .contradicted)
    }
    let text = Markdown.text(ClaimSection(claims: claims, scale: .paper).blocks)
    #expect(text.contains("2 of 2 tested claims of the papers do not come out"))
    #expect(text.contains("### Where the papers' claims do not come out"))
  }

  @Test func theCounterEvidenceIsMeasuredByTheThreshold() throws {
    let text = try MadeUpPage(MadeUpStudy().records("never-zero").shown()).text
    #expect(text.contains("## Counter-evidence: the gates of a production system"))
    #expect(text.contains("engagement 0.44 / 0.17 / 0.21 / 0.18"))
    #expect(text.contains("The lowest mean weight is 0.016, low, but not below the 0.01"))
  }

  /// Answers of several experiments that have one heading stand under it together.
  @Test func answersStandUnderTheirHeadings() throws {
    let made = MadeUpStudy()
    let page = try MadeUpPage(
      made.records("seesaw").shown(), made.records("never-zero").shown()
    ).text
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(
      headings == [
        "## Is the seesaw a phenomenon or retraining noise?", "## Does MMoE ever become CGC?",
        "## Counter-evidence: the gates of a production system", "## What was run", "## Claims",
        "## Experiment `seesaw`", "## Experiment `never-zero`",
      ])
  }

  @Test func theCommandNamesWhatItNeeds() throws {
    let text = try page(MadeUpStudy())
    #expect(text.contains("the experiment file of this name and the seed and replicates of"))
    #expect(text.contains("```\nswift run reproduce run seesaw --scale quick\n```"))
  }

  /// A setting's name says nothing about its gates; the specification does.
  @Test func gateBiasIsReadFromTheSettings() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "mmoe"]
    made.hasUnbiasedSetting = true
    made.unbiased = "plain"
    let page = try MadeUpPage(made.records("expert-utilization").shown())
    let results = try page.results("expert-utilization")
    #expect(
      OrderedBarsFigure.variables(results)
        == ["biased": "-", "unbiased": "plain", "correlation": "0.50"])
    let caption = try #require(OrderedBarsFigure.caption(results))
    #expect(caption.contains("MMoE with gate bias, mean of 20 replicates"))
    #expect(caption.contains("MMoE without gate bias, mean of 20 replicates"))
  }

  @Test func thePlaneHoldsTheDefaultSetting() throws {
    var made = MadeUpStudy()
    made.hasUnbiasedSetting = true
    let results = try MadeUpPage(made.records().shown()).results("seesaw")
    let plane = try #require(results.tables.first { $0.file == "gain-plane.csv" }).table
    #expect(Set(plane.rows.map { $0[1] }) == ["-"])
    let gains = try #require(results[GainTable.self]).table
    #expect(Set(gains.rows.map { $0[1] }) == ["-", "no-gate-bias"])
  }

  /// A model is called what its file calls it, everywhere.
  @Test func titlesOfTheFileAreUsedThroughout() throws {
    let records = try MadeUpStudy().records("seesaw").shown()
    var presentation = records.presentation
    presentation.models["mmoe"] = ModelLook(title: "The mixture", label: "mix")
    var other = ExperimentRecords([], plan: records.plan, presentation: presentation)
    other.sweep = Sweep(MadeUpStudy().metrics(), models: other.models)
    other.curves = records.curves
    let text = try MadeUpPage(other).text
    #expect(text.contains("| The mixture |") && text.contains("PLE gains more than the mixture"))
    #expect(!text.replacing("ML-MMoE", with: "").contains("MMoE"))
  }
}

struct BlockTests {
  @Test func emptyBlocksLeaveNoGap() {
    let blocks: [Block] = [
      .heading(2, "A"), .paragraph(""), .sentences(["One.", "", "Two."]), .list([]), .code(""),
      .list(["a", "b"]), .table(TextTable(header: ["x"])), .figure(title: "T", path: "a/b.svg"),
      .code("run"),
    ]
    #expect(
      Markdown.text(blocks)
        == "## A\n\nOne. Two.\n\n- a\n- b\n\n![T](a/b.svg)\n\n```\nrun\n```\n")
  }

  @Test func columnsWithoutAnythingInThemAreLeftOut() {
    let table = TextTable(
      header: ["a", "b", "c"], rows: [["1", "", "3"], ["4", "", ""]], numeric: [2])
    #expect(
      Markdown.text([.table(table)])
        == "| a | c |\n| --- | --: |\n| 1 | 3 |\n| 4 |  |\n")
  }
}

import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Page

/// Sentences hold whatever the results are.
struct PageTests {
  private func page(
    _ made: MadeUpStudy, _ name: String = "seesaw", scale: ScaleName = .quick
  ) throws -> MadeUpPage {
    let records = try records(made.metrics(), of: made.file(name), at: scale)
    return try MadeUpPage(records.shown(), scale: scale)
  }

  private func headings(_ page: String, _ mark: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix(mark + " ") }.map(String.init)
  }

  @Test func onlyThePapersSizeIsCalledThePapersSize() throws {
    var size = Scale(
      inputWidth: 512, hiddenWidths: [256, 128, 64], sampleCount: 1_400_000, draws: 12,
      batchSize: 512)
    func sentences(_ scale: ScaleName) -> String {
      PaperSizes(scale: scale, tasks: [("one", size)]).sentences
    }
    #expect(sentences(.paper).hasPrefix("This is the PLE paper's size"))
    #expect(!sentences(.quick).contains("smaller"))
    size.sampleCount = 10_000
    #expect(sentences(.paper).hasPrefix("No experiment here has the PLE paper's size (512 inputs;"))
    var whole = size
    whole.sampleCount = 1_400_000
    #expect(
      PaperSizes(scale: .paper, tasks: [("one", whole), ("two", size)]).sentences.hasPrefix(
        "`one` has the PLE paper's size (512 inputs; hidden widths 256, 128, 64; 1400000 samples). The other experiments"
      ))
    size.inputWidth = 64
    size.hiddenWidths = [64, 32, 16]
    #expect(sentences(.quick).contains("smaller than the PLE paper"))
    #expect(
      try page(MadeUpStudy(), scale: .paper).text.contains(
        "No experiment here has the PLE paper's size"))
  }

  /// Sequences alone say nothing of the PLE paper's size.
  @Test func sequencesAreHeldAgainstTheirOwnPaper() {
    var size = Scale(
      inputWidth: 10, hiddenWidths: [8, 8], sampleCount: 2000, draws: 8, batchSize: 32,
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

  @Test func theReportHasItsSectionsInOrder() throws {
    let made = MadeUpStudy()
    let page = try MadeUpPage(
      made.records("seesaw").shown(),
      made.adapted(to: "expert-utilization").records("expert-utilization").shown()
    ).text
    #expect(
      page.hasPrefix("# The seesaw study, quick scale\n\nThe synthetic study of *Progressive"))
    #expect(page.contains("RecSys 2020), redone with many draws, intervals and controls."))
    #expect(
      headings(page, "##") == [
        "## Findings", "## All claims", "## Experiments", "## The papers against their own numbers",
        "## What this does not show",
      ])
    #expect(
      headings(page, "###") == ["### Claims of the PLE paper", "### Claims of this study"])
    // Of the figures those alone that carry a finding.
    #expect(page.matches(of: #/!\[.*\]\((.*)\)/#).map { $0.1 } == ["seesaw/figure7.svg"])
    let limits = page.components(separatedBy: "## What this does not show\n\n")[1]
    #expect(limits.split(separator: "\n").count == 4)
    #expect(limits.hasPrefix("- Data are synthetic."))
  }

  /// Draws, trainings, runs, what diverged and what is not converged, with the way to the page.
  @Test func theTableOfExperimentsCountsRuns() throws {
    var made = MadeUpStudy.small
    made.trainingSpread = 0.01
    made.diverging = [("mmoe", "0.50", "003"), ("placebo", "0.20", "001")]
    let text = try MadeUpPage(made.records("seesaw").shown()).text
    // 7 models x 3 correlations x 4 draws x 2 trainings; what falls by .02 counts as converged.
    #expect(
      text.contains(
        "| [seesaw](seesaw/page.md) | Made up | nothing | 4 | 2 | 168 | 2 | 0 | 0 of 6 models |"))
    made.fall = 0.3
    #expect(
      try MadeUpPage(made.records("seesaw").shown()).text.contains(
        "| 168 | 2 | 0 | 6 of 6 models |"))
  }

  @Test func whatIsStillToComeIsSaidFirst() throws {
    let page = try page(.small)
    #expect(!page.text.contains("Not complete yet"))
    #expect(
      page.text(pending: ["never-zero", "sequential"]).hasPrefix(
        """
        # The seesaw study, quick scale

        **Not complete yet.** Still to come: `never-zero` and `sequential`.

        The synthetic study
        """))
  }

  @Test func theCounterEvidenceIsMeasuredByTheThreshold() throws {
    let made = try MadeUpStudy().adapted(to: "never-zero")
    let text = try MadeUpPage(made.records("never-zero").shown()).experimentPage()
    #expect(text.contains("## Counter-evidence: the gates of a production system"))
    #expect(text.contains("engagement 0.44 / 0.17 / 0.21 / 0.18"))
    #expect(text.contains("The lowest mean weight is 0.016, low, but not below the 0.01"))
  }

  /// Answers that have one heading stand under it together.
  @Test func answersStandUnderTheirHeadings() throws {
    var made = MadeUpStudy()
    made.correlations = ["0.50"]
    let study = try made.adapted(to: "never-zero")
    // A run of another experiment excludes an expert.
    let other = try gateStudy(
      named: "other",
      metricRecords(nmse: [0.3, 0.3]) + metricRecords(draw: "001", nmse: [0.3, 0.3]),
      [
        "mmoe": ["000", "001"].flatMap { draw in
          ["task1", "task2"].flatMap {
            gateRecords($0, draw == "000" ? [0.005, 0.795, 0.2] : [0.4, 0.4, 0.2], draw: draw)
          }
        }
      ])
    let page = try MadeUpPage(study.records("never-zero").shown(), other)
    #expect(page.answers.contains("MMoE with 3 experts in `other`, 1 of 2."))
    #expect(
      headings(try page.experimentPage("never-zero"), "##") == [
        "## Does MMoE ever become CGC?", "## Counter-evidence: the gates of a production system",
        "## Smallest mean weight of every run", "## Smallest mean weight along training",
        "## Claims", "## What was run", "## Gains over the single-task model", "## Seesaws",
        "## Ranking", "## Convergence", "## The data as realised", "## Learning rates",
      ])
  }

  /// Everything about one experiment that the report leaves out, and how it is run again.
  @Test func anExperimentHasAPageOfItsOwn() throws {
    let page = try MadeUpPage(MadeUpStudy().records("seesaw").shown())
    let text = try page.experimentPage()
    #expect(text.hasPrefix("# Made up\n\nExperiment `seesaw`, quick scale."))
    #expect(text.contains("```\nswift run reproduce run seesaw --scale quick\n```"))
    #expect(
      headings(text, "##") == [
        "## Gain over the single-task model",
        "## Gain over the single-task model by task and correlation",
        "## Validation error along training", "## Claims", "## What was run",
        "## Gains over the single-task model", "## Seesaws", "## Controls", "## Ranking",
        "## Convergence", "## The data as realised", "## Learning rates",
      ])
    #expect(
      text.matches(of: #/!\[.*\]\((.*)\)/#).map { $0.1 } == [
        "figure7.svg", "gains-by-correlation.svg", "curves.svg",
      ])
    #expect(text.contains("\n16 draws x 2 trainings at p = 0.20, 0.40, 0.50, 0.75, 1.00. No run"))
    for claim in page.claims {
      let row = text.split(separator: "\n").first { $0.hasPrefix("| \(claim.statement) | ") }
      let verdict = claim.verdict(.quick)
      #expect(row?.hasSuffix(claim.isPrimary ? " | **\(verdict)** |" : " | \(verdict) |") == true)
      #expect(claim.detail.isEmpty || text.contains("- \(claim.statement): \(claim.detail)"))
    }
    // The placebo is the baseline's network, and has no lasting seesaw; one that is added is found.
    #expect(text.contains("| - | placebo | ") && text.contains(" | not seen | not seen | "))
    #expect(text.contains(" | seen | seen | "))
  }

  /// One correlation has no average, and a placebo no place in a ranking.
  @Test func tablesShowWhatThereIs() throws {
    var made = MadeUpStudy.small
    made.correlations = ["0.30"]
    let text = try MadeUpPage(made.records("seesaw").shown()).experimentPage()
    #expect(text.contains("| Placebo | 0.30 | task1 | 4 | ") && !text.contains("| average |"))
    #expect(text.contains("| Model | Single-task | Shared bottom | MMoE | ML-MMoE | CGC | PLE |"))
    #expect(text.contains("| 0.30 | 4 | ") && text.contains("| Model | 0.0001 | 0.001 | 0.01 |"))
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
    #expect(caption.contains("MMoE with gate bias, mean of 16 draws"))
    #expect(caption.contains("MMoE without gate bias, mean of 16 draws"))
  }

  /// A model is called what its file calls it, everywhere.
  @Test func titlesOfTheFileAreUsedThroughout() throws {
    let records = try MadeUpStudy().records("seesaw").shown()
    var presentation = records.presentation
    presentation.models["mmoe"] = ModelLook(title: "The mixture", label: "mix")
    for index in presentation.report.claims.indices {
      // A question is the file's own sentence.
      for key in ["question", "beside"] { presentation.report.claims[index].arguments[key] = nil }
    }
    var other = ExperimentRecords([], plan: records.plan, presentation: presentation)
    other.sweep = Sweep(MadeUpStudy().metrics(), models: other.models)
    other.curves = records.curves
    let page = try MadeUpPage(other)
    let text = page.text + (try page.experimentPage())
    #expect(text.contains("| The mixture |") && text.contains("PLE is better than the mixture"))
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

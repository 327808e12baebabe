import Experiments
import Formats
import Testing

@testable import Report

/// Sentences hold whatever the results are.
struct PageTests {
  private func study(
    _ made: MadeUpStudy, _ name: String = "seesaw", scale: ScaleName = .quick
  ) throws -> Study {
    Study(
      experiments: [
        ExperimentRecords(
          name: name, sweep: Sweep(made.metrics()),
          plan: try Plan(made.experiment(name), at: scale))
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }

  private func page(_ study: Study, _ scale: ScaleName = .quick) -> String {
    ReportPage(
      study: study, results: [], claims: ClaimTable.claims(study), scale: scale, figures: []
    ).text
  }

  @Test func theFirstAnswerDependsOnThePlaceboToo() {
    func answer(_ phenomenon: Finding, _ retraining: Finding) -> String {
      ReportPage.answer(phenomenon: phenomenon, retraining: retraining)
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
    let text = page(try study(made))
    #expect(text.contains("**There is hardly any seesaw here**"))
    #expect(!text.contains("**The seesaw is retraining noise here**"))
    #expect(text.contains("the multi-task models in 0%."))
  }

  @Test func whatKeepsTheFirstQuestionOpenIsNamed() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "mmoe"]
    #expect(page(try study(made)).contains("was run without the placebo"))
    made.models = ["single-task", "placebo"]
    #expect(page(try study(made)).contains("without a multi-task model to compare"))
    #expect(page(try study(made, "other")).contains("has not been run at this scale"))
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
    #expect(page(try study(MadeUpStudy(), scale: .paper), .paper).contains("Not all sizes in"))
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
      PaperSizes(scale: .paper, hasOwnSequences: true).sentences.contains(
        "`sequential-seesaw` are this study's own"))
  }

  @Test func numbersOfClaimsAgreeWithTheirVerbs() {
    func text(_ findings: [Finding]) -> String {
      ClaimSection(
        claims: findings.map {
          Claim(statement: "s", source: "PLE", count: 1, rule: "r", finding: $0)
        }, scale: .paper
      ).markdown
    }
    #expect(text([.contradicted]).contains("1 of 1 tested claim of the paper does not come out"))
    #expect(
      text([.contradicted, .inconclusive]).contains(
        "2 of 2 tested claims of the paper do not come out"))
    #expect(text([.reproduced]).contains("The one tested claim of the paper comes out"))
    #expect(text([.reproduced, .consistent]).contains("All 2 tested claims of the paper come out"))
  }

  @Test func theCounterEvidenceIsMeasuredByTheThreshold() throws {
    let text = page(try study(MadeUpStudy()))
    #expect(text.contains("The lowest mean weight is 0.016, low, but not below the 0.01"))
  }

  @Test func theCommandNamesWhatItNeeds() throws {
    let study = try study(MadeUpStudy())
    let results = study.experiments.map { ExperimentResults($0, published: study.published) }
    let text = ReportPage(
      study: study, results: results, claims: [], scale: .quick, figures: []
    ).text
    #expect(text.contains("the experiment file of this name and the seed and replicates of"))
  }

  /// A setting's name says nothing about its gates; the specification does.
  @Test func gateBiasIsReadFromTheSettings() throws {
    var made = MadeUpStudy()
    made.models = ["single-task", "mmoe"]
    made.hasUnbiasedSetting = true
    made.unbiased = "plain"
    let (weights, summaries) = made.gates(of: "mmoe")
    let records = ExperimentRecords(
      name: "expert-utilization", sweep: Sweep(made.metrics()),
      plan: try Plan(made.experiment("expert-utilization"), at: .quick),
      gates: [.init(model: "mmoe", weights: weights, summaries: summaries)])
    let result = ExperimentResults(records, published: PublishedValues())
    let figure = try #require(result.figures.first { $0.script == "figure8-ordered" })
    #expect(figure.variables == ["biased": "-", "unbiased": "plain"])
    let study = Study(experiments: [records], published: PublishedValues())
    let sentences = FigureSentences(result: result, study: study).about(figure)
    #expect(sentences.contains("MMoE with gate bias, mean of 20 replicates"))
    #expect(sentences.contains("MMoE without gate bias, mean of 20 replicates"))
  }

  @Test func thePlaneHoldsTheDefaultSetting() throws {
    var made = MadeUpStudy()
    made.hasUnbiasedSetting = true
    let records = ExperimentRecords(
      name: "seesaw", sweep: Sweep(made.metrics()),
      plan: try Plan(made.experiment("seesaw"), at: .quick))
    let result = ExperimentResults(records, published: PublishedValues())
    let plane = try #require(result.tables.first { $0.name == "gain-plane.csv" }).table
    #expect(Set(plane.rows.map { $0[1] }) == ["-"])
    let gains = try #require(result.gains).table
    #expect(Set(gains.rows.map { $0[1] }) == ["-", "no-gate-bias"])
  }
}

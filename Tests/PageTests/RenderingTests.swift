import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

@testable import Page

struct RenderingTests {
  private func rendering(_ folder: String, _ scale: ScaleName = .quick) -> Rendering {
    Rendering(
      folder: folder, scale: scale, published: Repository.published, scripts: Repository.scripts)
  }

  /// The program that draws; nil where it is not installed.
  private let gnuplot = Program("gnuplot")

  /// A study small enough to be rendered twice in a test.
  private var small: MadeUpStudy {
    var made = MadeUpStudy()
    made.replicates = 4
    made.correlations = ["0.20", "0.50", "1.00"]
    return made
  }

  private func claims(_ folder: String) throws -> CSVTable {
    try CSVTable(readingFrom: folder + "/claims.csv", key: ["id"])
  }

  @Test func theSameRecordsGiveTheSameBytes() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(
        to: folder,
        experiments: ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"])
      let first = try rendering(folder).render([])
      let bytes = try first.files.map { try AtomicFile.read("\(folder)/\($0)") }
      let second = try rendering(folder).render([])
      #expect(first.files == second.files)
      #expect(try second.files.map { try AtomicFile.read("\(folder)/\($0)") } == bytes)
      #expect(Set(first.files).count == first.files.count)
      let expected = [
        "seesaw/models.csv", "seesaw/gains.csv", "seesaw/seesaw.csv",
        "seesaw-fixed-draw/seesaw.csv",
        "expert-utilization/utilization.csv", "never-zero/smallest-weights.csv", "claims.csv",
        "report.md",
      ]
      for file in expected { #expect(first.files.contains(file), "\(file) is missing") }
      let claims = try claims(folder)
      #expect(claims.columns == ClaimTable.description.header(taskCount: 0))
      let experiments = Set(claims.rows.map { String($0[0].prefix { $0 != "/" }) })
      #expect(
        experiments == ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"])
      if gnuplot != nil {
        #expect(first.notices == [])
        let figures = first.files.filter { $0.hasSuffix(".svg") }
        #expect(
          figures == [
            "seesaw/seesaw-rates.svg", "seesaw/figure7.svg", "seesaw/gain-plane.svg",
            "seesaw/curves.svg", "seesaw-fixed-draw/seesaw-rates.svg",
            "seesaw-fixed-draw/gain-plane.svg", "expert-utilization/figure8.svg",
            "expert-utilization/figure8-ordered.svg", "never-zero/smallest-weights.svg",
            "never-zero/smallest-weight-curves.svg",
          ])
        #expect(try text(folder + "/report.md").contains("## Does MMoE ever become CGC?"))
        for figure in figures {
          let svg = try text("\(folder)/\(figure)")
          #expect(!svg.lowercased().contains("produced by"))
          #expect(!svg.contains("Gnuplot"))
          #expect(try text(folder + "/report.md").contains("](\(figure))"))
        }
      }
    }
  }

  /// One replicate has means but no intervals; all figures are still drawn.
  @Test func aSingleReplicateIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      var made = small
      made.replicates = 1
      made.diverging =
        ["0.20", "0.50", "1.00"].map { ("placebo", $0, "000") } + [("cgc", "0.50", "000")]
      try made.writeShown(
        to: folder, experiments: ["seesaw", "seesaw-fixed-draw", "expert-utilization"])
      let outcome = try rendering(folder).render([])
      if gnuplot != nil { #expect(outcome.notices == []) }
      let claims = try claims(folder)
      let (source, verdict) = (
        try claims.position(of: "source"), try claims.position(of: "verdict")
      )
      let verdicts = claims.rows.filter { $0[source].contains("Figure 7") }.map { $0[verdict] }
      #expect(verdicts.count > 3)
      #expect(
        verdicts.allSatisfy { ["undecided", "undecided (undefined)", "description"].contains($0) })
    }
  }

  @Test func anExperimentAloneIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["expert-utilization"])
      _ = try rendering(folder).render([])
      let claims = try claims(folder)
      let source = try claims.position(of: "source")
      #expect(!claims.rows.isEmpty && claims.rows.allSatisfy { $0[source].contains("5.3") })
      #expect(!(try text(folder + "/report.md").contains("Experiment `seesaw`")))
    }
  }

  /// An experiment that declares nothing has its standard tables all the same.
  @Test func anExperimentWithoutAReportIsRendered() throws {
    try MadeUpStudy.inFolder { folder in
      var file = try small.file("expert-utilization")
      file.presentation.report = ReportDeclarations()
      try small.write(to: folder, experiments: ["expert-utilization"])
      var manifest = try #require(try ResultsFolder(folder).readManifest())
      manifest.presentation["expert-utilization"] = file.presentation
      try ResultsFolder(folder).write(manifest)
      let outcome = try rendering(folder).render([])
      #expect(!outcome.files.contains { $0.hasSuffix(".svg") })
      #expect(!outcome.files.contains("expert-utilization/figure8.csv"))
      #expect(outcome.files.contains("expert-utilization/gains.csv"))
      let page = try text(folder + "/report.md")
      #expect(page.contains("### Gains over the single-task model"))
      #expect(!page.contains("## Claims") && !page.contains("!["))
    }
  }

  @Test func aFolderWithoutManifestOrOfAnotherScaleIsAnError() throws {
    try MadeUpStudy.inFolder { folder in
      func complaint(_ folder: String, _ scale: ScaleName = .quick) -> String {
        do {
          _ = try rendering(folder, scale).render([])
          return "no error"
        } catch {
          return "\(error)"
        }
      }
      #expect(complaint(folder).hasPrefix("\(folder) holds no manifest.json"))
      #expect(complaint(folder + "/nowhere").contains("/nowhere holds no manifest.json"))
      try small.writeShown(to: folder, experiments: ["seesaw"])
      #expect(complaint(folder, .paper).hasSuffix("is about the scale quick, not paper"))
      #expect(complaint(folder) == "no error")
    }
  }

  @Test func foldersThatTheManifestDoesNotNameAreNotRead() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["seesaw", "seesaw-fixed-draw"])
      try MadeUpStudy.writeManifest([small.file("seesaw")], scale: .quick, to: folder)
      let outcome = try rendering(folder).render([])
      #expect(!outcome.files.contains { $0.hasPrefix("seesaw-fixed-draw") })
      #expect(try !text(folder + "/report.md").contains("seesaw-fixed-draw"))
    }
  }

  /// The manifest's own presentation is what a folder was made with; a file of the same study replaces it.
  @Test func aFileOfTheSameStudyDecidesWhatIsShown() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["seesaw"])
      var file = try small.file("seesaw")
      file.presentation.models["mmoe"] = ModelLook(title: "The mixture")
      file.presentation.report.figures = [Declaration("curves")]
      file.presentation.report.answers = []
      _ = try rendering(folder).render([file])
      let page = try text(folder + "/report.md")
      #expect(page.contains("| The mixture |") && !page.contains("| MMoE |"))
      #expect(!page.contains("retraining noise?"))
      #expect(try text(folder + "/seesaw/models.csv").contains("The mixture,the mixture,"))
      if gnuplot != nil {
        let figures = try files(below: folder, ending: ".svg")
        #expect(figures == ["seesaw/curves.svg"])
      }
      file.experiment.seed += 1
      _ = try rendering(folder).render([file])
      #expect(!(try text(folder + "/report.md").contains("The mixture")))
    }
  }

  /// Everything that a file declares is looked at before anything is trained.
  @Test func whatCannotBeShownIsRefusedBeforehand() throws {
    var file = try small.file("seesaw").shown()
    let rendering = rendering("nowhere")
    try rendering.prepare([file])
    file.presentation.report.figures.append(Declaration("nosuch"))
    #expect(throws: ExperimentFileError.self) { try rendering.prepare([file]) }
    file.presentation.report.figures.removeLast()
    file.presentation.report.published.append("nosuch")
    #expect(throws: ExperimentFileError.self) { try rendering.prepare([file]) }
    let lost = Rendering(
      folder: "nowhere", scale: .quick, published: "nowhere", scripts: Repository.scripts)
    #expect(throws: FileError.self) { try lost.prepare([]) }
  }

  @Test func tasksAreCalledExchangeableOnlyWhereTheyAre() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["seesaw"])
      _ = try rendering(folder).render([])
      #expect(try text(folder + "/report.md").contains("the tasks are exchangeable"))
      var different = try small.file("seesaw").shown()
      different.experiment.data = .correlatedTasks(
        CorrelatedTasksSpec(inputWidth: 64, perTaskPhases: true))
      try MadeUpStudy.writeManifest([different], scale: .quick, to: folder)
      _ = try rendering(folder).render([])
      let page = try text(folder + "/report.md")
      #expect(!page.contains("the tasks are exchangeable") && page.contains("the tasks differ"))
    }
  }

  @Test func whatIsNoLongerPartOfTheResultsIsDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["seesaw"])
      for name in ["utilization.csv", "figure8.csv", "former.svg", "notes.txt"] {
        try AtomicFile.write("x", to: "\(folder)/seesaw/\(name)")
      }
      _ = try rendering(folder).render([])
      let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/seesaw")
      #expect(!left.contains("utilization.csv") && !left.contains("figure8.csv"))
      #expect(!left.contains("former.svg"))
      // What the study does not write is not its to delete.
      #expect(left.contains("notes.txt") && left.contains("metrics.csv"))
    }
  }

  /// Without gnuplot a figure stays as long as it shows the numbers beside it.
  @Test func figuresThatNoLongerFitTheirNumbersAreDeleted() throws {
    try MadeUpStudy.inFolder { folder in
      var made = small
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let names = ["seesaw-rates", "figure7", "gain-plane", "curves"].map { "seesaw/\($0).svg" }
      var without = rendering(folder)
      without.gnuplot = "/nowhere/gnuplot"
      _ = try without.render([])
      for name in names { try AtomicFile.write("<svg></svg>", to: "\(folder)/\(name)") }
      let same = try without.render([])
      #expect(same.notices.count == 2)
      #expect(same.notices[1].contains("still fit their numbers stay: seesaw/seesaw-rates.svg,"))
      for name in names { #expect(try text(folder + "/report.md").contains("](\(name))")) }

      made.gains["ple"] = [0.01, 0.01]
      try made.writeShown(to: folder, experiments: ["seesaw"])
      let other = try without.render([])
      func left() -> [String] {
        names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
      }
      // Neither the rates nor the curves are made of gains, but the rates' file also says who is best.
      #expect(!left().contains(names[1]) && !left().contains(names[2]))
      #expect(left().contains(names[3]))
      #expect(other.notices.contains { $0.contains("no longer fit were deleted: seesaw/") })
      #expect(try !text(folder + "/report.md").contains("](seesaw/figure7.svg)"))
      #expect(try text(folder + "/report.md").contains("](seesaw/curves.svg)"))

      // Names and colours of models are in all figures.
      var file = try made.file("seesaw").shown()
      file.presentation.models["ple"] = ModelLook(label: "another label")
      _ = try without.render([file])
      #expect(left() == [])
    }
  }

  @Test func withoutGnuplotTheUserIsToldWhatToInstall() throws {
    let drawing = Drawing(folder: "x", scripts: Repository.scripts, program: "/nowhere/gnuplot")
    let figure = Figure(experiment: "seesaw", script: "figure7", title: "Gains")
    let result = try drawing.draw([figure])
    #expect(result.files == [])
    #expect(result.notices.count == 1)
    #expect(result.notices[0].contains("apt-get install gnuplot-nox"))
  }

  @Test func aScriptThatFailsIsNamedAndTheOthersAreDrawn() throws {
    guard gnuplot != nil else { return }
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(to: folder, experiments: ["seesaw"])
      _ = try rendering(folder).render([])
      let figures = ["nothing", "curves"].map {
        Figure(experiment: "seesaw", script: $0, title: $0)
      }
      let result = try Drawing(folder: folder, scripts: Repository.scripts).draw(figures)
      #expect(result.files == ["seesaw/curves.svg"])
      #expect(result.notices.count == 1)
      #expect(result.notices[0].hasPrefix("The figure seesaw/nothing.svg was not drawn"))
    }
  }

  /// Quotes, spaces and what a shell would run are letters like others in a folder's name.
  @Test func noPathReachesAShell() throws {
    guard gnuplot != nil else { return }
    try MadeUpStudy.inFolder { folder in
      let odd = folder + "/it's \"a\" $(touch ran) `touch ran`"
      try small.writeShown(to: odd, experiments: ["seesaw", "expert-utilization"])
      let scripts = odd + "/scripts"
      try FileManager.default.copyItem(atPath: Repository.scripts, toPath: scripts)
      let outcome = try Rendering(
        folder: odd, scale: .quick, published: Repository.published, scripts: scripts
      ).render([])
      #expect(outcome.notices == [])
      #expect(outcome.files.count { $0.hasSuffix(".svg") } == 6)
      let ran = FileManager.default.enumerator(atPath: folder)?.contains {
        ($0 as? String)?.hasSuffix("/ran") == true
      }
      #expect(ran == false)
    }
  }

  @Test func aFigureIsDrawnByHandAsItsScriptSays() throws {
    guard let gnuplot else { return }
    try MadeUpStudy.inFolder { folder in
      try small.writeShown(
        to: folder + "/it's quick", experiments: ["seesaw", "expert-utilization", "never-zero"])
      _ = try rendering(folder + "/it's quick").render([])
      for (experiment, script) in [
        ("seesaw", "seesaw-rates"), ("seesaw", "figure7"), ("seesaw", "gain-plane"),
        ("seesaw", "curves"), ("expert-utilization", "figure8"),
        ("expert-utilization", "figure8-ordered"), ("never-zero", "smallest-weights"),
        ("never-zero", "smallest-weight-curves"),
      ] {
        let outcome = try gnuplot.run(
          [
            "-d", "-e",
            "folder='it''s quick/\(experiment)'; scripts='\(Repository.scripts)'; output='\(script).svg'",
            "\(Repository.scripts)/\(script).gnuplot",
          ], in: folder)
        #expect(outcome.status == 0, "\(script)")
        let drawn = Drawing.cleaned(try text("\(folder)/\(script).svg"), title: "")
        let rendered = Drawing.cleaned(
          try text("\(folder)/it's quick/\(experiment)/\(script).svg"), title: "")
        #expect(drawn == rendered, "\(script)")
      }
    }
  }

  /// What is missing in a small study leaves a gap in a figure, not a gap for the figure.
  @Test func smallStudiesLoseNoFigure() throws {
    guard gnuplot != nil else { return }
    func figures(
      answers: Bool = true, _ change: (inout MadeUpStudy) -> Void
    ) throws -> [String] {
      try MadeUpStudy.inFolder { folder in
        var made = small
        change(&made)
        try made.writeShown(to: folder, experiments: ["seesaw"], answers: answers)
        let outcome = try rendering(folder).render([])
        #expect(outcome.notices == [])
        return outcome.files.filter { $0.hasSuffix(".svg") }
      }
    }
    let all = ["seesaw-rates", "figure7", "gain-plane", "curves"].map { "seesaw/\($0).svg" }
    let one = try figures { $0.replicates = 1 }
    #expect(one == all)
    let single = try figures { made in
      made.replicates = 1
      made.correlations = ["0.30"]
    }
    #expect(single == all)
    let orphaned = try figures { made in
      let correlations = made.correlations
      made.diverging = correlations.flatMap { correlation in
        (0..<4).map { ("placebo", correlation, "00\($0)") }
      }
    }
    #expect(orphaned == all)
    let without = try figures(answers: false) { $0.models = ["single-task", "mmoe"] }
    #expect(without == Array(all.dropFirst()))
  }

  /// All correlations of the study are drawn, whichever they are.
  @Test func panelsFollowTheCorrelations() throws {
    guard gnuplot != nil else { return }
    try MadeUpStudy.inFolder { folder in
      var made = small
      made.correlations = ["0.10", "0.90"]
      try made.writeShown(to: folder, experiments: ["seesaw"])
      _ = try rendering(folder).render([])
      let svg = try text(folder + "/seesaw/figure7.svg")
      for title in ["p = 0.10", "p = 0.90", "average over p"] { #expect(svg.contains(title)) }
      #expect(!svg.contains("p = 0.20"))
    }
  }

  @Test func aFigureSaysWhatItIsAndNotWhoDrewIt() {
    let svg = """
      <svg>
      <title>Gnuplot</title>
      <desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc>
      <path/>
      </svg>
      """
    #expect(
      Drawing.cleaned(svg, title: "a < b & c")
        == "<svg>\n<title>a &lt; b &amp; c</title>\n<path/>\n</svg>")
  }

  /// gnuplot's titles of plots would be tooltips, with its own commands in them.
  @Test func aFigureHasNoTitleButItsOwn() {
    let svg = """
      <svg>
      <title>Gnuplot</title>
      \t<g id="gnuplot_plot_1" ><title>'gains.csv' using 1:($2 > 0 ? $2 : 1/0)</title>
      <path/>
      \t<g id="gnuplot_plot_2" ><title>a plot
      of two lines</title><path/></g>
      \t<text>in the key</text>
      </svg>
      """
    #expect(
      Drawing.cleaned(svg, title: "Gains") == """
        <svg>
        <title>Gains</title>
        \t<g id="gnuplot_plot_1" >
        <path/>
        \t<g id="gnuplot_plot_2" ><path/></g>
        \t<text>in the key</text>
        </svg>
        """)
  }

  @Test func theCommittedFiguresHaveOneTitleEach() throws {
    let figures = try files(below: CommittedResults.folder, ending: ".svg")
    #expect(figures.count > 20)
    let titles = Set(FigureKinds.all.map { $0.title })
    for figure in figures {
      let pieces = try text("\(CommittedResults.folder)/\(figure)")
        .components(separatedBy: "<title>")
      #expect(pieces.count == 2, "\(figure) has \(pieces.count - 1) titles")
      let title = try #require(pieces.last?.components(separatedBy: "</title>").first)
      #expect(
        titles.contains(title.replacing("&amp;", with: "&")),
        "\(figure) is called \(title), which no figure is")
    }
  }

  @Test func thePageSaysWhatTheRecordsSay() throws {
    func page(_ rates: [String: Double], _ scale: ScaleName) throws -> String {
      try MadeUpStudy.inFolder { folder in
        var made = MadeUpStudy()
        made.seesawRates = rates
        made.diverging = [("mmoe", "0.40", "003")]
        try made.writeShown(to: folder, experiments: ["seesaw"], scale: scale)
        var rendering = rendering(folder, scale)
        rendering.gnuplot = "/nowhere/gnuplot"
        _ = try rendering.render([])
        return try text(folder + "/report.md")
      }
    }
    let quick = try page(["placebo": 0.2, "mmoe": 0.9], .quick)
    #expect(quick.contains("**The seesaw is more than retraining noise here**"))
    #expect(quick.contains("| **seen** |"))
    #expect(!quick.contains("reproduced"))
    #expect(quick.contains("no verdict on the paper"))
    let paper = try page(["placebo": 0.4], .paper)
    #expect(paper.contains("**The seesaw is retraining noise here**"))
    #expect(paper.contains("- MMoE shows the seesaw: contradicted."))
  }

  @Test func divergedRunsAreNamedOnThePage() throws {
    var made = MadeUpStudy()
    made.diverging = [("mmoe", "0.40", "003"), ("single-task", "0.75", "002")]
    let results = ExperimentResults(
      try records(made.metrics(), of: made.file("seesaw")), published: PublishedValues())
    let text = Markdown.text(RunSection(experiments: [results]).blocks)
    #expect(text.contains("2 runs diverged"))
    #expect(text.contains("MMoE at p = 0.40, replicate 003 (step 17)"))
    #expect(text.contains("| MMoE | 1400 | 0.001 | 100 | 1 | 1 |"))
  }
}

struct ClaimTextTests {
  @Test func longClaimsAreWrappedToTheWidth() {
    let claim = Claim(
      ["x"], statement: String(repeating: "word ", count: 40), source: "s", published: "1.872",
      measured: 0.012345, lower: -0.001, upper: 0.02, count: 20, rule: "", finding: .reproduced)
    let text = ClaimSection(claims: [claim], scale: .quick).text(width: 80)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("0.0123"))
    #expect(text.contains("seen"))
  }

  @Test func boundsOfOneSideHaveNoGap() {
    func bounds(_ lower: Double?, _ upper: Double?) -> String {
      ClaimSection.bounds(
        Claim(
          ["x"], statement: "", source: "", lower: lower, upper: upper, count: 1, rule: "",
          finding: .descriptive))
    }
    #expect(bounds(1.5, 2.5) == "[1.50, 2.50]")
    #expect(bounds(nil, 11.5) == "<= 11.5")
    #expect(bounds(0.25, nil) == ">= 0.250")
    #expect(bounds(nil, nil) == "")
  }
}

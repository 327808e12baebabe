// How figures are drawn by their scripts.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

@testable import Page

struct DrawingTests {
  @Test func withoutGnuplotTheUserIsToldWhatToInstall() throws {
    let drawing = Drawing(folder: "x", scripts: Repository.scripts, program: "/nowhere/gnuplot")
    let figure = Figure(experiment: "seesaw", script: "figure7", title: "Gains")
    let result = try drawing.draw([figure])
    #expect(result.files == [])
    #expect(result.notices.count == 1)
    #expect(result.notices[0].contains("apt-get install gnuplot-nox"))
  }

  @Test(.enabled(if: gnuplot != nil)) func aScriptThatFailsIsNamedAndTheOthersAreDrawn() throws {
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(to: folder, experiments: ["seesaw"])
      _ = try Rendering(folder).render([])
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
  @Test(.enabled(if: gnuplot != nil)) func noPathReachesAShell() throws {
    try MadeUpStudy.inFolder { folder in
      let odd = folder + "/it's \"a\" $(touch ran) `touch ran`"
      try MadeUpStudy.small.writeShown(to: odd, experiments: ["seesaw", "expert-utilization"])
      let scripts = odd + "/scripts"
      try FileManager.default.copyItem(atPath: Repository.scripts, toPath: scripts)
      let outcome = try Rendering(
        folder: odd, scale: .quick, published: Repository.published, scripts: scripts
      ).render([])
      #expect(outcome.notices == [])
      #expect(outcome.files.count { $0.hasSuffix(".svg") } == 5)
      let ran = FileManager.default.enumerator(atPath: folder)?.contains {
        ($0 as? String)?.hasSuffix("/ran") == true
      }
      #expect(ran == false)
    }
  }

  @Test(.enabled(if: gnuplot != nil)) func aFigureIsDrawnByHandAsItsScriptSays() throws {
    let program = try #require(gnuplot)
    try MadeUpStudy.inFolder { folder in
      try MadeUpStudy.small.writeShown(
        to: folder + "/it's quick",
        experiments: [
          "seesaw", "unequal-tasks", "learning-rates", "expert-utilization", "never-zero",
        ])
      _ = try Rendering(folder + "/it's quick").render([])
      for (experiment, script) in [
        ("seesaw", "figure7"), ("seesaw", "gains-by-correlation"), ("seesaw", "curves"),
        ("learning-rates", "rate-ranking"), ("expert-utilization", "figure8"),
        ("expert-utilization", "figure8-ordered"), ("never-zero", "smallest-weights"),
        ("never-zero", "smallest-weight-curves"),
      ] {
        let outcome = try program.run(
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
  @Test(.enabled(if: gnuplot != nil)) func smallStudiesLoseNoFigure() throws {
    func figures(
      _ name: String = "seesaw", without reason: String? = nil,
      _ change: (inout MadeUpStudy) -> Void
    ) throws -> [String] {
      try MadeUpStudy.inFolder { folder in
        var made = MadeUpStudy.small
        change(&made)
        try made.writeShown(to: folder, experiments: [name])
        let outcome = try Rendering(folder).render([])
        let undrawn = outcome.notices.filter { $0.contains("not drawn") }
        if let reason {
          #expect(!undrawn.isEmpty && undrawn.allSatisfy { $0.hasSuffix(reason) }, "\(undrawn)")
        } else {
          #expect(undrawn == [])
        }
        return outcome.files.filter { $0.hasSuffix(".svg") }
      }
    }
    let all = ["figure7", "gains-by-correlation", "curves"].map { "seesaw/\($0).svg" }
    let one = try figures { $0.draws = 1 }
    #expect(one == all)
    let single = try figures { made in
      made.draws = 1
      made.trainings = 1
      made.correlations = ["0.30"]
    }
    #expect(single == all)
    // Without a placebo's error there is no reference for gains.
    let orphaned = try figures(
      without: "there would be no value in gains.csv: 12 of 168 runs diverged"
    ) { made in
      let correlations = made.correlations
      made.diverging = correlations.flatMap { correlation in
        (0..<4).map { ("placebo", correlation, "00\($0)") }
      }
    }
    #expect(orphaned == ["seesaw/curves.svg"])
    #expect(try figures { $0.models = ["single-task", "mmoe"] } == all)
    #expect(try figures("learning-rates") { $0.draws = 1 } == ["learning-rates/rate-ranking.svg"])
    let seesaw = try figures("unequal-tasks") { made in
      made.draws = 1
      made.diverging = [("planted", "0.50", "000"), ("mmoe", "0.50", "000")]
    }
    #expect(seesaw == ["unequal-tasks/seesaw.svg"])
  }

  /// A panel per setting, with the study's own size in the key.
  @Test(.enabled(if: gnuplot != nil)) func theFigureOfSizesIsDrawn() throws {
    try MadeUpStudy.inFolder { folder in
      let columns = OperatingTable.description.header(taskCount: 0)
      var table = CSVTable(columns: columns)
      for setting in ["-", "own-sinusoids"] {
        for size in [["12", "2"], ["12", "8"]] {
          for effect in ["0.00", "0.20", "0.60"] {
            table.append(
              [setting] + size + ["model", effect, "0.1", effect, "0.2", "0.3"])
          }
        }
      }
      try table.write(to: "\(folder)/unequal-tasks/\(OperatingTable.file)")
      try CSVTable(columns: ModelTable.description.header(taskCount: 0))
        .write(to: "\(folder)/unequal-tasks/\(ModelTable.file)")
      let figure = Figure(
        experiment: "unequal-tasks", script: OperatingFigure.name, title: OperatingFigure.title,
        variables: ["draws": "12", "trainings": "8"])
      let drawn = try Drawing(folder: folder, scripts: Repository.scripts).draw([figure])
      #expect(drawn.notices == [])
      let svg = try text("\(folder)/\(figure.path)")
      for title in ["equal tasks", "own sinusoids", "12x2", "12x8"] {
        #expect(svg.contains(title), "\(title)")
      }
    }
  }

  /// All correlations of the study are drawn, whichever they are.
  @Test(.enabled(if: gnuplot != nil)) func panelsFollowTheCorrelations() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy.small
      made.correlations = ["0.10", "0.90"]
      try made.writeShown(to: folder, experiments: ["seesaw"])
      _ = try Rendering(folder).render([])
      let svg = try text(folder + "/seesaw/figure7.svg")
      let all = try text(folder + "/seesaw/gains-by-correlation.svg") + svg
      for key in ["0.10", "0.90"] { #expect(all.contains(key)) }
      #expect(!all.contains("p = 0.20"))
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

  @Test(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
  func theCommittedFiguresHaveOneTitleEach() throws {
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
}

// Studies that are not as usual: three tasks, runs that diverge, networks that fit no memory.
import Formats
import Foundation
import Testing

@Test func threeTasksRunFromFileToReport() throws {
  let three = unequalStudy.replacing("taskCount: 2", with: "taskCount: 3")
    .replacing("correlations: [0.2, 0.8]", with: "correlations: [0.8]")
    .replacing(", correlations: [0.8]}", with: "}")
    .replacing("[1, 1], sharedExperts: 1", with: "[1, 1, 1], sharedExperts: 1")
    .replacing("sharedExperts: 3", with: "sharedExperts: 4")
    .replacing("labelShares: [1, 0.5]", with: "labelShares: [1, 1, 0.5]")
    .replacing("labelScales: [1, 5]", with: "labelScales: [1, 2, 5]")
  let report = """

    report:
      figures: [figure7, seesaw, curves, figure8, figure8-ordered, smallest-weights, operating-characteristics]
      claims:
        - {family: some-lasting-seesaw, source: this study}
        - {family: controls-hold, source: this study}
        - {family: gain-over, subject: cgc, over: [mmoe], source: this study}
        - {family: best-on-both-tasks, subject: cgc, over: [mmoe], source: this study}
    """
  try withStudy(three + report) { folder, file, metrics in
    let page = try text("\(folder)/one/quick/study/page.md")
    #expect(
      page.contains("This figure is not drawn: it simulates two tasks, and these data have 3."))
    #expect(page.contains("of task 1's gate") && page.contains("of task 3's."))
    let claims = try text("\(folder)/one/quick/claims.csv")
    #expect(claims.contains("CGC is better than MMoE on all 3 tasks"))
    #expect(!claims.contains("both tasks"))
    let task = try metrics.position(of: "task")
    #expect(Set(metrics.rows.map { $0[task] }) == ["task1", "task2", "task3"])
    let published = three + "\nreport: {published: [ple-figure7-mtl-gain]}\n"
    try AtomicFile.write(published, to: file)
    let ending = try reproduce("check", file, into: folder)
    #expect(ending.status == 1)
    #expect(
      ending.remarks.contains(
        "report.published has ple-figure7-mtl-gain, whose runs have 2 tasks, but these data have 3")
    )
  }
}

@Test func runsThatDivergeAreSaidOnTheTerminalAndInTheReport() throws {
  let wild = unequalStudy.replacing(
    "{name: stated, gateBias: true, learningRate: 0.02",
    with: "{name: stated, gateBias: true, learningRate: 1e30")
  try inFolder { folder in
    let file = "\(folder)/study.yaml"
    try AtomicFile.write(wild, to: file)
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 0)
    let sentence = "MMoE (stated) at p = 0.80, draw 000, training 0 (step "
    #expect(ending.remarks.contains("study: 8 of ") && ending.remarks.contains(sentence))
    #expect(ending.remarks.contains("diverged (seed 5)"))
    for page in ["report.md", "study/page.md"] {
      #expect(try text("\(folder)/one/quick/\(page)").contains(sentence), "\(page)")
    }
  }
}

@Test func aStudyThatFitsNoMemoryIsRefusedBeforeItBegins() throws {
  try inFolder { folder in
    let file = "\(folder)/study.yaml"
    try AtomicFile.write(unequalStudy.replacing("[5, 4]", with: "[65536, 65536]"), to: file)
    let ending = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(ending.status != 0)
    #expect(ending.remarks.hasPrefix("Error: study at scale quick takes about "))
    #expect(ending.remarks.split(separator: "\n").count == 1, "\(ending.remarks)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/one"))
    let check = try reproduce("check", file, into: folder)
    #expect(check.status == 0 && check.output.contains(" GB") || check.output.contains(" TB"))
  }
}

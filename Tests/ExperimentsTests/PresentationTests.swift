// What decides pages decides no number: no run's identity knows of it.
import Foundation
import ModelZoo
import Testing

@testable import Experiments

struct PresentationTests {
  /// The identities of all trials and runs of an experiment at a scale.
  private func identities(_ experiment: Experiment, _ scale: ScaleName) throws -> [String] {
    let plan = try Plan(experiment, at: scale)
    let rates = plan.equalRates()
    let trials = try plan.tunedVariants.flatMap { try plan.trials(of: $0, learningRate: 0.01) }
    let tried = try (trials + plan.checks(rates)).map(\.run)
    return try (tried + plan.study(rates: rates).map(\.run)).map { try $0.canonical() }
  }

  /// Lines of the whole file that say how the experiment is shown, and others in their place.
  private static let changes: [(line: Int, replacement: String)] = [
    (1, "title: Another title"),
    (2, "regenerates: another figure"),
    (
      18,
      "  - {model: shared-bottom, title: Hard, label: hard, colour: \"#000000\", point: 7, published: x}"
    ),
    (18, "  - {model: shared-bottom}"),
    (42, "order: 77"),
    (42, ""),
    (44, "  published: [mose-figure6-mse]"),
    (45, "  figures: [seesaw]"),
    (46, "  headline: curves"),
    (48, "    - {family: gain-over, subject: cgc, over: [ple]}"),
    (49, "    - {family: no-task-favoured}"),
    (51, "    - {answer: another, heading: Why?}"),
  ]

  @Test func howAnExperimentIsShownIsInNoRunsIdentity() throws {
    let file = try parsed(wholeFile)
    for (line, replacement) in Self.changes {
      let other = try parsed(DamagedLine(line, replacement, "").text)
      #expect(other.presentation != file.presentation, "line \(line)")
      #expect(other.experiment == file.experiment, "line \(line)")
      for scale in ScaleName.allCases {
        #expect(other.experiment.asRun(at: scale) == file.experiment.asRun(at: scale))
        #expect(
          try identities(other.experiment, scale) == identities(file.experiment, scale),
          "line \(line)")
      }
    }
  }

  /// Otherwise the comparison above could not fail.
  @Test func whatIsRunIsInTheIdentities() throws {
    let file = try parsed(wholeFile)
    let other = try parsed(DamagedLine(3, "seed: 3", "").text)
    #expect(other.presentation == file.presentation && other.experiment != file.experiment)
    #expect(
      try identities(other.experiment, .quick) != identities(file.experiment, .quick))
  }

  /// A role says which runs are made, but none of them holds the word.
  @Test func rolesAreInNoRunsIdentity() throws {
    for identity in try identities(parsed(wholeFile).experiment, .quick) {
      for word in ["role", "control", "\"baseline\":\"", "title", "colour"] {
        #expect(!identity.contains(word), "\(word)")
      }
    }
    var control = try parsed(wholeFile).experiment
    control.models[2].role = .control
    #expect(
      try identities(control, .quick) == identities(parsed(wholeFile).experiment, .quick))
  }

  // MARK: JSON

  @Test func aPresentationIsReadAsItWasWritten() throws {
    let presentation = try parsed(wholeFile).presentation
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = try encoder.encode(presentation)
    #expect(try JSONDecoder().decode(Presentation.self, from: bytes) == presentation)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.contains(
        #"{"arguments":{"over":["mmoe","cgc"],"source":"PLE, Figure 7","subject":"ple"},"name":"gain-over"}"#
      ))
    #expect(!text.contains("small.yaml") && !text.contains("\"place\""), "a place is of one file")
  }

  @Test func aDeclarationIsTheSameWhereverItStands() throws {
    let declaration = Declaration("gain-over", ["subject": .text("ple")])
    var moved = declaration
    moved.place = DeclarationPlace(file: "x.yaml", line: 3, path: "report.claims[0]")
    #expect(moved == declaration && moved.hashValue == declaration.hashValue)
    #expect(moved.refusal("is wrong").description == "x.yaml:3: report.claims[0] is wrong")
    #expect(
      declaration.refusal("is wrong").description == "manifest.json: a declaration is wrong")
    #expect(declaration != Declaration("gain-over", ["subject": .list(["ple"])]))
  }

  // MARK: The order of pages

  @Test func experimentsFollowTheirOrderAndThenTheirNames() {
    func file(_ name: String, _ order: Int?) -> ExperimentFile {
      ExperimentFile(
        experiment: tinyExperiment(name: name),
        presentation: Presentation(title: name, regenerates: "nothing", order: order))
    }
    let files = [file("b", nil), file("a", nil), file("z", 1), file("y", 2), file("x", 2)]
    #expect(
      files.sorted { $0.precedes($1) }.map(\.experiment.name) == ["z", "x", "y", "a", "b"])
  }
}

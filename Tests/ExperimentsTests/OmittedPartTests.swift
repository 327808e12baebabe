// A scale can leave settings and models out and have a seed of its own; neither touches the other scale.
@testable import Experiments
import Foundation
import Testing

private let omittable =
  "no-gate-bias, other, shared-bottom, omoe, mmoe, ml-mmoe, cgc, ple: "
  + "a setting other than the default, or a model without a role"

private func file(omits: String, extra: String = "") -> String {
  wholeFile.replacingOccurrences(
    of: "draws: 3, batchSize: 64}", with: "draws: 3, batchSize: 64, \(omits)}"
  ).replacingOccurrences(
    of: "headline: figure7", with: "headline: figure7\(extra)")
}

struct OmittedPartTests {
  @Test func aScaleLeavesOutSettingsAndHasItsOwnSeed() throws {
    let whole = try parsed(wholeFile).experiment
    let cut = try parsed(file(omits: "omits: [other], seed: 5")).experiment
    let (quick, paper) = (try Plan(cut, at: .quick), try Plan(cut, at: .paper))
    #expect(quick.experiment.settings.map(\.name) == ["-", "no-gate-bias", "other"])
    #expect(paper.experiment.settings.map(\.name) == ["-", "no-gate-bias"])
    #expect(paper.variants.allSatisfy { $0.setting.name != "other" })
    #expect(quick.experiment.seed == .max && paper.experiment.seed == 5)
    #expect(
      try quick.study(rates: quick.equalRates()).map(\.run)
        == Plan(whole, at: .quick).study(rates: quick.equalRates()).map(\.run))
    #expect(try paper.study(rates: paper.equalRates()).allSatisfy { $0.run.data.seed == 5 })
    // What is run is what is recorded.
    #expect(cut.asRun(at: .paper).settings == paper.experiment.asRun(at: .paper).settings)
    #expect(cut.asRun(at: .paper).omitted == ["other"])
    #expect(cut.asRun(at: .quick).omitted.isEmpty)
    for scale in ScaleName.allCases {
      #expect(throws: Never.self) { try cut.asRun(at: scale).checkRecorded(in: "manifest.json") }
    }
  }

  @Test func aScaleLeavesOutModels() throws {
    let whole = try parsed(wholeFile).experiment
    let cut = try parsed(file(omits: "omits: [cgc, ml-mmoe, other]")).experiment
    let (quick, paper) = (try Plan(cut, at: .quick), try Plan(cut, at: .paper))
    #expect(quick.experiment.models == whole.models)
    #expect(
      paper.experiment.models == whole.models.filter { !["cgc", "ml-mmoe"].contains($0.name) })
    #expect(paper.variants.allSatisfy { !["cgc", "ml-mmoe"].contains($0.choice.name) })
    // The runs of the other models stay what they were.
    let former = try Plan(whole, at: .paper)
    let runs = try Set(former.study(rates: former.equalRates()).map(\.run))
    let left = try paper.study(rates: paper.equalRates()).map(\.run)
    #expect(!left.isEmpty && left.count < runs.count && runs.isSuperset(of: left))
    #expect(cut.asRun(at: .paper).omitted == ["cgc", "ml-mmoe", "other"])
    #expect(throws: Never.self) {
      try cut.asRun(at: .paper).checkRecorded(in: "manifest.json")
    }
  }

  /// What is left is checked as a file of its own would be: a manifest has no more.
  @Test func whatIsLeftIsAnExperiment() throws {
    let error = try #require(throws: ExperimentFileError.self) {
      try parsed(file(omits: "omits: [omoe, mmoe, ml-mmoe, cgc, ple]"))
    }
    #expect(
      error.description.contains(
        "scales.paper.omits is a list that leaves out too much, but must be a list whose rest is an experiment: "
          + "a rest with gateBias false, no selector, but must"),
      "\(error)")
  }

  @Test func aNameOfTwoThingsIsNotLeftOut() throws {
    let twice = file(omits: "omits: [mmoe]").replacingOccurrences(
      of: "{name: other,", with: "{name: mmoe,")
    let error = try #require(throws: ExperimentFileError.self) { try parsed(twice) }
    #expect(
      error.description.contains(
        "scales.paper.omits is a list with mmoe, which is a model and a setting"), "\(error)")
  }

  /// A model that is left out at a scale need not be possible there.
  @Test func whatIsLeftOutNeedNotFit() throws {
    let narrow = file(omits: "omits: [ml-mmoe, ple]").replacing(
      "hiddenWidths: [16, 8, 4]", with: "hiddenWidths: [8]")
    #expect(throws: Never.self) { try parsed(narrow) }
    let kept = narrow.replacing("omits: [ml-mmoe, ple]", with: "omits: [ple]")
    #expect(throws: ExperimentFileError.self) { try parsed(kept) }
  }

  @Test func whatAModelStartsAtIsNotLeftOut() throws {
    let starting = file(omits: "omits: [cgc]").replacingOccurrences(
      of: ", levelWidths: [[16, 8], [4]], towerWidths: []", with: ""
    ).replacingOccurrences(
      of: "taskExperts: [1, 2], sharedExperts: 0", with: "taskExperts: [1, 1], sharedExperts: 1"
    ).replacingOccurrences(
      of: "  - {name: other,",
      with:
        "  - {name: started, gateBias: true, start: {after: 1, offset: -infinity}}\n  - {name: other,"
    )
    let error = try #require(throws: ExperimentFileError.self) { try parsed(starting) }
    #expect(
      error.description.hasSuffix(
        "scales.paper.omits is a list that leaves out what started starts at, but must be "
          + "a list without cgc and without a setting in which it is trained for started"),
      "\(error)")
    let both = starting.replacingOccurrences(of: "omits: [cgc]", with: "omits: [cgc, mmoe]")
    #expect(throws: Never.self) { try parsed(both) }
  }

  @Test(arguments: [
    (
      "omits: [\"-\"]",
      "scales.paper.omits[0] is \"-\", but must be one of \(omittable)"
    ),
    (
      "omits: [others]",
      "scales.paper.omits[0] is others, but must be one of \(omittable)"
    ),
    (
      "omits: [other, other]",
      "scales.paper.omits[1] is other, but must be different from that of scales.paper.omits[0]"
    ),
    (
      "omits: [single-task]",
      "scales.paper.omits[0] is single-task, but must be one of \(omittable)"
    ),
    (
      "omits: [mmoe], widths: [{model: mmoe, towerWidths: [4]}]",
      "scales.paper.widths[0].model is mmoe, but must be one of single-task, shared-bottom, omoe, ml-mmoe, cgc, ple"
    ),
    ("seed: -1", "scales.paper.seed is -1, but must be an integer from 0 to 18446744073709551615"),
  ])
  func refused(omits: String, problem: String) throws {
    let error = #expect(throws: ExperimentFileError.self) { try parsed(file(omits: omits)) }
    #expect(error.map { "\($0)".hasSuffix(problem) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}

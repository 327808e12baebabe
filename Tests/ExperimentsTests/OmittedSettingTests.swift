// A scale can leave settings out and have a seed of its own; neither touches the other scale.
@testable import Experiments
import Foundation
import Testing

private func file(omits: String, extra: String = "") -> String {
  wholeFile.replacingOccurrences(
    of: "draws: 3, batchSize: 64}", with: "draws: 3, batchSize: 64, \(omits)}"
  ).replacingOccurrences(
    of: "headline: figure7", with: "headline: figure7\(extra)")
}

struct OmittedSettingTests {
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
    #expect(cut.asRun(at: .paper).omittedSettings == ["other"])
    #expect(cut.asRun(at: .quick).omittedSettings.isEmpty)
    for scale in ScaleName.allCases {
      #expect(throws: Never.self) { try cut.asRun(at: scale).checkRecorded(in: "manifest.json") }
    }
  }

  @Test(arguments: [
    (
      "omits: [\"-\"]",
      "scales.paper.omits[0] is \"-\", but must be one of no-gate-bias, other: a setting other than the default"
    ),
    (
      "omits: [others]",
      "scales.paper.omits[0] is others, but must be one of no-gate-bias, other: a setting other than the default"
    ),
    (
      "omits: [other, other]",
      "scales.paper.omits[1] is other, but must be different from that of scales.paper.omits[0]"
    ),
    ("seed: -1", "scales.paper.seed is -1, but must be an integer from 0 to 18446744073709551615"),
  ])
  func refused(omits: String, problem: String) throws {
    let error = #expect(throws: ExperimentFileError.self) { try parsed(file(omits: omits)) }
    #expect(error.map { "\($0)".hasSuffix(problem) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}

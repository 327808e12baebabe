// Which models a setting makes anew.
import ModelZoo
import Testing

@testable import Experiments

struct VariantTests {
  private func variants(_ settings: [Setting]) throws -> [String] {
    var experiment = tinyExperiment()
    experiment.settings = settings
    return try Plan(experiment, at: .quick).variants.map {
      "\($0.choice.name) \($0.setting.name)"
    }.filter { !$0.hasSuffix(" -") }
  }

  private let standard = Setting(name: "-", gateBias: true)

  @Test func aModelRunsInTheSettingsThatChangeIt() throws {
    #expect(
      try variants([standard, Setting(name: "none", gateBias: false)])
        == ["omoe none", "mmoe none", "ml-mmoe none", "cgc none", "ple none"])
    #expect(
      try variants([
        standard, Setting(name: "input", gateBias: true, selector: .input),
        Setting(name: "fusion", gateBias: true, selector: .fusion),
      ]) == ["ple input", "ml-mmoe fusion"])
  }

  /// With one level there is no gate that could read a fusion.
  @Test func aSelectorChangesNoModelOfOneLevel() throws {
    let single = ModelChoice(
      name: "ple", kind: .ple, levels: 1, taskExperts: [1, 1], sharedExperts: 1)
    let setting = Setting(name: "input", gateBias: true, selector: .input)
    #expect(single.variation(in: setting) == single.variation(in: standard))
    let scale = try #require(tinyExperiment().scale(.quick))
    #expect(
      try single.spec(scale, taskCount: 2, in: setting)
        == single.spec(scale, taskCount: 2, in: standard))
  }

  /// A model that an earlier setting has at some correlations only is run again at the others.
  @Test func aLaterSettingWithMoreCorrelationsKeepsItsModels() throws {
    let some = Setting(name: "some", gateBias: false, correlations: [0.5])
    let all = Setting(name: "all", gateBias: false, selector: .input)
    #expect(try variants([standard, some, all]).contains("mmoe all"))
    let fewer = Setting(name: "fewer", gateBias: false, selector: .input, correlations: [0.5])
    #expect(try !variants([standard, some, fewer]).contains("mmoe fewer"))
    #expect(try variants([standard, some, fewer]).contains("ple fewer"))
  }

  /// Identities of runs made before there were selectors stay what they are.
  @Test func anAbsentSelectorIsNotInTheIdentity() throws {
    let plan = try Plan(tinyExperiment(), at: .quick)
    let rates = Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
    for (_, run) in try plan.study(rates: rates) {
      #expect(try !run.canonical().contains("selector"))
    }
  }
}

// Which settings have their learning curves written: names of settings, and of those that a scale has.
import Experiments
import Testing

struct CurveSettingFileTests {
  private func file(_ list: String) throws -> ExperimentFile {
    try parsed(
      wholeFile.replacing("\ngateFiles: true", with: "\ngateFiles: true\ncurveSettings: \(list)"))
  }

  @Test func theNamesAreThoseOfSettings() throws {
    #expect(try file("[]").experiment.curveSettings == [])
    #expect(try file("[\"-\", other]").experiment.curveSettings == ["-", "other"])
    #expect(try parsed(wholeFile).experiment.curveSettings == nil)
    for (list, problem) in [
      (
        "[nosuch]",
        "curveSettings[0] is nosuch, but must be a setting: one of -, no-gate-bias, other"
      ),
      ("[other, other]", "curveSettings[1] is other, but must"),
      ("other", "curveSettings is other, but must be a list of names of settings"),
    ] {
      let error = #expect(throws: ExperimentFileError.self) { try file(list) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(problem), "\(String(describing: error))")
    }
  }

  @Test func theNumberOfDrawsIsPositive() throws {
    func file(_ count: String) throws -> ExperimentFile {
      try parsed(
        wholeFile.replacing("\ngateFiles: true", with: "\ngateFiles: true\ncurveDraws: \(count)"))
    }
    #expect(try file("2").experiment.curveDraws == 2)
    #expect(try parsed(wholeFile).experiment.curveDraws == nil)
    let error = #expect(throws: ExperimentFileError.self) { try file("0") }
    #expect(
      error?.description.hasSuffix("curveDraws is 0, but must be an integer from 1 to 999") == true)
  }

  /// A manifest names no setting that was not run.
  @Test func aScaleThatOmitsASettingHasNoCurvesOfIt() throws {
    var experiment = try file("[\"-\", other]").experiment
    let index = try #require(experiment.scales.firstIndex { $0.name == .paper })
    experiment.scales[index].scale.omits = ["other"]
    #expect(experiment.asRun(at: .paper).curveSettings == ["-"])
    #expect(experiment.asRun(at: .quick).curveSettings == ["-", "other"])
  }
}

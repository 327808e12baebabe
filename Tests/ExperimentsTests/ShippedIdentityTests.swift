// The identities of all runs of the shipped experiments. A store finds a finished run by its identity, so a
// changed one costs the training again: hours at the paper scale.
import Experiments
import Formats
import Foundation
import Testing

/// Per experiment file and scale: the number of different runs, and the checksum of their identities.
///
/// RECORD_IDENTITIES=1 scripts/test --filter ShippedIdentityTests prints the table anew.
private let recorded = """
  embedding.yaml quick 388 cf031ab60a5ba653
  embedding.yaml paper 388 cf031ab60a5ba653
  expert-utilization.yaml quick 688 9e30bbc0d2a3eb7d
  expert-utilization.yaml paper 456 e6ff0acbd3240735
  gate-selector.yaml quick 160 246b73aac08e6257
  gate-selector.yaml paper 120 7f5338da6f74fae1
  never-zero.yaml quick 854 0367be965b010352
  never-zero.yaml paper 854 0367be965b010352
  seesaw-fixed-draw.yaml quick 176 b75fd8773230ce6d
  seesaw-fixed-draw.yaml paper 120 0516b9e8429d1115
  seesaw.yaml quick 772 9f617205ea04a497
  seesaw.yaml paper 492 50f5ee3b3f80e5c3
  sequential-seesaw.yaml quick 564 08e89c99d6896f3f
  sequential-seesaw.yaml paper 276 35dd3dde70a9ae67
  sequential.yaml quick 306 867dddd540da5e33
  sequential.yaml paper 162 8d9a8148ec049b37
  starting-there.yaml quick 366 72954af2ff05b168
  starting-there.yaml paper 366 72954af2ff05b168
  where-it-breaks-confirmed.yaml quick 624 4f253840603f67ab
  where-it-breaks-confirmed.yaml paper 624 4f253840603f67ab
  where-it-breaks-unequal.yaml quick 222 761ab73e3a4e8330
  where-it-breaks-unequal.yaml paper 222 761ab73e3a4e8330
  where-it-breaks.yaml quick 534 01d0d853429829fc
  where-it-breaks.yaml paper 534 01d0d853429829fc
  """

/// The value of an experiment at a scale: runs, and the checksum of their sorted identities.
///
/// Trials are those of the file's own grid. Chosen rates depend on results, so every tuned variant gets a rate
/// that is made from its trials: a run that took the rate of another variant would change the checksum.
private func identities(of experiment: Experiment, at scale: ScaleName) throws -> String {
  let plan = try Plan(experiment, at: scale)
  var runs: [RunSpec] = []
  var rates: [Variant: Double] = [:]
  for variant in plan.tunedVariants {
    let trials = try experiment.tuning.learningRates.flatMap {
      try plan.trials(of: variant, learningRate: $0)
    }
    runs += trials
    let first = try #require(trials.first).canonical()
    rates[variant] = Double(1 + Checksum(of: first).value % 997) / 10_000
  }
  runs += try plan.study(rates: rates).map(\.run)
  let different = Set(try runs.map { try $0.canonical() })
  var checksum = Checksum()
  for identity in different.sorted() { checksum.combine("\(identity)\n".utf8) }
  return "\(different.count) \(checksum.hex)"
}

struct ShippedIdentityTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "experiments")

  /// The shipped experiments in the order of their files' names.
  private func shipped() throws -> [Experiment] {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    return try files.filter { $0.hasSuffix(".yaml") }.sorted().map {
      try ExperimentFile.read(file: Self.folder.appending(path: $0).path).experiment
    }
  }

  @Test func finishedRunsOfTheShippedExperimentsAreStillFound() throws {
    var lines: [String] = []
    for experiment in try shipped() {
      for scale in experiment.scales.map(\.name) {
        let value = try identities(of: experiment, at: scale)
        lines.append("\(experiment.name).yaml \(scale.rawValue) \(value)")
      }
    }
    guard ProcessInfo.processInfo.environment["RECORD_IDENTITIES"] == nil else {
      print(lines.joined(separator: "\n"))
      Issue.record(
        """
        The table above is new and was compared with nothing. Copy it into this file only if runs are meant to be \
        trained again.
        """)
      return
    }
    let known = Set(recorded.split(separator: "\n").map(String.init))
    let changed = lines.filter { !known.contains($0) }
    #expect(
      changed.isEmpty && known.count == lines.count,
      """
      The identities of runs have changed: finished runs in existing stores would no longer be found, and all of \
      them would be trained again. Record the table anew only if an experiment file was changed or added on \
      purpose. Changed or new: \(changed.joined(separator: "; ")). Gone: \
      \(known.subtracting(lines).sorted().joined(separator: "; ")).
      """)
  }

  /// Names are for people: a plan goes by roles and kinds.
  @Test func anIdentityHoldsNoNameOfAnExperimentOrModelOrSetting() throws {
    for experiment in try shipped() {
      var renamed = experiment
      renamed.name = "renamed"
      func other(_ name: String) -> String { "other-\(name)" }
      for index in renamed.models.indices {
        renamed.models[index].name = other(renamed.models[index].name)
      }
      for index in renamed.settings.indices {
        renamed.settings[index].name = "setting-\(index)"
      }
      for index in renamed.scales.indices {
        for model in (renamed.scales[index].scale.widths ?? []).indices {
          let name = renamed.scales[index].scale.widths?[model].model ?? ""
          renamed.scales[index].scale.widths?[model].model = other(name)
        }
      }
      #expect(renamed != experiment)
      #expect(
        try identities(of: renamed, at: .quick) == identities(of: experiment, at: .quick),
        "\(experiment.name)")
    }
  }
}

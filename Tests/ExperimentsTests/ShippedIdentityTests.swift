// The identities of all runs of the shipped experiments. A store finds a finished run by its identity, so a
// changed one costs the training again: hours at the paper scale.
import Formats
import Foundation
import Testing

@testable import Experiments

/// Per experiment file and scale: the number of different runs, the checksum of their identities, and how many have a
/// learning curve.
///
/// RECORD_IDENTITIES=1 scripts/test --filter ShippedIdentityTests writes the table anew.
private let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appending(path: "Fixtures/identities.txt")

/// The value of an experiment at a scale: runs, and the checksum of their sorted identities.
///
/// Of runs without a learning curve that of the same run with one, whose record serves them too.
///
/// Trials are those of the file's own grid, and the checks at the chosen rates. Chosen rates depend on results, so every tuned variant gets a rate
/// that is made from its trials: a run that took the rate of another variant would change the checksum.
private func identities(of experiment: Experiment, at scale: ScaleName) throws -> String {
  let plan = try Plan(experiment, at: scale)
  var runs: [RunSpec] = []
  var rates: [Variant: Double] = [:]
  for variant in plan.tunedVariants {
    let trials = try experiment.tuning.learningRates.flatMap {
      try plan.trials(of: variant, learningRate: $0).map(\.run)
    }
    runs += trials
    let first = try stored(try #require(trials.first)).canonical()
    rates[variant] = Double(1 + Checksum(of: first).value % 997) / 10_000
  }
  runs += try plan.checks(rates).map(\.run)
  runs += try plan.study(rates: rates).map(\.run)
  let different = Set(try runs.map { try stored($0).canonical() })
  var checksum = Checksum()
  for identity in different.sorted() { checksum.combine("\(identity)\n".utf8) }
  let watched = Set(runs).count { $0.measurement.curvePointCount > 0 }
  return "\(different.count) \(checksum.hex) \(watched)"
}

private func stored(_ run: RunSpec) -> RunSpec { run.withCurve ?? run }

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
      try Data("\(lines.joined(separator: "\n"))\n".utf8).write(to: table)
      Issue.record(
        """
        \(table.path) is new and was compared with nothing. Keep it only if runs are meant to be trained again.
        """)
      return
    }
    let recorded = try String(contentsOf: table, encoding: .utf8)
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
      // The default is known by its name.
      for index in renamed.settings.indices.dropFirst() {
        renamed.settings[index].name = "setting-\(index)"
      }
      for index in renamed.scales.indices {
        renamed.scales[index].scale.omits = renamed.scales[index].scale.omits?.map { name in
          experiment.settings.firstIndex { $0.name == name }.map { "setting-\($0)" }
            ?? other(name)
        }
        for model in (renamed.scales[index].scale.widths ?? []).indices {
          let name = renamed.scales[index].scale.widths?[model].model ?? ""
          renamed.scales[index].scale.widths?[model].model = other(name)
        }
      }
      #expect(renamed != experiment)
      for scale in experiment.scales.map(\.name) {
        #expect(
          try identities(of: renamed, at: scale) == identities(of: experiment, at: scale),
          "\(experiment.name)")
      }
    }
  }
}

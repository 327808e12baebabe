// The tables of sizes in experiments/README.md against the experiment files.
import Experiments
import Formats
import Foundation
import Testing

struct SizeTableTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "experiments")

  /// A row of either table, for one experiment at one scale.
  private struct Row: Hashable {
    var experiment: String
    var scale: ScaleName
    /// The cells after the scale.
    var sizes: [String]
  }

  /// The rows of all tables whose first columns are experiments and a scale.
  private func documented() throws -> [Row] {
    let text = try String(
      contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    var rows: [Row] = []
    var isInside = false
    var names: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
        .dropLast().map { $0.trimmingCharacters(in: .whitespaces) }
      if cells.count > 2, cells[0].hasPrefix("Experiment"), cells[1] == "Scale" {
        isInside = true
      } else if cells.isEmpty {
        isInside = false
      } else if isInside, !cells[1].hasPrefix("---") {
        // An empty cell stands for the experiments of the row above.
        if !cells[0].isEmpty {
          names = cells[0].split(separator: ",").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
          }
        }
        let scales =
          cells[1] == "both" ? ScaleName.allCases : [try #require(ScaleName(rawValue: cells[1]))]
        rows += names.flatMap { name in
          scales.map { Row(experiment: name, scale: $0, sizes: Array(cells[2...])) }
        }
      }
    }
    return rows
  }

  /// What the tables should say of an experiment at a scale.
  private func row(_ experiment: Experiment, _ name: ScaleName, _ scale: Scale) -> Row {
    func grouped(_ number: Int) -> String {
      // As the tables have it: 2 000, with a space between thousands.
      let digits = String(String(number).reversed())
      let groups = stride(from: 0, to: digits.count, by: 3).map { digits.dropFirst($0).prefix(3) }
      return String(groups.joined(separator: " ").reversed())
    }
    let samples = grouped(scale.sampleCount)
    let ending = ["\(scale.replicates)", "\(scale.batchSize)"]
    guard let steps = scale.stepCount else {
      let widths = scale.hiddenWidths.map(String.init).joined(separator: ", ")
      return Row(
        experiment: experiment.name, scale: name,
        sizes: ["\(scale.inputWidth)", widths, samples] + ending)
    }
    let labels = scale.labelCount == steps ? "all" : "last \(scale.labelCount ?? 0)"
    let passes = scale.epochCount ?? experiment.epochCount
    return Row(
      experiment: experiment.name, scale: name,
      sizes: ["\(scale.inputWidth) × \(steps), \(labels)", "\(samples), \(passes)"] + ending)
  }

  @Test func theTablesOfSizesSayWhatTheExperimentFilesSay() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let expected = try files.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { file in
      let experiment = try Experiment.read(file: Self.folder.appending(path: file).path)
      return experiment.scales.map { row(experiment, $0.name, $0.scale) }
    }
    let rows = try documented()
    #expect(Set(rows).count == rows.count, "a row stands there twice")
    func words(_ rows: [Row]) -> String {
      rows.map {
        "\($0.experiment) \($0.scale.rawValue): \($0.sizes.joined(separator: " | "))"
      }.joined(separator: "; ")
    }
    let missing = expected.filter { !rows.contains($0) }
    let wrong = rows.filter { !expected.contains($0) }
    #expect(missing.isEmpty, "experiments/README.md lacks \(words(missing))")
    #expect(wrong.isEmpty, "no experiment file has \(words(wrong))")
  }
}

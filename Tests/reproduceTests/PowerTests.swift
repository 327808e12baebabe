// What `reproduce power` simulates from tuning draws, without touching a study's.
import Formats
import Foundation
import Testing

/// The lines of a table as fields.
private func rows(_ output: String) -> [[String]] {
  output.split(separator: "\n").map { line in
    line.replacing("not seen", with: "not-seen").split(separator: " ").map(String.init)
  }
}

@Test func sizesAreSimulatedFromTuningDrawsAlone() throws {
  try withSmallExperiment { folder, file in
    let power = ["power", file, "--store", "\(folder)/runs"]
    let ending = try reproduce(arguments: power, into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    #expect(ending.remarks.contains("tuning: ") && ending.remarks.contains("checks: "))
    #expect(!ending.remarks.contains("study: "), "a run of the study was made")
    let rows = rows(ending.output)
    #expect(
      rows.first == [
        "setting", "draws", "trainings", "subject", "effect", "rho", "seen", "not-seen",
      ])
    // The study's own size and five others, each with a placebo and six effects.
    #expect(rows.count == 1 + 6 * 7)
    let sizes = rows.dropFirst().map { $0[1...2].joined(separator: "x") }
      .reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    #expect(sizes == ["2x2", "12x2", "12x4", "16x4", "12x8", "16x8"])
    let blocks = stride(from: 1, to: rows.count, by: 7).map { rows[$0..<($0 + 7)] }
    for block in blocks {
      #expect(
        block.map { "\($0[3]) \($0[4])" } == [
          "placebo 0.00", "model 0.00", "model 0.10", "model 0.20", "model 0.30", "model 0.40",
          "model 0.60",
        ])
      // A larger effect recurs more often.
      let recurrences = block.dropFirst().compactMap { Double($0[5]) }
      #expect(recurrences.count == 6 && recurrences.last ?? 0 > (recurrences.first ?? 1) + 0.05)
      for row in block {
        let shares = row.suffix(2).compactMap { Double($0.dropLast()) }
        #expect(shares.count == 2 && (0...101).contains(shares[0] + shares[1]))
      }
    }

    // Nothing is trained twice, neither by the same command nor by the study.
    let again = try reproduce(arguments: power, into: folder)
    #expect(again.output == ending.output)
    #expect(again.remarks.contains("tuning: 0 runs to do") && !again.remarks.contains("100%"))
    let run = try reproduce(
      "run", file, "--output", "\(folder)/one", "--store", "\(folder)/runs", into: folder)
    #expect(run.status == 0, "\(run.remarks)")
    #expect(run.remarks.contains("checks: 0 runs to do"))
    #expect(run.remarks.contains("study: 140 runs to do\n"))
  }
}

@Test func oneTrainingOnADrawHasNoScatter() throws {
  try withSmallExperiment { folder, file in
    let single = try text(file).replacing("draws: 4, trainings: 2,", with: "draws: 4,")
    #expect(single != (try text(file)))
    try AtomicFile.write(single, to: file)
    let ending = try reproduce("power", file, "--store", "\(folder)/runs", into: folder)
    #expect(ending.status == 2 && ending.output.isEmpty)
    #expect(
      ending.remarks.contains("seesaw has nothing to simulate: it needs tuning with two trainings"))
    let missing = try reproduce("power", "nosuch", "--store", "\(folder)/runs", into: folder)
    #expect(missing.status != 0 && missing.remarks.contains("experiments/nosuch.yaml"))
  }
}

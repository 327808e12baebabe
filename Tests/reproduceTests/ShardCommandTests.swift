// A study in parts by processes that share a store.
import Formats
import Foundation
import Testing

@Test func partsAtTheSameTimeAreTheStudyOfOneMachine() throws {
  try withSmallExperiment(samples: 2000) { folder, file in
    func run(_ options: String...) -> [String] {
      ["run", file, "--store", "\(folder)/runs", "--output", "\(folder)/parts", "--jobs", "1"]
        + options
    }
    let whole = try reproduce(
      "run", file, "--output", "\(folder)/whole", "--store", "\(folder)/other", into: folder)
    #expect(whole.status == 0)
    // As many rounds as there are stages at most; one part is killed in every round.
    for round in 0..<8 {
      let parts = try (1...3).map { number in
        try start(run("--shard", "\(number)/3"), into: folder)
      }
      if round < 3 {
        usleep(20_000)
        kill(parts[round].processIdentifier, SIGKILL)
      }
      for part in parts { part.waitUntilExit() }
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/parts"))
    let last = try reproduce(arguments: run("--shard", "2/3"), at: folder, into: folder)
    #expect(last.status == 0)
    #expect(
      last.output
        == "part 2 of 3: every run is there; the same command without --shard writes the results\n")
    let rendered = try reproduce(arguments: run(), into: folder)
    #expect(rendered.status == 0 && rendered.remarks.contains("study: 0 runs to do"))
    let comparison = try reproduce(
      "diff", "\(folder)/whole/quick", "\(folder)/parts/quick", into: folder)
    #expect(comparison.output.hasSuffix("identical\n"), "\(comparison.output)")
  }
}

@Test func aFirstPartSaysWhatOthersHaveLeft() throws {
  try withSmallExperiment(samples: 600) { folder, file in
    let ending = try reproduce(
      "run", file, "--store", "\(folder)/runs", "--shard", "1/4", into: folder)
    #expect(ending.status == 0)
    #expect(
      ending.output.contains(/^part 1 of 4 of tuning is done; \d+ of \d+ runs of other parts/))
    for text in ["0/4", "5/4", "half", "1/0"] {
      let refused = try reproduce(
        "run", file, "--store", "\(folder)/runs", "--shard", text, into: folder)
      #expect(refused.status != 0)
      #expect(
        refused.remarks.contains(
          "--shard is \(text), but must be a part and the number of parts, such as 3/16"),
        "\(refused.remarks)")
    }
  }
}

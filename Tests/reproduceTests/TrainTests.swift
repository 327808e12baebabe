// `train` is the study's run: its numbers are those of metrics.csv, and what makes it another run is said.
import Formats
import Foundation
import Testing

private let sequences = """
  title: Sequences
  regenerates: nothing
  seed: 6
  data: {generator: sequential-modes, modeCount: 3}
  models:
    - {model: single-task, role: baseline, layers: lstm}
    - {model: single-task, name: placebo, role: placebo}
    - {model: shared-bottom, name: stepwise, layers: stepwise}
    - {model: mmoe, name: mose, layers: lstm, sharedExperts: 3, bottomWidths: [4]}
  tuning: {learningRates: [0.003, 0.03], draws: 1}
  gateFiles: false
  scales:
    quick: {inputWidth: 3, hiddenWidths: [4, 4, 3], sampleCount: 300, draws: 2, batchSize: 8, stepCount: 6, labelCount: 2}
  """

/// The errors that `train` prints, by task: mse, nmse and excess error.
private func errors(_ output: String) -> [String: [String]] {
  let lines = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  return Dictionary(
    lines.filter { $0[0].hasPrefix("task") && $0.count == 5 && $0[0] != "task" }.map {
      ($0[0], Array($0[1...3]))
    }, uniquingKeysWith: { first, _ in first })
}

/// The errors of a run in metrics.csv.
private func errors(_ metrics: CSVTable, _ key: [String: String]) throws -> [String: [String]] {
  let rows = try metrics.rows.filter { row in
    try key.allSatisfy { row[try metrics.position(of: $0.key)] == $0.value }
  }
  let columns = try ["mse", "nmse", "excess_error"].map(metrics.position(of:))
  let task = try metrics.position(of: "task")
  return Dictionary(
    rows.map { row in (row[task], columns.map { row[$0] }) },
    uniquingKeysWith: { first, _ in first })
}

/// Without a name it is the first experiment that has the scale.
@Test func anExperimentWithoutTheScaleIsNotTheFirst() throws {
  let small = try smallExperiment()
  let paperOnly = small.replacingOccurrences(
    of: #"\n  quick: \{.*\}"#, with: "", options: .regularExpression)
  try withSmallProject([
    "second": small, "first": paperOnly.replacing("order: 2", with: "order: 1"),
  ]) { folder in
    let ending = try reproduce(
      "train", "--model", "mmoe", "--correlation", "0.5", "--learning-rate", "0.01", at: folder,
      into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
    let asked = try reproduce(
      "train", "--experiment", "first", "--model", "mmoe", at: folder, into: folder)
    #expect(
      asked.remarks.contains("scale of first is quick, but must be paper"), "\(asked.remarks)")
  }
}

@Test func trainIsTheStudysRun() throws {
  try withStudy(unequalStudy) { folder, file, metrics in
    let places = [
      ("mmoe", "-", "0.20", 0, 0), ("mmoe", "-", "0.80", 1, 1), ("cgc", "-", "0.20", 1, 0),
      ("single-task", "-", "0.80", 0, 1), ("placebo", "-", "0.20", 0, 0),
      ("planted", "-", "0.20", 1, 1), ("mmoe", "stated", "0.80", 0, 0),
      ("mmoe", "started", "0.20", 0, 1), ("single-task", "loud", "0.20", 0, 0),
      ("cgc", "loud", "0.80", 1, 0), ("placebo", "loud", "0.80", 1, 1),
    ]
    for (model, setting, p, draw, training) in places {
      let ending = try reproduce(
        "train", "--experiment", file, "--model", model, "--setting", setting, "--correlation", p,
        "--draw", "\(draw)", "--training", "\(training)", "--store", "\(folder)/runs",
        into: folder)
      #expect(ending.status == 0, "\(ending.remarks)")
      #expect(ending.output.contains("\nThe study's run.\n"), "\(ending.output)")
      let expected = try errors(
        metrics,
        [
          "model": model, "setting": setting, "correlation": p, "draw": "00\(draw)",
          "training": "\(training)",
        ])
      #expect(expected.count == 2)
      #expect(errors(ending.output) == expected, "\(model) \(setting) \(p) \(draw) \(training)")
    }
    // In a setting that does not change a model it is the run of an earlier one.
    let same = try reproduce(
      "train", "--experiment", file, "--model", "single-task", "--setting", "alone",
      "--correlation", "0.8", "--store", "\(folder)/runs", into: folder)
    #expect(same.output.contains(", setting -, p = 0.8, "))
    #expect(same.output.contains("\nThe study's run.\n"))
    let key = [
      "model": "single-task", "setting": "-", "correlation": "0.80", "draw": "000", "training": "0",
    ]
    #expect(try errors(same.output) == errors(metrics, key))
  }
}

@Test func sequencesAreTrainedAsInTheirStudy() throws {
  try withStudy(sequences) { folder, file, metrics in
    for (model, draw) in [("mose", 0), ("stepwise", 1), ("placebo", 1)] {
      let ending = try reproduce(
        "train", "--experiment", file, "--model", model, "--draw", "\(draw)", "--store",
        "\(folder)/runs", into: folder)
      #expect(ending.status == 0 && ending.output.contains("\nThe study's run.\n"))
      let expected = try errors(metrics, ["model": model, "draw": "00\(draw)"])
      #expect(expected.count == 2 && errors(ending.output) == expected, "\(model)")
    }
    let ending = try reproduce(
      "train", "--experiment", file, "--model", "mose", "--correlation", "-0.5", into: folder)
    #expect(ending.status != 0)
    #expect(ending.remarks.contains("--correlation is given, but study has sequential-modes"))
  }
}

@Test func theRateIsFoundInTheResultsToo() throws {
  try withStudy(unequalStudy) { folder, file, metrics in
    func train(_ more: String...) throws -> Ending {
      try reproduce(
        arguments: [
          "train", "--experiment", file, "--model", "cgc", "--correlation", "0.2", "--store",
          "\(folder)/none",
        ] + more, into: folder)
    }
    let found = try train("--results", "\(folder)/one")
    #expect(found.output.contains("\nThe study's run.\n"))
    #expect(found.output.contains(", tuned (\(folder)/one/quick/study)."))
    let expected = try errors(
      metrics,
      ["model": "cgc", "setting": "-", "correlation": "0.20", "draw": "000", "training": "0"])
    #expect(errors(found.output) == expected)
    let untuned = try train("--results", "\(folder)/none")
    #expect(untuned.output.contains("\nNot the study's run: it is not tuned yet.\n"))
    #expect(
      untuned.output.contains("Learning rate 0.03, the middle of the grid: it is not tuned yet"))
    // Results of another study say nothing of this one.
    try AtomicFile.write(unequalStudy.replacing("seed: 5", with: "seed: 55"), to: file)
    let other = try train("--results", "\(folder)/one")
    #expect(other.output.contains("\nNot the study's run: it is not tuned yet.\n"))
  }
}

@Test func whatMakesItAnotherRunIsSaid() throws {
  try withStudy(unequalStudy) { folder, file, _ in
    func train(_ model: String, _ more: String...) throws -> Ending {
      try reproduce(
        arguments: [
          "train", "--experiment", file, "--model", model, "--correlation", "0.2", "--store",
          "\(folder)/runs",
        ] + more, into: folder)
    }
    let changes: [(model: String, options: [String])] = [
      ("mmoe", ["--learning-rate", "0.004"]), ("mmoe", ["--temperature", "2"]),
      ("mmoe", ["--schedule", "linear"]), ("mmoe", ["--epochs", "1"]),
      ("mmoe", ["--gate-bias"]), ("mmoe", ["--shared-experts", "2"]),
      ("cgc", ["--task-experts", "2,1"]), ("mmoe", ["--hidden-widths", "7,3"]),
      ("mmoe", ["--tower-widths", "none"]), ("mmoe", ["--bottom-widths", "4"]),
      ("mmoe", ["--batch-size", "20"]), ("mmoe", ["--set", "data.noiseVariance=0.1"]),
      ("mmoe", ["--seed", "9"]),
    ]
    var seen: Set<[String: [String]]> = [
      errors(try train("mmoe").output), errors(try train("cgc").output),
    ]
    for change in changes {
      let ending = try reproduce(
        arguments: [
          "train", "--experiment", file, "--model", change.model, "--correlation", "0.2", "--store",
          "\(folder)/runs",
        ] + change.options, into: folder)
      #expect(ending.status == 0, "\(ending.remarks)")
      #expect(
        ending.output.contains(
          "\nNot the study's run: \(change.options.joined(separator: " ")).\n"),
        "\(ending.output)")
      #expect(seen.insert(errors(ending.output)).inserted, "\(change.options) changed nothing")
    }
    // Options that state what is so anyway change nothing.
    let same = try train("mmoe", "--temperature", "4", "--no-gate-bias", "--epochs", "2")
    #expect(same.output.contains("\nThe study's run.\n"))
    let far = try train("mmoe", "--draw", "7", "--training", "3")
    #expect(
      far.output.contains(
        "\nNot the study's run: its last draw is 1; its last training on a draw is 1.\n"))
    let unknown = try train("ple", "--levels", "2")
    #expect(
      unknown.output.contains("\nNot the study's run: ple is no model of study; --levels 2.\n"))
    let elsewhere = try train("mmoe", "--setting", "stated")
    #expect(elsewhere.output.contains("study does not run mmoe in the setting stated at p = 0.2"))
    #expect(elsewhere.output.contains("Learning rate 0.02, which the setting stated states."))
  }
}

@Test func numbersArePrintedAsGiven() throws {
  try inFolder { folder in
    for p in ["0.123456", "-0.5", "-1", "1"] {
      let ending = try reproduce(
        "train", "--model", "mmoe", "--correlation", p, "--set", "scales.quick.sampleCount=2000",
        into: folder)
      #expect(ending.status == 0, "\(ending.remarks)")
      #expect(ending.output.contains(", p = \(p), "), "\(ending.output)")
    }
    let negative = try reproduce("train", "--model", "mmoe", "--draw", "-1", into: folder)
    #expect(negative.status != 0 && negative.remarks.contains("--draw is -1, but must be from 0"))
    let impossible = try reproduce("train", "--model", "mmoe", "--temperature", "-4", into: folder)
    #expect(impossible.status != 0)
    #expect(impossible.remarks.contains("gateTemperature is -4.0, but must be a number from 0.001"))
  }
}

@Test func filesAreNamedAsTheUserNamesThem() throws {
  try inFolder { folder in
    for name in ["my/tiny.yaml", "./tiny", "\(folder)/tiny.yml"] {
      for verb in [["train", "--model", "mmoe", "--experiment"], ["run"], ["check"], ["power"]] {
        let ending = try reproduce(arguments: verb + [name], at: folder, into: folder)
        #expect(ending.status != 0)
        #expect(
          ending.remarks.contains(
            "\(name): the file cannot be read: there is no such file or folder"),
          "\(ending.remarks)")
      }
    }
    let unknown = try reproduce("train", "--model", "mmoe", "--experiment", "tiny", into: folder)
    #expect(
      unknown.remarks.contains(
        "there is no experiments/tiny.yaml: tiny is the name of no experiment"))
  }
}

@Test func gateWeightsAreWrittenOfAnySplitAndNumber() throws {
  try withStudy(unequalStudy) { folder, file, _ in
    func train(_ options: String...) throws -> Ending {
      try reproduce(
        arguments: [
          "train", "--experiment", file, "--model", "mmoe", "--correlation", "0.2", "--store",
          "\(folder)/runs",
        ] + options, into: folder)
    }
    let gates = "\(folder)/gates.csv"
    #expect(try train("--gates", gates).status == 0)
    // Of the first test samples they are what the study has kept, where it has kept them.
    let kept = try text("\(folder)/one/quick/study/gates/mmoe.samples.csv")
      .split(separator: "\n").filter {
        !$0.contains(",") || $0.hasPrefix("-,") || $0.hasPrefix("setting")
      }
    #expect(try text(gates).split(separator: "\n") == kept)
    #expect(kept.count == 1 + 64 * 2 * 5)
    #expect(try train("--gates", gates, "--split", "validation", "--samples", "80").status == 0)
    let validation = try CSVTable(readingFrom: gates)
    #expect(validation.rows.count == 80 * 2 * 5)
    #expect(try train("--gates", gates, "--split", "train", "--samples", "640").status == 0)
    #expect(try CSVTable(readingFrom: gates).rows.count == 640 * 2 * 5)
    for (options, sentence) in [
      (
        ["--gates", gates, "--samples", "81"],
        "--samples is 81, but must be at most 80, the test samples"
      ),
      (["--split", "train"], "--gates says where to"),
      (["--gates", gates, "--samples", "0"], "--samples is 0, but must be at least 1"),
    ] {
      let ending = try reproduce(
        arguments: ["train", "--experiment", file, "--model", "mmoe"] + options, into: folder)
      #expect(ending.status != 0 && ending.remarks.contains(sentence), "\(ending.remarks)")
    }
    let none = try reproduce(
      "train", "--experiment", file, "--model", "single-task", "--gates", gates, into: folder)
    #expect(none.remarks.contains("--gates is given, but single-task has no gates"))
  }
}

// Weights and data for other programs, and back.
import Formats
import Foundation
import Testing

/// The tensors of a file, by name.
private func tensors(_ path: String) throws -> [String: [Float]] {
  try SafeTensors(reading: path).tensors.mapValues { try $0.floats() }
}

/// What training printed, without its duration.
private func curve(_ ending: Ending) -> [Substring] {
  ending.output.split(separator: "\n").filter {
    !$0.hasPrefix("trained in") && !$0.hasPrefix("weights:")
  }
}

private let chosen = [
  "--model", "ple", "--correlation", "0.5", "--draw", "1", "--training", "1",
  "--learning-rate", "0.01",
]

@Test func aModelThatIsExportedTrainsFromItsFileToTheSameBits() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    func run(_ arguments: [String]) throws -> Ending {
      try reproduce(arguments: arguments, at: folder, into: folder)
    }
    let drawn = try run(["train"] + chosen + ["--weights", "drawn.safetensors"])
    #expect(drawn.status == 0, "\(drawn.remarks)")
    for (name, others) in [("first", ["--untrained"]), ("last", [])] {
      let exported = try run(["export"] + chosen + ["--output", name] + others)
      #expect(exported.status == 0, "\(exported.remarks)")
    }
    let given = try run(
      ["train"] + chosen + [
        "--initial", "first/model.safetensors", "--weights", "given.safetensors",
      ])
    #expect(given.status == 0, "\(given.remarks)")
    #expect(curve(given) == curve(drawn) && curve(given).count > 25)
    let weights = try tensors("\(folder)/drawn.safetensors")
    #expect(try tensors("\(folder)/given.safetensors") == weights)
    // What is exported is what `train` trains.
    #expect(try tensors("\(folder)/last/model.safetensors") == weights)
    #expect(try tensors("\(folder)/first/model.safetensors") != weights)
    // Other first weights are other weights.
    let further = try run(["train"] + chosen + ["--initial", "last/model.safetensors"])
    #expect(further.status == 0 && curve(further) != curve(drawn))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(folder)/last").sorted() == [
        "README.md", "curve.csv", "data.json", "gates", "inputs.npy", "labels.npy", "masks.npy",
        "model.safetensors", "models.py", "noise_free_labels.npy", "predictions.npy",
      ])

    // What does not fit is refused by name.
    let other = try run(
      ["train", "--model", "mmoe", "--initial", "first/model.safetensors"])
    #expect(
      other.status != 0 && other.remarks.contains("this MMoE has no tensor \"level1.gate.shared"))
    try AtomicFile.write("no weights", to: "\(folder)/damaged")
    let damaged = try run(["train"] + chosen + ["--initial", "damaged"])
    #expect(
      damaged.status != 0 && damaged.remarks.contains("cannot read damaged: it is no safetensors"))
    // Nothing is written over.
    let occupied = try run(["export"] + chosen + ["--output", "last"])
    #expect(occupied.status != 0 && occupied.remarks.contains("must be a new or empty folder"))
  }
}

@Test func aRunOfTheStoreIsExportedByItsFileOrItsNames() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    func run(_ arguments: String...) throws -> Ending {
      try reproduce(arguments: arguments, at: folder, into: folder)
    }
    let study = try run("run", "seesaw", "--output", "one", "--store", "runs")
    #expect(study.status == 0, "\(study.remarks)")
    let list = try run("list", "--runs", "seesaw", "--output", "one", "--store", "runs")
    let row = try #require(
      list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        .first { $0.prefix(5) == ["cgc", "-", "0.75", "001", "1"] })
    let byFile = try run("export", "--run", row[5], "--output", "file")
    #expect(byFile.status == 0, "\(byFile.remarks)")
    #expect(byFile.output.contains("its errors are those of the stored run"))
    let byNames = try run(
      "export", "--model", "cgc", "--correlation", "0.75", "--draw", "1", "--training", "1",
      "--results", "one", "--output", "names")
    #expect(byNames.status == 0, "\(byNames.remarks)")
    #expect(
      try AtomicFile.read("\(folder)/file/model.safetensors")
        == AtomicFile.read("\(folder)/names/model.safetensors"))
    // Its data, by both ways.
    for (name, choice) in [
      ("data-file", ["--run", row[5]]), ("data-names", ["--correlation", "0.75", "--draw", "1"]),
    ] {
      let data = try reproduce(
        arguments: ["data", "--split", "test", "--output", name] + choice, at: folder, into: folder)
      #expect(data.status == 0, "\(data.remarks)")
      for file in ["inputs.npy", "labels.npy"] {
        let own = try AtomicFile.read("\(folder)/\(name)/\(file)")
        #expect(try own == AtomicFile.read("\(folder)/file/\(file)"), "\(name)/\(file)")
      }
    }
    let untuned = try run("export", "--model", "cgc", "--output", "untuned")
    #expect(untuned.status != 0 && untuned.remarks.contains("no step size was tuned for cgc"))
    let damaged = try run("export", "--run", "experiments/seesaw.yaml", "--output", "damaged")
    #expect(
      damaged.status != 0
        && damaged.remarks.contains("experiments/seesaw.yaml: it is no record of a run"))
  }
}

@Test func dataAreWrittenForAnySplitAndRange() throws {
  try withSmallProject(["seesaw": smallExperiment()]) { folder in
    func data(_ arguments: String...) throws -> Ending {
      try reproduce(arguments: ["data"] + arguments, at: folder, into: folder)
    }
    func labels(_ name: String) throws -> [Float] {
      try NumPyFile.read("\(folder)/\(name)/labels.npy").floats()
    }
    for (name, choice) in [("all", "all"), ("train", "train"), ("validation", "validation")] {
      let ending = try data("--split", choice, "--output", name)
      #expect(ending.status == 0, "\(ending.remarks)")
    }
    #expect(try data("--range", "1600-1799", "--output", "range").status == 0)
    #expect(try data("--range", "100-199", "--tuning", "--output", "tuning").status == 0)
    #expect(try data("--range", "100-199", "--model", "planted", "--output", "x").status != 0)
    #expect(try labels("train").count == 3200 && labels("all").count == 4000)
    #expect(try labels("train") == Array(labels("all").prefix(3200)))
    #expect(try labels("range") == labels("validation"))
    #expect(try labels("tuning") != Array(labels("all")[200..<400]))
    let csv = try data("--range", "7-8", "--format", "csv", "--output", "a.csv")
    #expect(
      csv.status == 0 && csv.output.contains("2 samples of correlated-tasks, draw-000: a.csv"))
    let lines = try text("\(folder)/a.csv").split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("7,"))

    for (arguments, words) in [
      (
        ["--format", "csv", "--output", "a.csv"],
        "--output is a.csv, but must be the name of a new file"
      ),
      (["--run", "a", "--scale", "quick"], "--run names a run completely"),
      (["--range", "9-8"], "--range is 9-8, but must be"),
      (["--range", "0--5"], "--range is 0--5, but must be"),
      (["--range", "0-1", "--split", "all"], "exclude each other"),
      (["--setting", "none"], "--setting is none, but seesaw has -"),
      (["--correlation", "1.5"], "correlation is 1.5"),
      (["--correlation", "-1.5"], "correlation is -1.5"),
      (["--draw", "999"], "--draw is 999"),
      (["--run", "a", "--tuning"], "--run names a run completely"),
      (["--run", "none.json"], "cannot read none.json"),
    ] {
      let ending = try reproduce(
        arguments: ["data", "--output", "refused"] + arguments, at: folder, into: folder)
      #expect(ending.status != 0 && ending.remarks.contains(words), "\(ending.remarks)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/refused"))
  }
}

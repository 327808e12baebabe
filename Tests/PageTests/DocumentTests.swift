// Documents held against the code that they are about. With the environment variable RECORD_DOCUMENTS the
// dictionary of columns is written anew, and its test fails so that this is not overlooked.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Testing

struct DocumentTests {
  @Test func theDictionaryOfColumnsIsTheCodes() throws {
    let section = DocumentSection(file: "results/README.md", name: "columns")
    let dictionary = ColumnDictionary.markdown()
    try section.record(dictionary)
    // One comment, not a screen of differences.
    let isSame = try section.content() == dictionary
    #expect(isSame, "results/README.md has other columns; RECORD_DOCUMENTS=1 writes them")
  }

  // MARK: Sizes

  /// A number with a space between thousands.
  private static func grouped(_ number: Int) -> String {
    let digits = String(String(number).reversed())
    let groups = stride(from: 0, to: digits.count, by: 3).map { digits.dropFirst($0).prefix(3) }
    return String(groups.joined(separator: " ").reversed())
  }

  /// An experiment at a scale with its sizes, in the order of the columns.
  private static func sizes() throws -> [[String]] {
    try shippedFiles().flatMap { file in
      file.experiment.scales.map { sized in
        let (experiment, scale) = (file.experiment, sized.scale)
        let passes =
          experiment.settings[0].epochCount ?? scale.epochCount ?? experiment.epochCount
        return [
          "`\(experiment.name)`", sized.name.rawValue,
          "\(scale.inputWidth)" + (scale.stepCount.map { " × \($0)" } ?? ""),
          scale.hiddenWidths.map(String.init).joined(separator: ", "), grouped(scale.sampleCount),
          "\(passes)", "\(scale.draws)", "\(scale.trainings)", "\(scale.batchSize)",
        ]
      }
    }
  }

  /// The cells of a table in Markdown without its rule.
  private static func cells(_ markdown: String) -> [[String]] {
    let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return rows.filter { !$0.allSatisfy { !$0.isEmpty && $0.allSatisfy("-:".contains) } }
  }

  /// The rows of a table that names several experiments in one row, both scales by a word, and does not repeat the
  /// experiments of the row above.
  private static func expanded(_ rows: [[String]]) -> [[String]] {
    var names: [String] = []
    return rows.flatMap { row -> [[String]] in
      if !row[0].isEmpty { names = row[0].components(separatedBy: ", ") }
      let scales = row[1] == "both" ? ScaleName.allCases.map(\.rawValue) : [row[1]]
      return names.flatMap { name in scales.map { [name, $0] + row.dropFirst(2) } }
    }
  }

  @Test func theTableOfSizesIsTheExperimentFiles() throws {
    let table = Self.cells(
      try DocumentSection(file: "experiments/README.md", name: "sizes").content())
    #expect(
      table.first == [
        "Experiment", "Scale", "Inputs", "Hidden widths", "Samples", "Passes", "Draws",
        "Trainings", "Batch",
      ])
    let documented = Self.expanded(Array(table.dropFirst()))
    let expected = try Self.sizes()
    func words(_ rows: [[String]]) -> String {
      rows.map { $0.joined(separator: " | ") }.joined(separator: "; ")
    }
    let missing = expected.filter { !documented.contains($0) }
    let wrong = documented.filter { !expected.contains($0) }
    #expect(missing.isEmpty, "experiments/README.md lacks \(words(missing))")
    #expect(wrong.isEmpty, "no experiment file has \(words(wrong))")
    #expect(Set(documented).count == documented.count, "a row stands there twice")
  }

  // MARK: Keys

  /// A file with every mapping that there is, each of which may be given a key that nobody knows.
  private static func sample(
    data: String, other: String, steps: String, unknownIn place: String
  ) -> String {
    func unknown(_ name: String) -> String { name == place ? "nosuch: 1, " : "" }
    return """
      \(place == "" ? "nosuch: 1" : "order: 1")
      title: t
      regenerates: r
      seed: 1
      data: {\(unknown("data"))\(data)}
      models:
        - {\(unknown("models[]"))model: single-task, role: baseline}
        - {model: mmoe, sharedExperts: 3}
        - {model: cgc, taskExperts: [1, 1], sharedExperts: 1}
      settings:
        - {\(unknown("settings[]"))name: "-", gateBias: true}
        - {name: started, gateBias: true, start: {\(unknown("settings[].start"))after: 1, offset: -2}}
        - {name: printed, gateBias: true, frozen: {\(unknown("settings[].frozen"))experts: [task1]}}
        - {name: weighted, gateBias: true,
           taskWeights: [{\(unknown("settings[].taskWeights[]"))initial: 1, decay: 1}, {initial: 2, decay: 1}]}
        - {name: other, gateBias: true, data: {\(unknown("settings[].data"))\(other)}}
      training:
        \(unknown("training").replacing(", ", with: "\n  "))epochCount: 1
        taskWeights:
          - {\(unknown("training.taskWeights[]"))initial: 1, decay: 1}
          - {initial: 1, decay: 1}
      tuning: {\(unknown("tuning"))learningRates: [0.01], draws: 1\(
        data.contains("modes") ? "" : ", correlations: [0.5]")}
      \(data.contains("modes") ? "" : "correlations: [0.5]")
      gateFiles: true
      gateSamples: {\(unknown("gateSamples"))split: test}
      measures: {\(unknown("measures"))trainingErrors: true}
      scales:
        \(unknown("scales").replacing(", ", with: "\n  "))quick:
          \(unknown("scales.quick").replacing(", ", with: "\n    "))inputWidth: 8
          hiddenWidths: [4]
          sampleCount: 1000
          draws: 1
          batchSize: 8
          \(steps)
          widths:
            - {\(unknown("scales.quick.widths[]"))model: single-task, towerWidths: [3]}
      report:
        \(unknown("report").replacing(", ", with: "\n  "))figures: [curves]
      """
  }

  /// Data of every generator, with the mappings inside them.
  private func samples(unknownIn place: String) -> [String] {
    func unknown(_ name: String) -> String { name == place ? "nosuch: 1, " : "" }
    let labels =
      "taskCount: 2, scale: 1, sineCount: 2, noiseVariance: 0.01, phases: standard-normal, perTaskPhases: false"
    let steps = "stepCount: 8"
    return [
      Self.sample(
        data: "generator: correlated-tasks, \(labels)", other: "labelScales: [1, 5]",
        steps: "epochCount: 1", unknownIn: place),
      Self.sample(
        data: "generator: correlated-sequences, \(labels)", other: "waveCount: 3", steps: steps,
        unknownIn: place),
      Self.sample(
        data:
          "generator: sequential-modes, inputNoise: {\(unknown("data.inputNoise"))standardDeviation: 0, drawn: per-sample}",
        other: "waveCount: 3", steps: steps, unknownIn: place),
      Self.sample(
        data:
          "generator: sequential-modes, modePhases: {\(place == "data.modePhases" ? "nosuch" : "uniform"): [0, 1]}",
        other: "waveCount: 3", steps: steps, unknownIn: place),
    ]
  }

  /// The keys that a refusal of an unknown key lists.
  private func keys(of place: String) throws -> Set<String> {
    var keys: Set<String> = []
    for sample in samples(unknownIn: place) where sample.contains("nosuch") {
      do {
        _ = try ExperimentFile.parse(sample, name: "sample", file: "sample.yaml")
        Issue.record("an unknown key of \(place) is accepted")
      } catch {
        let parts = error.problem.components(
          separatedBy: "nosuch is an unknown key, but must be one of ")
        try #require(parts.count == 2, "\(place): \(error)")
        keys.formUnion(parts[1].components(separatedBy: ", "))
      }
    }
    try #require(!keys.isEmpty, "no sample has the mapping \(place)")
    return keys
  }

  private static let mappings = [
    "", "data", "data.inputNoise", "data.modePhases", "models[]", "settings[]", "settings[].start",
    "settings[].frozen", "settings[].taskWeights[]", "gateSamples", "measures", "training",
    "training.taskWeights[]", "tuning", "scales", "scales.quick",
    "scales.quick.widths[]", "report",
  ]

  @Test func theSamplesAreExperiments() throws {
    for sample in samples(unknownIn: "nowhere") {
      _ = try ExperimentFile.parse(sample, name: "sample", file: "sample.yaml")
    }
  }

  @Test(arguments: mappings)
  func everyKeyOfAnExperimentFileIsDocumented(_ place: String) throws {
    let document = try text("\(Repository.folder)/experiments/keys.md")
    for key in try keys(of: place).sorted() {
      let path = place.isEmpty ? key : "\(place).\(key)"
      // As a key, as the beginning of the keys inside it, behind another one of its mapping, or in a flow mapping.
      let forms =
        ["`", ".", "[].", ": "].map { "`\(path)\($0)" } + ["`….\(key)`", "`{\(key): "]
      #expect(forms.contains { document.contains($0) }, "experiments/keys.md lacks \(path)")
    }
  }

  /// A setting may have any of the data's keys again.
  @Test func aSettingHasTheKeysOfTheData() throws {
    #expect(try keys(of: "settings[].data") == keys(of: "data"))
    let document = try text("\(Repository.folder)/experiments/keys.md")
    #expect(document.contains("`settings[].data`"), "experiments/keys.md lacks settings[].data")
  }

  /// The other direction: a key that was renamed must not live on in the document.
  @Test func everyDocumentedKeyIsKnown() throws {
    let document = try text("\(Repository.folder)/experiments/keys.md")
    var known: Set<String> = []
    for place in Self.mappings + ["settings[].data"] {
      let keys = try keys(of: place)
      known.formUnion(keys.map { place.isEmpty ? $0 : "\(place).\($0)" })
    }
    known.insert("scales.paper")
    let cells = Self.cells(document).compactMap(\.first)
    let documented = cells.flatMap { cell in
      cell.matches(of: #/`([a-zA-Z]+(\[\])?(\.[a-zA-Z]+(\[\])?)*)`/#).map { String($0.1) }
    }
    let top = try keys(of: "")
    let own = documented.filter { path in
      top.contains(String(path.prefix { $0.isLetter }))
        // What there is to declare is known to claims and answers.
        && !path.hasPrefix("report.claims[]") && !path.hasPrefix("report.answers[]")
    }
    #expect(own.count > 40)
    for path in own {
      #expect(known.contains(path), "experiments/keys.md has \(path), which is no key")
    }
  }
}

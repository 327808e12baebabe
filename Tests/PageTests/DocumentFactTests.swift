// Numbers in the prose of the protocol and its decisions, each against the file or the code that it is about.
import Analysis
import Experiments
import Fixtures
import Foundation
import LinearAlgebra
import ModelZoo
import Randomness
import Records
import Training
import Testing

struct DocumentFactTests {
  /// The words of a document with single spaces.
  private func words(_ file: String) throws -> String {
    try text("\(Repository.folder)/experiments/\(file)").split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  private func expect(_ sentence: String, in file: String) throws {
    #expect(try words(file).contains(sentence), "experiments/\(file) does not say: \(sentence)")
  }

  private func scale(_ name: String, _ scale: ScaleName) throws -> Scale {
    try #require(try shippedFile(name).experiment.scale(scale))
  }

  private func runs(_ name: String, _ scale: ScaleName) throws -> Int {
    let sized = try self.scale(name, scale)
    return sized.draws * sized.trainings
  }

  @Test func runsPerConfigurationAreTheFiles() throws {
    func both(_ name: String) throws -> String {
      "\(try runs(name, .quick)) at quick scale and \(try runs(name, .paper)) at paper scale"
    }
    try expect("runs per configuration: \(both("where-it-breaks"))", in: "decisions.md")
    try expect("on fresh draws: \(both("where-it-breaks-confirmed"))", in: "decisions.md")
    try expect("has no sines; runs: \(both("where-it-breaks-unequal"))", in: "decisions.md")
    try expect(
      "The experiment has \(try runs("never-zero", .quick)) draws at one p", in: "decisions.md")
    #expect(try runs("never-zero", .quick) == runs("never-zero", .paper))
    #expect(try shippedFile("never-zero").experiment.correlations.count == 1)
  }

  @Test func passesAreTheFiles() throws {
    let experiment = try shippedFile("sequential").experiment
    let passes = ScaleName.allCases.compactMap { experiment.scale($0)?.epochCount }
    #expect(passes.count == 2 && Set(passes).count == 1)
    try expect("Both scales make \(passes[0]) passes.", in: "decisions.md")
    try expect("one; \(passes[0]) for the few sequences of `sequential`", in: "decisions.md")
  }

  @Test func startsAreTheFiles() throws {
    let experiment = try shippedFile("starting-there").experiment
    let starts = experiment.settings.compactMap(\.start)
    #expect(Set(starts.map(\.start.after)) == [0.5])
    try expect("CGC trains for half of the steps.", in: "decisions.md")
    let offsets = Set(starts.map(\.start.offset))
    #expect(offsets == [-2, -4, -8, nil])
    try expect("with an offset of −2, −4, −8 or −∞", in: "decisions.md")
    #expect(Set(starts.compactMap(\.learningRate)) == [0.01])
    try expect("or with plain SGD at .01.", in: "decisions.md")
    // e^o / (2 + e^o).
    func weight(_ offset: Double) -> String {
      let value = exp(offset) / (2 + exp(offset))
      return String(String(format: "%.1g", value).dropFirst())
    }
    try expect(
      ": \(weight(-2)) at −2, \(weight(-4)) at −4, \(weight(-8)) at −8", in: "decisions.md")
  }

  @Test func theGridAndItsLimitsAreTheCodes() throws {
    var sizes: [String: [String]] = [:]
    for experiment in try shippedFiles().map(\.experiment) {
      let tuning = experiment.tuning
      sizes["\(tuning.draws) × \(tuning.trainings)", default: []].append("`\(experiment.name)`")
      // Nothing is tuned in the latter two.
      let own = [
        "mmoe": [1e-3, 3e-3, 1e-2], "listing": [1e-2], "never-zero-at-size": [1e-2],
      ][experiment.name]
      #expect(tuning.learningRates == own ?? [3e-3, 1e-2, 3e-2], "\(experiment.name)")
    }
    #expect(sizes.keys.sorted() == ["2 × 1", "2 × 2", "4 × 2"])
    for size in ["4 × 2", "2 × 2"] {
      try expect(
        "| \(size) | \(try #require(sizes[size]).joined(separator: ", ")) |", in: "README.md")
    }
    try expect("| 2 × 1 | the others |", in: "README.md")
    try expect("The grid is .003, .01, .03 (`mmoe`: .001, .003, .01).", in: "README.md")
    #expect(TuningChoice.extensionLimit == 2)
    try expect(
      "it grows beyond this edge **for all models**, twice at most at each.", in: "README.md")
    #expect(TuningChoice.untrainedLimit == 10)
    try expect("the grid goes on downwards, ten times at most", in: "README.md")
    #expect(Metric.margin == 0.05 && ConvergenceTable.smallestFall == 0.05)
    try expect("The **margin** δ is .05, unless", in: "README.md")
    try expect("lower the log excess error by less than .05.", in: "README.md")
    let doubled = try shippedFiles().map(\.experiment).filter(\.tuning.doublesBudget)
    #expect(
      doubled.map(\.name) == [
        "unequal-tasks", "seesaw", "expert-utilization", "sequential", "sequential-seesaw",
      ])
    try expect(
      "It is measured in the default setting of `seesaw`, `expert-utilization`, `unequal-tasks`, `sequential` and "
        + "`sequential-seesaw`.", in: "README.md")
  }

  @Test func firstWeightsAreTheCodes() throws {
    let spec = ModelSpec(
      kind: .sharedBottom, inputWidth: 3, taskCount: 2, levelWidths: [[4]], towerWidths: [2],
      stepCount: 5, layers: .lstm)
    let model = try Model(spec, batchCapacity: 1)
    model.initialise(from: RandomStream(seed: 1))
    var biases: [Float: Int] = [:]
    for slice in model.table where slice.isBias {
      for value in model.parameters.slice(slice.range) { biases[value, default: 0] += 1 }
    }
    // A bottom of 4 cells and two towers of 2 have so many forget gates; everything else is 0.
    #expect(biases[1] == 8 && biases.keys.sorted() == [0, 1])
    try expect("biases at 0 (LSTM forget gates at 1)", in: "README.md")
    try expect("the forget gate's bias starts at 1, all other biases at 0", in: "decisions.md")
  }

  @Test func sizesWithoutMemoryAreThoseOfTheSharedBottom() throws {
    let experiment = try shippedFile("sequential-seesaw").experiment
    func counts(_ name: ScaleName) throws -> [Int] {
      let plan = try Plan(experiment, at: name)
      return try ["stepwise", "shared-bottom"].map { model in
        let choice = try #require(experiment.models.first { $0.name == model })
        let spec = try choice.spec(
          plan.scale, taskCount: plan.taskCount, in: experiment.settings[0])
        return try ModelSize(spec, batchCapacity: 1).parameterCount
      }
    }
    func grouped(_ number: Int) -> String {
      number < 1000 ? "\(number)" : "\(number / 1000) \(String(format: "%03d", number % 1000))"
    }
    let (quick, paper) = (try counts(.quick).map(grouped), try counts(.paper).map(grouped))
    try expect(
      "(quick: \(quick[0]) and \(quick[1]); paper: \(paper[0]) and \(paper[1]))",
      in: "decisions.md")
  }
}

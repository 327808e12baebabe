// What sequences.md says of the data of modes, computed anew from the generator and from the committed results.
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import SyntheticData
import Testing

struct SequenceDocumentTests {
  private static let draws = 12
  private static let samples = 20_000

  /// The shipped data at the paper's size, with another noise of the inputs.
  private func data(_ inputNoise: Double) throws -> SequentialModesSpec {
    let experiment = try shippedFile("sequential").experiment
    let scale = try #require(experiment.scale(.paper))
    guard case .sequentialModes(var spec) = experiment.data.sized(to: scale) else {
      throw SpecError(field: "data", value: experiment.data.name, allowed: "sequential-modes")
    }
    spec.inputNoise.standardDeviation = inputNoise
    return spec
  }

  /// Cards of the draws that the study at the paper's size has first.
  private func cards(_ spec: SequentialModesSpec) throws -> [DataCard] {
    let plan = try Plan(shippedFile("sequential").experiment, at: .paper)
    var data = plan.firstData(in: plan.experiment.settings[0], correlation: nil)
    let splits = try Splits(sampleCount: Self.samples)
    return try (0..<Self.draws).map { draw in
      data.draw = Plan.draw(draw)
      return try SequentialModes(spec, draw: data.stream).card(splits: splits)
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Three significant digits without a leading zero.
  private func short(_ value: Double) -> String {
    let text = String(format: "%#.3g", value)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// By how much the mean of a mode is above the floor, in per cent, over draws: the larger of both tasks.
  private func excess(_ floors: [[Double]], _ means: [[Double]]) -> String {
    let shares = (0..<2).map { task in
      mean(means.map { $0[task] }) / mean(floors.map { $0[task] }) - 1
    }
    return String(Int((100 * (shares.max() ?? 0)).rounded(.up)))
  }

  @Test func theTableOfFloorsIsTheGenerators() throws {
    let experiment = try shippedFile("sequential").experiment
    let noises = [0.05, 0.2, 0.5, 1.0]
    var lines = [
      "| ε of the inputs | Var(out1) | floor | mode's mean | persistence | Var(out2) | floor | mode's mean | persistence |",
      "|---|---|---|---|---|---|---|---|---|",
    ]
    var standard: [DataCard] = []
    for noise in noises {
      let cards = try cards(try data(noise))
      if noise == noises[0] { standard = cards }
      let cells = (0..<2).flatMap { task in
        [
          mean(cards.map { $0.labelVariances[task] }),
          mean(cards.map { $0.noiseFloors?[task] ?? .nan }),
          mean(cards.map { $0.modeMeanErrors?[task] ?? .nan }),
          mean(cards.map { $0.persistenceErrors?[task] ?? .nan }),
        ].map(short)
      }
      let name = short(noise).trimmingCharacters(in: CharacterSet(charactersIn: "0"))
      lines.append(
        "| \(name == "1." ? "1" : name)\(noise == noises[0] ? " (default)" : "") | "
          + cells.joined(separator: " | ") + " |")
    }
    // The paper's lowest errors on its two labels, against the whole variance and the floor of these.
    let variances = (0..<2).map { task in mean(standard.map { $0.labelVariances[task] }) }
    #expect(mean(standard.map { $0.noiseFloors?[0] ?? .nan }) < 0.396 && 0.396 < variances[0])
    #expect(variances[1] < 0.183)
    let spec = try data(0.05)
    let pearson = standard.compactMap(\.labelPearson)
    let committed = try DataRecord.read(
      "\(CommittedResults.folder)/sequential/data.csv", taskCount: 2
    ).filter { $0.setting == Setting.defaultName }
    let quick = try #require(experiment.scale(.quick))
    let found = """
      Means over \(Self.draws) draws of \(Self.samples / 1000) 000 samples with T = \(spec.sequence.stepCount), S = \(spec.sequence.labelCount) and the seed \(experiment.seed), \
      the test samples of each:

      \(lines.joined(separator: "\n"))

      - With the default, the mode's mean is on average over draws within \(excess(standard.compactMap(\.noiseFloors), standard.compactMap(\.modeMeanErrors)))% of the floor where a mode has \(Self.samples * 8 / 10 / spec.modeCount) training samples. In the
        committed data of quick scale, where it has \(quick.sampleCount * 8 / 10 / spec.modeCount), on average over \(quick.draws) draws within \(excess(committed.map { $0.noiseFloors.compactMap { $0 } }, committed.map { $0.modeMeanErrors.compactMap { $0 } }))%.
      - The labels' correlation ranges from \(NumberFormat.decimal(pearson.min() ?? 0, places: 2)) to \(NumberFormat.decimal(pearson.max() ?? 0, places: 2)) over these draws: nothing controls it.
      """
    let section = DocumentSection(file: "experiments/sequences.md", name: "floors")
    try section.record(found + "\n")
    let isSame = try section.content() == found + "\n"
    #expect(isSame, "experiments/sequences.md has other floors; RECORD_DOCUMENTS=1 writes them")
  }

  /// The defaults in words are those of the code.
  @Test func theDefaultsOfModesAreTheCodes() throws {
    let document = try text("\(Repository.folder)/experiments/sequences.md")
    let spec = SequentialModesSpec()
    #expect(spec.sequence.frequencies == .uniform(from: 0.5, to: 0.9))
    #expect(document.contains("| w | uniform on [.5, .9) |"))
    #expect(
      spec.firstFactors == .uniform(from: -0.8, to: 0.8) && spec.secondFactors == spec.firstFactors)
    #expect(document.contains("| v1, v2 | uniform on [−.8, .8) |"))
    #expect(spec.secondOffsets == .uniform(from: -0.2, to: 0.2))
    #expect(document.contains("| b2 | uniform on [−.2, .2) |"))
    for noise in [spec.inputNoise, spec.firstNoise, spec.secondNoise] {
      #expect(noise.shape == .normal && noise.standardDeviation == 0.05)
    }
    #expect(document.contains("normal, standard deviation .05, each formula its own"))
    #expect(spec.modeCount == 10 && spec.sequence.waveCount == 2)
    #expect(document.contains("M = 10 modes, D = 10 inputs, O = 2 waves"))
    #expect(spec.sequence.stepLength == 0.2 && document.contains("t = .2·i"))
  }
}

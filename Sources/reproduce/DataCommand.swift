// A data set as files.
import ArgumentParser
import Experiments
import Export
import Formats
import Foundation
import SyntheticData

/// `reproduce data`.
struct DataCommand: ParsableCommand {
  /// The form of the files.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case npy, csv
  }

  /// Which samples, by what they are for.
  enum Split: String, CaseIterable, ExpressibleByArgument {
    case all, train, validation, test

    func samples(of splits: Splits) -> Range<Int> {
      switch self {
      case .all: 0..<splits.sampleCount
      case .train: splits.train
      case .validation: splits.validation
      case .test: splits.test
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Writes a data set: inputs, labels, noise-free labels and masks.",
    discussion: """
      As .npy files in a folder, or as one .csv file. Samples are written as they are made, so any number fits into \
      memory. Shapes and columns: Tests/GoldenVectors/README.md.

        swift run reproduce data --experiment seesaw --correlation 0.5 --split test --output my/data
      """)

  @OptionGroup var choice: DataChoice

  @Option(
    help:
      "A model of the experiment, if its data are others than the setting's, as a planted model's are."
  )
  var model: String?

  @Flag(help: "Whether --draw counts the draws that learning rates are tuned on.")
  var tuning = false

  @Option(help: "Which samples.")
  var split: Split?

  @Option(
    help: ArgumentHelp(
      "Samples by index instead of a split: 0-99 are the first hundred; there is no last one.",
      valueName: "first-last"))
  var range: String?

  @Option(help: "Form of the files.")
  var format: Format = .npy

  @Option(
    help: ArgumentHelp(
      "A new or empty folder for npy; a new file for csv.", valueName: "folder or file"),
    transform: GivenPath.path)
  var output: String

  func validate() throws {
    guard split == nil || range == nil else {
      throw ValidationError("--split and --range exclude each other")
    }
    guard choice.run == nil || (model == nil && !tuning) else { throw DataChoice.excess }
  }

  func run() throws {
    let data = try self.data()
    let samples =
      try range.map(Self.samples)
      ?? (split ?? .all).samples(
        of: Splits(sampleCount: data.sampleCount))
    let export = try DataExport(data, samples: samples)
    let progress = ShareDisplay("writing")
    switch format {
    case .npy:
      guard !output.lowercased().hasSuffix(".csv") else {
        throw ValidationError(
          "--output is \(output), but must be the name of a folder; add --format csv for one file")
      }
      try NewFolder.prepare(output)
      try export.writeArrays(to: output) { progress.show($0) }
    case .csv:
      guard !output.isEmpty, !FileManager.default.fileExists(atPath: output) else {
        throw ValidationError("--output is \(output), but must be the name of a new file")
      }
      try AtomicFile.checkWritable(file: output)
      try export.writeCSV(to: output) { progress.show($0) }
    }
    progress.end()
    print("\(samples.count) samples of \(data.generator.name), \(data.draw): \(output)")
  }

  /// The data set that was asked for.
  private func data() throws -> DataSpec {
    if let record = try choice.record() { return record.spec.data }
    let plan = try choice.plan()
    let setting = try choice.setting(in: plan)
    let correlation = try choice.correlation(in: plan, setting)
    var data = plan.firstData(in: setting, correlation: correlation)
    if let model {
      let models = plan.experiment.models
      guard let choice = models.first(where: { $0.name == model }) else {
        throw ValidationError(
          "--model is \(model), but \(plan.experiment.name) has "
            + models.map(\.name).joined(separator: ", "))
      }
      data = try plan.studyRun(
        of: plan.variant(of: choice, in: setting), correlation: correlation, draw: 0, training: 0,
        rates: [:]
      ).data
    }
    data.draw = tuning ? Plan.tuningDraw(choice.draw ?? 0) : Plan.draw(choice.draw ?? 0)
    return data
  }

  /// The range of `first-last`.
  static func samples(_ text: String) throws -> Range<Int> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let first = parts[0], let last = parts[1], first <= last,
      last < 1_000_000_000_000
    else {
      throw ValidationError(
        "--range is \(text), but must be two indices from 0, the first not the larger, such as 0-99"
      )
    }
    return first..<last + 1
  }
}

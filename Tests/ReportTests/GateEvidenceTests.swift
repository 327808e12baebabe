// What the page says of models that are made of others, and of places where gates exclude an expert.
import Experiments
import Formats
import ModelZoo
import SyntheticData
import Testing
import Training

@testable import Report

@Suite struct GateEvidenceTests {
  private static let keys = (0..<40).map(NumberFormat.replicate)

  /// Four runs of two arms: one whose excluded weights stay below .01 but in one task of one run, one that starts
  /// above it.
  private func startingThere() throws -> Study {
    let plan = try plan([
      standard, setting("near", offset: -4), setting("far", offset: -2, optimiser: .sgd),
    ])
    let keys = Self.keys.prefix(4)
    let metrics = keys.enumerated().flatMap { index, key in
      metric(replicate: key, nmse: 0.2 + Double(index) / 1000)
        + metric(model: "cgc", replicate: key, nmse: 0.2)
        + metric("near", replicate: key, nmse: 0.3)
        + metric("far", replicate: key, nmse: index == 0 ? 0.9 : 0.2 + Double(index) / 500)
    }
    let starts = keys.enumerated().flatMap { index, key in
      ["task1", "task2"].flatMap { task in
        [
          start(
            "near", replicate: key, task: task, atStart: 0.001,
            atEnd: index == 0 && task == "task2" ? 0.02 : 0.002),
          start("far", replicate: key, task: task, atStart: 0.05, atEnd: 0.03),
        ]
      }
    }
    return Study(
      experiments: [
        ExperimentRecords(
          name: StartedAtCGC.experiment, sweep: Sweep(metrics), plan: plan, starts: starts)
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
  }

  /// A run is a CGC while the gates of all tasks exclude what they have to.
  @Test func runsCountAsCGCByTheGatesOfAllTasks() throws {
    let study = try startingThere()
    let rows = DriftTable(study.experiments[0]).rows
    let near = try #require(rows.first { $0.arm.setting == "near" })
    let far = try #require(rows.first { $0.arm.setting == "far" })
    #expect(near.excludingAtStart == 4 && near.excludingAtEnd == 3 && near.staying == 3)
    #expect(far.excludingAtStart == 0 && far.excludingAtEnd == 0)
    #expect(
      near.weightAtEnd.map { $0.map { ($0 * 1000).rounded() } } == [11, 2, 2, 2], "means over tasks"
    )
    #expect(near.collapsed == 0 && far.collapsed == 1)
  }

  @Test func thePageCountsWhatStaysAndWhatIsBetter() throws {
    let text = GateEvidence(study: try startingThere()).paragraphs.joined()
    #expect(
      text.contains(
        "Of 4 runs that start with the other tasks' experts below .01 in all tasks' gates, 3 end so."
      ))
    #expect(
      text.contains("far 0.0500 to 0.0300, 0 runs to 0; near 0.00100 to 0.00425, 4 runs to 3"))
    // Always worse than alone the one, with a collapsed run the other.
    #expect(text.contains("better in 0 of 2 settings, worse in 1, and open in the others"))
    #expect(
      StartedAtCGC().claims(try startingThere()).contains {
        $0.detail.contains("1 run ended with an NMSE above .5")
      })
  }

  /// A map of places: (setting's learning rate, smallest weights).
  private func records(
    _ name: String, seed: UInt64, _ places: [(rate: Double, smallest: [Double])]
  ) throws -> ExperimentRecords {
    var experiment = TinyStudy.experiment
    experiment.seed = seed
    experiment.models = experiment.models.filter { $0.kind != .cgc }
    experiment.settings = places.enumerated().map { index, place in
      Setting(name: index == 0 ? "-" : "s\(index)", gateBias: true, learningRate: place.rate)
    }
    var metrics: [MetricRecord] = []
    var curves: [CurveRecord] = []
    for (setting, place) in zip(experiment.settings, places) {
      for (key, smallest) in zip(Self.keys, place.smallest) {
        metrics += metric(setting.name, replicate: key, nmse: 0.1).map {
          var record = $0
          record.learningRate = place.rate
          return record
        }
        curves.append(
          CurveRecord(
            model: "mmoe", setting: setting.name, correlation: "0.50", replicate: key, step: 1,
            samples: 1, validationNMSE: place.rate, smallestWeight: smallest, polarisedGates: 0))
      }
    }
    return ExperimentRecords(
      name: name, sweep: Sweep(metrics), plan: try Plan(experiment, at: .quick), curves: curves)
  }

  private func smallest(_ excluding: Int, of count: Int) -> [Double] {
    (0..<count).map { $0 < excluding ? 0.001 : 0.2 }
  }

  /// Limits after Holm: 2 of 30 alone are more than 1% (.012), beside another place that is not settled they are not.
  @Test func placesAreTriedTogether() throws {
    func findings(_ counts: [Int]) throws -> [Finding] {
      let study = Study(
        experiments: [
          try records(
            WhereItBreaks.confirmation, seed: 1,
            counts.enumerated().map { (0.1 + Double($0.offset), smallest($0.element, of: 30)) })
        ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
      return WhereItBreaks.tried(study, in: WhereItBreaks.confirmation).map(\.finding)
    }
    #expect(try findings([2]) == [.reproduced])
    #expect(try findings([2, 0]) == [.inconclusive, .inconclusive])
    #expect(
      try findings([20, 2]) == [.reproduced, .reproduced], "what is settled no longer counts")
  }

  @Test func thePageCountsCandidatesAndWhatBecameOfThem() throws {
    let study = Study(
      experiments: [
        try records(
          WhereItBreaks.exploration, seed: 1,
          [
            (0.01, smallest(0, of: 6)), (0.02, smallest(2, of: 6)), (0.3, smallest(5, of: 6)),
            (0.4, smallest(6, of: 6)), (0.5, smallest(4, of: 6)),
          ]),
        try records(
          WhereItBreaks.confirmation, seed: 2,
          [(0.01, smallest(0, of: 30)), (0.3, smallest(20, of: 30)), (0.4, smallest(1, of: 30))]),
      ], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
    let text = GateEvidence(study: study).paragraphs.joined()
    #expect(
      text.contains(
        "at 5 places with a few runs each, some run excludes an expert at 4, from a learning rate of 0.02 on"
      ))
    #expect(
      text.contains(
        "most runs at 3. Of these, 2 tried again on fresh draws, 1 confirmed (more than 1%"))
    #expect(text.contains("were tried), 1 not tried again."))
    #expect(text.contains("against 0.0100 of MMoE at the rate 0.01 on the same draws"))
  }

  @Test func nothingIsSaidOfWhatWasNotRun() throws {
    let study = Study(
      experiments: [], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
    #expect(GateEvidence(study: study).paragraphs.isEmpty)
    #expect(NeverZeroSection(study: study).markdown.isEmpty)
  }

  /// What is made of CGC exactly, and what is not: each in its words, with its number of runs.
  @Test func thePageSaysWhatCanBeMadeOfWhat() throws {
    let plan = try plan([standard, setting("embedded", after: 1, offset: nil)])
    let records = ExperimentRecords(
      name: TheoreticalPossibility.experiment, sweep: Sweep([]), plan: plan,
      starts: [start(replicate: "000"), start(replicate: "001")])
    let study = Study(
      experiments: [records], published: try PublishedValues(folder: MadeUpStudy.publishedFolder))
    let text = GateEvidence(study: study).paragraphs.joined()
    #expect(text.contains("In 1 of 1 ways to build one from the other"))
    #expect(
      text.contains(
        "MMoE can have the form of a trained CGC (with gate bias) at p = 0.50: 0 (2 runs)"))
  }
}

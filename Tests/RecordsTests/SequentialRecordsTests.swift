// Records of studies on sequences: whole, read back, and the same whatever the number of jobs.
import Experiments
import Fixtures
import Formats
import Foundation
import ModelZoo
import Records
import SyntheticData
import Testing
import Training

/// A study of under a second.
private func experiment(_ data: GeneratorSpec) -> Experiment {
  let correlations = data.hasCorrelation ? [0.5] : []
  return Experiment(
    name: "tiny", seed: 7, data: data, correlations: correlations,
    models: [
      ModelChoice(
        name: "single-task", role: .baseline, kind: .singleTask, levels: 0, layers: .lstm),
      ModelChoice(name: "placebo", role: .placebo, kind: .singleTask, levels: 0),
      ModelChoice(name: "fc-mmoe", kind: .mmoe, levels: 1, sharedExperts: 2),
      ModelChoice(
        name: "mose", kind: .mmoe, levels: 1, sharedExperts: 3, layers: .lstm, bottomWidths: [4]),
    ],
    settings: [.standard], taskWeights: [TaskWeight(), TaskWeight()],
    epochCount: 1,
    tuning: Tuning(learningRates: [0.01, 0.03], draws: 1, correlations: correlations),
    gateFiles: true,
    scales: [
      .init(
        name: .quick,
        scale: Scale(
          inputWidth: 3, hiddenWidths: [4, 3], sampleCount: 200, draws: 3, batchSize: 8,
          stepCount: 5, labelCount: 2, epochCount: 2))
    ])
}

private let generators: [GeneratorSpec] = [
  .sequentialModes(SequentialModesSpec(modeCount: 3)),
  .correlatedSequences(
    CorrelatedSequencesSpec(tasks: CorrelatedTasksSpec(inputWidth: 3, sineCount: 2))),
]

/// Runs the study and writes its records.
private func write(_ data: GeneratorSpec, to folder: String, jobs: Int) async throws {
  let result = try await TinyStudy.run(experiment(data), store: "\(folder)/runs", jobs: jobs)
  try TinyStudy.write(result, to: "\(folder)/quick")
}

/// All files below a folder with their contents.
private func contents(_ folder: String) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    contents[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
  }
  return contents
}

struct SequentialRecordsTests {
  @Test(arguments: generators) func recordsAreWholeAndDoNotDependOnTheNumberOfJobs(
    _ data: GeneratorSpec
  ) async throws {
    try await withScratchFolder { folder in
      for jobs in [1, 2] { try await write(data, to: "\(folder)/\(jobs)", jobs: jobs) }
      let first = try contents("\(folder)/1/quick")
      #expect(try contents("\(folder)/2/quick") == first)
      #expect(first.count > 10)

      // Reading checks that every row is there that the manifest asks for.
      let study = try StudyRecords.read(folder: "\(folder)/1/quick", scale: .quick, files: [])
      let records = try #require(study.experiment("tiny"))
      let key = data.hasCorrelation ? "0.50" : "-"
      #expect(records.sweep.correlations == [key])
      #expect(
        records.sweep.arms.map(\.model) == ["single-task", "placebo", "fc-mmoe", "mose"])
      #expect(records.gates.map(\.model) == ["fc-mmoe", "mose"])
      #expect(records.gates.allSatisfy { !$0.samples.isEmpty })
      #expect(
        records.plan.experiment.hasExchangeableTasks(in: Setting.defaultName) == data.hasCorrelation
      )
      #expect(records.data.count == 3)
      for record in records.data {
        #expect(record.correlation == key && record.variances.count == 2)
        #expect(record.noiseFloors.allSatisfy { $0 != nil })
        #expect(record.persistenceErrors.allSatisfy { ($0 == nil) == data.hasCorrelation })
        #expect(record.modeMeanErrors.allSatisfy { ($0 == nil) == data.hasCorrelation })
        #expect((record.cosine == nil) == !data.hasCorrelation)
      }
    }
  }

  /// A task with a larger label outweighs the other in the joint loss: swapping them changes something.
  @Test func tasksOfDifferentScalesAreNotExchangeable() throws {
    func isExchangeable(_ change: (inout CorrelatedTasksSpec) -> Void) throws -> Bool {
      var tasks = CorrelatedTasksSpec(inputWidth: 3)
      change(&tasks)
      return experiment(.correlatedSequences(CorrelatedSequencesSpec(tasks: tasks)))
        .hasExchangeableTasks(in: Setting.defaultName)
    }
    #expect(try isExchangeable { _ in } && isExchangeable { $0.labelScales = [5, 5] })
    #expect(try !isExchangeable { $0.labelScales = [1, 5] })
    #expect(try !isExchangeable { $0.perTaskPhases = true })
    #expect(try !isExchangeable { $0.labelShares = [1, 0.1] })
    #expect(try !isExchangeable { $0.taskSineCounts = [0, 10] })
  }

  /// All generators have one header, so that a table with fewer columns is damaged.
  @Test func aTableOfDataWithoutItsColumnsIsRefused() async throws {
    try await withScratchFolder { folder in
      try await write(generators[1], to: folder, jobs: 2)
      let path = "\(folder)/quick/tiny/data.csv"
      let table = try CSVTable(readingFrom: path)
      let kept = table.columns.indices.filter { !table.columns[$0].hasPrefix("noise_floor") }
      var shorter = CSVTable(columns: kept.map { table.columns[$0] })
      for row in table.rows { shorter.append(kept.map { row[$0] }) }
      try shorter.write(to: path)
      let error = try #require(throws: CSVError.self) {
        _ = try StudyRecords.read(folder: "\(folder)/quick", scale: .quick, files: [])
      }
      #expect(
        error.description
          == "\(path), line 1: the header must be \(table.columns.joined(separator: ","))")
    }
  }

  @Test func theHeaderOfDataIsOneForAllGenerators() {
    #expect(
      DataRecord.schema(taskCount: 2).header.joined(separator: ",") == """
        setting,correlation,draw,cosine,label_pearson,variance_task1,variance_task2,\
        nonlinear_share_task1,nonlinear_share_task2,noise_floor_task1,noise_floor_task2,\
        persistence_mse_task1,persistence_mse_task2,mode_mean_mse_task1,mode_mean_mse_task2,\
        checksum_train,checksum_validation,checksum_test
        """)
  }

  /// A manifest of the project's own experiments is read, and written to the same bytes.
  @Test(arguments: ScaleName.allCases)
  func aManifestIsWrittenToTheSameBytes(_ scale: ScaleName) async throws {
    let files = try ExperimentFile.readAll(folder: Repository.folder + "/experiments")
      .filter { $0.experiment.scale(scale) != nil }
    let manifest = Manifest(files, at: scale, platform: TinyStudy.platform, gnuplot: nil)
    try await withScratchFolder { folder in
      try ResultsFolder(folder + "/one").write(manifest)
      let read = try #require(try ResultsFolder(folder + "/one").readManifest())
      #expect(read.experiments.count == files.count)
      try ResultsFolder(folder + "/two").write(read)
      #expect(
        try AtomicFile.read("\(folder)/one/manifest.json")
          == AtomicFile.read("\(folder)/two/manifest.json"))
    }
  }
}

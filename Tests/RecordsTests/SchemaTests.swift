// Every record table is read as it was written, and refused when its header is another one.
import Experiments
import Fixtures
import Formats
import Records
import Testing

/// A run whose fields differ from each other.
private let run = RunKey(
  arm: Arm(model: "mmoe", setting: "no-gate-bias"), correlation: "0.25", draw: "003", training: "1")
/// The same in a table of one model, which does not say its name.
private let ownRun = RunKey(
  arm: Arm(model: "", setting: "no-gate-bias"), correlation: "0.25", draw: "003", training: "1")

/// A record with a value in every column, no two alike, and one in which everything that can be empty is.
struct SchemaTests {
  private func metric() -> (full: MetricRecord, least: MetricRecord) {
    var full = MetricRecord()
    full.run = run
    full.task = "task1"
    full.mse = 0.125
    full.nmse = 0.25
    full.excessError = 1e-30
    full.parameterCount = 12
    full.learningRate = 0.001
    full.status = .diverged
    full.divergedAt = 17
    var least = MetricRecord()
    least.run = run
    least.run.correlation = "-"
    least.task = "task2"
    least.learningRate = 1e30
    return (full, least)
  }

  private func tuning() -> (full: TuningRecord, least: TuningRecord) {
    var full = TuningRecord()
    full.arm = run.arm
    full.learningRate = 0.01
    full.correlation = "0.25"
    full.draw = "0"
    full.training = "1"
    full.task = "task1"
    full.budget = 2
    full.validationNMSE = 0.125
    full.excessError = 0.0625
    full.status = .diverged
    full.chosen = .yes
    var least = full
    least.task = "task2"
    least.validationNMSE = nil
    least.excessError = nil
    return (full, least)
  }

  private func data() -> (full: DataRecord, least: DataRecord) {
    var full = DataRecord()
    full.setting = "no-gate-bias"
    full.correlation = "0.25"
    full.draw = "003"
    full.cosine = 0.5
    full.labelPearson = 0.75
    full.variances = [1, 2]
    full.nonlinearShares = [0.0625, 0.1875]
    full.noiseFloors = [3, 4]
    full.persistenceErrors = [5, 6]
    full.modeMeanErrors = [7, 8]
    full.trainChecksum = "0a"
    full.validationChecksum = "0b"
    full.testChecksum = "0c"
    var least = DataRecord()
    least.setting = "-"
    least.correlation = "-"
    least.draw = "1000"
    least.variances = [nil, nil]
    least.nonlinearShares = [nil, nil]
    least.noiseFloors = [nil, nil]
    least.persistenceErrors = [nil, nil]
    least.modeMeanErrors = [nil, nil]
    least.trainChecksum = "1"
    least.validationChecksum = "2"
    least.testChecksum = "3"
    return (full, least)
  }

  private func curve() -> (full: CurveRecord, least: CurveRecord) {
    var full = CurveRecord()
    full.run = run
    full.step = 10
    full.samples = 1280
    full.validationNMSE = 0.125
    full.smallestWeight = 0.25
    full.polarisedGates = 0.5
    var least = CurveRecord()
    least.run = run
    least.step = 20
    return (full, least)
  }

  private func start() -> (full: Records.StartRecord, least: Records.StartRecord) {
    var full = Records.StartRecord()
    full.run = run
    full.task = "task1"
    full.donor = "cgc"
    full.largestDifference = 0.125
    full.rmsDifference = 0.25
    full.labelDeviation = 2
    full.excludedExperts = "expert02 expert04"
    full.weightAtStart = 0.0625
    full.weightAtEnd = 0.03125
    var least = Records.StartRecord()
    least.run = run
    least.task = "task2"
    least.donor = "cgc"
    return (full, least)
  }

  private func trainingError() -> (full: TrainingErrorRecord, least: TrainingErrorRecord) {
    var full = TrainingErrorRecord()
    full.run = run
    full.task = "task1"
    full.labels = 160
    full.mse = 0.125
    full.excessError = 0.0625
    var least = TrainingErrorRecord()
    least.run = run
    least.task = "task2"
    return (full, least)
  }

  private func gate() -> (full: Records.GateRecord, least: Records.GateRecord) {
    var full = Records.GateRecord()
    full.run = ownRun
    full.level = 2
    full.gate = "task1"
    full.expert = "expert03"
    full.owner = "shared"
    full.mean = 0.5
    full.standardDeviation = 0.25
    full.minimum = 0.01
    full.quantile05 = 0.02
    full.quantile50 = 0.04
    full.quantile95 = 0.08
    full.maximum = 0.16
    full.shareBelow001 = 0.3
    full.shareBelow01 = 0.6
    full.shareBelow05 = 0.9
    full.shareOfArgmax = 0.7
    full.contribution = 0.8
    var least = Records.GateRecord()
    least.run = ownRun
    least.gate = "all"
    least.expert = "expert01"
    least.owner = "task1"
    return (full, least)
  }

  private func summary() -> (full: GateSummary, least: GateSummary) {
    var full = GateSummary()
    full.run = ownRun
    full.level = 2
    full.gate = "task1"
    full.conditionalEntropy = 0.5
    full.marginalEntropy = 0.625
    full.mutualInformation = 0.125
    full.effectiveExperts = 1.5
    full.effectiveExpertsSimpson = 1.25
    full.importanceCV2 = 0.0625
    full.sharedMass = 0.75
    full.contributionWeightedSharedMass = 0.875
    full.divergenceBetweenTasks = 0.3
    var least = GateSummary()
    least.run = ownRun
    least.gate = "shared"
    return (full, least)
  }

  private func sample() -> (full: GateSample, least: GateSample) {
    var full = GateSample()
    full.setting = "no-gate-bias"
    full.level = 2
    full.gate = "task1"
    full.sample = 63
    full.expert = "expert02"
    full.weight = 0.125
    var least = GateSample()
    least.setting = "-"
    least.gate = "all"
    least.expert = "expert01"
    return (full, least)
  }

  /// Holds a pair against its schema: written, read, and written again.
  private func check<Record: Equatable>(
    _ pair: (full: Record, least: Record), _ schema: Schema<Record>, blank: Record
  ) throws {
    let table = schema.table([pair.full, pair.least])
    #expect(table.columns == schema.header)
    #expect(table.rows[0].allSatisfy { !$0.isEmpty }, "every column has a value")
    #expect(Set(table.rows[0]).count == table.rows[0].count, "each from a property of its own")
    try MadeUpStudy.inFolder { folder in
      let path = folder + "/table.csv"
      try table.write(to: path)
      #expect(try schema.read(path, blank: blank) == [pair.full, pair.least])
      for damaged in damagedHeaders(schema.header) {
        var other = CSVTable(columns: damaged)
        for row in table.rows { other.append(Array(row.prefix(damaged.count))) }
        try other.write(to: path)
        let error = try #require(throws: CSVError.self) { try schema.read(path, blank: blank) }
        #expect(
          error.description
            == "\(path), line 1: the header must be \(schema.header.joined(separator: ","))")
      }
    }
  }

  /// One column renamed, two exchanged, the last one gone.
  private func damagedHeaders(_ header: [String]) -> [[String]] {
    let renamed = header.indices.map { index in
      var header = header
      header[index] += "x"
      return header
    }
    let exchanged = header.indices.dropLast().map { index in
      var header = header
      header.swapAt(index, index + 1)
      return header
    }
    return renamed + exchanged + [header.dropLast()]
  }

  private func check<Record: TableRecord & Equatable>(
    _ pair: (full: Record, least: Record)
  ) throws {
    try check(pair, Record.schema, blank: Record())
  }

  @Test func everyRecordIsReadAsItWasWritten() throws {
    try check(metric())
    try check(tuning())
    try check(data(), DataRecord.schema(taskCount: 2), blank: DataRecord())
    try check(curve())
    try check(start())
    try check(trainingError())
    try check(gate())
    try check(summary())
    try check(sample())
  }

  /// The text of a whole row: a column that took another property would show.
  @Test func aRowIsWrittenInTheOrderOfItsColumns() {
    #expect(
      MetricRecord.table([metric().full]).text == """
        model,setting,correlation,draw,training,task,mse,nmse,excess_error,parameter_count,\
        learning_rate,status,diverged_at
        mmoe,no-gate-bias,0.25,003,1,task1,1.25000000e-01,2.50000000e-01,1.00000000e-30,12,0.001,\
        diverged,17

        """)
    #expect(
      GateSample.table([sample().least]).text == """
        setting,level,gate,sample,expert,weight
        -,1,all,0,expert01,

        """)
  }

  /// A run's rows are one row only by its key.
  @Test func twoRowsWithTheSameKeyAreRefused() throws {
    try MadeUpStudy.inFolder { folder in
      try MetricRecord.table([metric().full, metric().full]).write(to: folder + "/metrics.csv")
      #expect(throws: CSVError.self) { try MetricRecord.read(folder + "/metrics.csv") }
    }
  }

  // MARK: Descriptions

  @Test(arguments: RecordSchemas.all)
  func everyColumnHasAMeaningOfOneLine(_ table: TableDescription) {
    let columns = table.columns
    #expect(Set(columns.map(\.name)).count == columns.count, "names are unique")
    #expect(columns.contains { $0.role == .key }, "there is a key")
    #expect(!table.row.isEmpty && !table.file.isEmpty && !table.isDerived)
    for column in columns {
      #expect(
        !column.meaning.isEmpty && !column.meaning.contains { $0.isNewline }, "\(column.name)")
      #expect(!column.meaning.hasSuffix("."), "\(column.name): a phrase, and no sentence")
    }
  }

  @Test func aTableIsKnownByItsHeaderForAnyNumberOfTasks() throws {
    let data = try #require(RecordSchemas.all.first { $0.file == "data.csv" })
    for count in 1...3 {
      let header = DataRecord.schema(taskCount: count).header
      #expect(data.header(taskCount: count) == header && data.taskCount(of: header) == count)
      for other in RecordSchemas.all where other.file != data.file {
        #expect(other.taskCount(of: header) == nil, "\(other.file)")
      }
    }
    let metrics = try #require(RecordSchemas.all.first { $0.file == "metrics.csv" })
    #expect(metrics.taskCount(of: MetricRecord.schema.header) == 0)
    #expect(metrics.taskCount(of: []) == nil)
    #expect(data.taskCount(of: Array(DataRecord.schema(taskCount: 2).header.dropLast())) == nil)
  }

  /// What the runner writes is what is described, file by file.
  @Test func everyWrittenTableIsDescribed() async throws {
    try await withScratchFolder { folder in
      let result = try await TinyStudy.run(store: folder)
      for (file, table) in RecordTables(result).all() {
        let name =
          file.hasPrefix("gates/")
          ? "gates/*" + (file.firstIndex(of: ".").map { String(file[$0...]) } ?? "") : file
        let description = RecordSchemas.all.first { $0.file == name }
        #expect(description?.header(taskCount: 2) == table.columns, "\(file)")
      }
    }
  }
}

// Medians, ratios and the tables.
import Foundation
import LinearAlgebra
import ModelZoo
import Testing

@testable import Benchmarks

/// A synthetic report: one model and one replicate.
private func report() -> BenchmarkReport {
  var model = SpeedRecord(
    shape: .paper, model: "ple", batchSize: 512, parameterCount: 1000, flopsPerSample: 2_000_000,
    byteCount: 12_500_000, samplesPerSecond: Measurement([40_000, 50_000, 30_000]),
    productLimit: Measurement([1e11, 2e11, 0.8e11]))
  model.cost.products = Measurement([2e-5, 2e-5, 2.5e-5])
  model.cost.elementwise = Measurement([3e-6, 2e-6, 4e-6])
  model.cost.optimiser = Measurement([1e-6, 1e-6, 1e-6])
  model.cost.evaluation = Measurement([5e-7, 5e-7, 5e-7])
  var replicate = model
  replicate.model = SpeedRecord.replicate
  replicate.cost.generation = Measurement([1.5e-6, 1.25e-6, 1.75e-6])
  replicate.peakMemory = 61_000_000
  replicate.jobs = 2
  replicate.jobsSpeedup = Measurement([1.9, 1.95, 1.92])
  return BenchmarkReport(
    openblas: "0.3.21", core: "Haswell", repetitions: 3, records: [model, replicate])
}

@Suite struct ReportTests {
  @Test func aMedianIgnoresADisturbedRepetition() {
    #expect(Measurement([3, 1, 100]).median == 3)
    #expect(Measurement([4, 1, 2, 100]).median == 3)
    #expect(Measurement([4, 1, 2, 100]).spread == 33)
    #expect(Measurement([7]).spread == 0)
  }

  /// 40 000 · 2e6 / 1e11 = .8, 50 000 · 2e6 / 2e11 = .5, 30 000 · 2e6 / .8e11 = .75.
  @Test func theShareOfTheLimitIsComputedPerRepetition() {
    let share = report().records[0].shareOfLimit
    #expect(share.values == [0.8, 0.5, 0.75])
    #expect(share.median == 0.75)
  }

  @Test func theTextHasTwoTables() {
    #expect(
      report().text() == """
        OpenBLAS 0.3.21, Haswell kernels, one thread; median of 3, and (largest − smallest)/median beside it

        shape  model      batch  samples/s  spread  kFLOP/sample  GFLOP/s  sgemm GFLOP/s  reached  spread
        paper  ple          512      40000     50%        2000.0     80.0          100.0      75%     40%
        paper  replicate    512      40000     50%        2000.0     80.0          100.0      75%     40%

        µs per training sample, and memory

        shape  model      batch   data  products  elementwise  optimiser  evaluation  learner MB  peak MB
        paper  ple          512           20.000        3.000      1.000       0.500        12.5
        paper  replicate    512  1.500    20.000        3.000      1.000       0.500        12.5       61

        replicates at a time, by samples/s of one
        paper shape, batch 512: 2 at a time, 1.92× (3%)
        """)
  }

  @Test func withTrainingOnlyThereIsOneTable() {
    var short = report()
    short.records = [short.records[0]]
    short.records[0].productLimit = Measurement()
    short.records[0].cost = CostRecord()
    #expect(short.text().split(separator: "\n").count == 3)
    #expect(short.text().hasSuffix("80.0"))
  }

  @Test func theJSONHoldsEveryRepetitionAndReadsBack() throws {
    let text = try report().json()
    let read = try JSONDecoder().decode(BenchmarkReport.self, from: Data(text.utf8))
    #expect(read == report())
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object.keys.sorted() == ["core", "openblas", "records", "repetitions"])
    let records = try #require(object["records"] as? [[String: Any]])
    let rate = try #require(records[0]["samplesPerSecond"] as? [String: [Double]])
    #expect(rate["values"] == [40_000, 50_000, 30_000])
    #expect(records[0]["model"] as? String == "ple" && records[0]["shape"] as? String == "paper")
  }
}

@Suite struct BenchmarkTests {
  @Test func invalidSizesAreRejectedByField() {
    #expect(throws: (any Error).self) { try Benchmark(repetitions: 0).validate() }
    #expect(throws: (any Error).self) { try Benchmark(batchSizes: [32, 0]).validate() }
    #expect(throws: Never.self) { try Benchmark(batchSizes: [1, 8192]).validate() }
  }

  /// One model in one repetition: all measurements exist and are above 0.
  @Test func aShortBenchmarkMeasuresTheRequestedQuantities() throws {
    let whole = try Benchmark(
      shapes: [.mmoe], models: [.mmoe], batchSizes: [128], repetitions: 1
    ).run()
    let record = try #require(whole.records.first)
    #expect(whole.records.count == 1 && whole.core == BLASLibrary.loaded().core)
    #expect(record.parameterCount == 14_834 && record.batchSize == 128)
    let positive = [
      record.samplesPerSecond, record.productLimit, record.cost.products, record.cost.optimiser,
      record.cost.evaluation,
    ]
    #expect(positive.allSatisfy { $0.values.count == 1 && $0.median > 0 })
    #expect(record.cost.generation.values.isEmpty && record.peakMemory == nil)

    let short = try Benchmark(
      shapes: [.mmoe], models: [.mmoe], batchSizes: [32], repetitions: 2, trainingOnly: true
    ).run()
    #expect(short.records.map(\.samplesPerSecond.values.count) == [2])
    #expect(short.records.allSatisfy { $0.productLimit.values.isEmpty })
  }

  @Test func replicatesAreMeasuredIfAllTheirModelsAre() throws {
    let report = try Benchmark(shapes: [.mmoe], batchSizes: [512], repetitions: 1, jobs: 2).run()
    #expect(report.records.map(\.model).last == SpeedRecord.replicate)
    let replicate = try #require(report.records.last)
    let models = report.records.dropLast()
    // Single-task counts twice; OMoE and multi-head do not count.
    let single = try #require(models.first { $0.model == "single-task" })
    let sum = models.reduce(0) {
      $0 + (["omoe", "multi-head"].contains($1.model) ? 0 : $1.flopsPerSample)
    }
    #expect(replicate.flopsPerSample == sum + single.flopsPerSample)
    #expect(replicate.cost.generation.median > 0 && replicate.jobsSpeedup.median > 0)
    #expect(replicate.jobs == 2)
  }
}

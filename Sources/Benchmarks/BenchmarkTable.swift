// A benchmark's report as a person and as a program read it.
internal import Formats
internal import Foundation

extension BenchmarkReport {
  /// The report as JSON with sorted keys: every repetition, in SI units (seconds, bytes, operations).
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The tables, aligned: speed against the products' limit, then where the time goes.
  public func text() -> String {
    var lines = [
      "OpenBLAS \(openblas), \(core) kernels, one thread; median of \(repetitions), and "
        + "(largest − smallest)/median beside it",
      "",
    ]
    lines += Self.aligned(
      [Self.speedHeader] + records.map(Self.speed), leftColumns: 2)
    let costed = records.filter { !$0.productLimit.values.isEmpty }
    if !costed.isEmpty {
      lines += ["", "µs per training sample, and memory"] + [""]
      lines += Self.aligned([Self.costHeader] + costed.map(Self.cost), leftColumns: 2)
    }
    for record in costed {
      guard let jobs = record.jobs, jobs > 1, !record.jobsSpeedup.values.isEmpty else { continue }
      lines +=
        record == costed.first { $0.jobs != nil }
        ? ["", "replicates at a time, by samples/s of one"] : []
      lines.append(
        "\(record.shape.rawValue) shape, batch \(record.batchSize): \(jobs) at a time, "
          + "\(Self.decimal(record.jobsSpeedup.median, 2))× "
          + "(\(Self.percent(record.jobsSpeedup.spread)))")
    }
    return lines.joined(separator: "\n")
  }

  private static let speedHeader = [
    "shape", "model", "batch", "samples/s", "spread", "kFLOP/sample", "GFLOP/s", "sgemm GFLOP/s",
    "reached", "spread",
  ]

  private static func speed(_ record: SpeedRecord) -> [String] {
    let row = [
      record.shape.rawValue, record.model, "\(record.batchSize)",
      decimal(record.samplesPerSecond.median, 0), percent(record.samplesPerSecond.spread),
      decimal(Double(record.flopsPerSample) / 1e3, 1), decimal(record.flopsPerSecond / 1e9, 1),
    ]
    guard !record.productLimit.values.isEmpty else { return row + ["", "", ""] }
    let share = record.shareOfLimit
    return row + [
      decimal(record.productLimit.median / 1e9, 1), percent(share.median), percent(share.spread),
    ]
  }

  private static let costHeader = [
    "shape", "model", "batch", "data", "products", "elementwise", "optimiser", "evaluation",
    "learner MB", "peak MB",
  ]

  private static func cost(_ record: SpeedRecord) -> [String] {
    let cost = record.cost
    return [record.shape.rawValue, record.model, "\(record.batchSize)"]
      + [cost.generation, cost.products, cost.elementwise, cost.optimiser, cost.evaluation].map {
        $0.values.isEmpty ? "" : decimal($0.median * 1e6, 3)
      } + [
        decimal(Double(record.byteCount) / 1e6, 1),
        record.peakMemory.map { decimal(Double($0) / 1e6, 0) } ?? "",
      ]
  }

  private static func decimal(_ value: Double, _ places: Int) -> String {
    NumberFormat.decimal(value, places: places)
  }

  private static func percent(_ share: Double) -> String { decimal(100 * share, 0) + "%" }

  /// Columns of equal width, words to the left and numbers to the right.
  private static func aligned(_ rows: [[String]], leftColumns: Int) -> [String] {
    guard let header = rows.first else { return [] }
    let table = TextTable(
      header: header, rows: Array(rows.dropFirst()), numeric: Set(leftColumns..<header.count))
    return table.aligned(isRuled: false).split(separator: "\n").map(String.init)
  }
}

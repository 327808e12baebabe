// Test errors beside those on the training samples: what a model has learned of its own labels alone.

internal import Experiments
internal import Records
internal import RealModule

/// The errors of every run on its test and training samples.
struct FittedErrors {
  private let sweep: Sweep
  private let fitted: [RunKey: [String: TrainingErrorRecord]]

  init(_ records: ExperimentRecords) {
    sweep = records.sweep
    fitted = Dictionary(grouping: records.trainingErrors, by: \.run).mapValues { rows in
      Dictionary(rows.map { ($0.task, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// What is measured of a task.
  enum Quantity: String, CaseIterable, Sendable {
    /// ln of the mean squared error on the training samples.
    case training
    /// ln of that on the test samples.
    case test
    /// The difference of the two, ln of test over training error.
    case gap
    /// ln of the mean squared distance from the noise-free labels of the training samples.
    case trainingExcess = "training_excess"
    /// ln of that of the test samples.
    case testExcess = "test_excess"
  }

  /// A quantity of an arm on a task, mean over trainings and correlations, draw by draw.
  func column(_ arm: Arm, task: Int, _ quantity: Quantity) -> DrawColumn {
    .mean(
      of: sweep.correlations(of: arm).map { correlation in
        sweep.column(arm, correlation) { value(of: $0[task], quantity) }
      })
  }

  /// The training samples that carry a task's label, mean over the runs of an arm; nil where nothing was measured.
  func labels(_ arm: Arm, task: Int) -> Double? {
    let counts = sweep.correlations(of: arm).flatMap { correlation in
      sweep.cells.compactMap { cell in
        sweep.run(arm, correlation, cell).flatMap { rows in
          fitted[rows[task].run]?[rows[task].task]?.labels
        }
      }
    }
    return counts.isEmpty ? nil : Double(counts.reduce(0, +)) / Double(counts.count)
  }

  private func value(of row: MetricRecord, _ quantity: Quantity) -> Double? {
    let own = fitted[row.run]?[row.task]
    return switch quantity {
    case .training: own?.mse.flatMap(Self.log)
    case .test: row.mse.flatMap(Self.log)
    case .trainingExcess: own?.excessError.flatMap(Self.log)
    case .testExcess: row.excessError.flatMap(Self.log)
    case .gap:
      if let own = own?.mse.flatMap(Self.log), let test = row.mse.flatMap(Self.log) {
        test - own
      } else {
        nil
      }
    }
  }

  private static func log(_ error: Double) -> Double? { error > 0 ? Double.log(error) : nil }
}

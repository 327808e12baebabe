// What running an experiment takes, before it is run: its runs by stage, and which of them are finished.
internal import SyntheticData
internal import Training

/// The runs of one stage.
public struct ForecastStage: Sendable {
  /// Runs that differ from each other.
  public let runCount: Int
  /// Those that are finished, or trained by an experiment before this one.
  public let foundCount: Int
  /// The rest, as they are trained.
  let cells: [Cell]
}

/// The runs of an experiment at a scale.
public struct StudyForecast: Sendable {
  /// The experiment.
  public let plan: Plan
  /// Trials of learning rates: of the grid as far as it is known to be extended.
  public let tuning: ForecastStage
  /// Trials with the chosen rates: convergence, and a planted model.
  public let checks: ForecastStage
  /// The runs that are reported.
  public let study: ForecastStage
  /// Whether all of the tuning is in the store, so that the rates of the study are known.
  public let isTuned: Bool
  /// Trials of every rate by which the grid may grow.
  public let trialsPerRate: Int
  /// By how many rates the grid may grow yet; 0 once it is tuned.
  public let openRates: Int
  /// The trials of one more rate.
  let cellsPerRate: [Cell]

  /// The stages in their order; each begins when the one before has ended.
  public var stages: [ForecastStage] { [tuning, checks, study] }
}

extension StudyForecast {
  /// Rates of the size that the tuning may choose: they decide no cost.
  static func standIns(_ plan: Plan) -> [Variant: Double] {
    let grid = plan.experiment.tuning.learningRates
    return Dictionary(
      uniqueKeysWithValues: plan.tunedVariants.map { ($0, grid[grid.count / 2]) })
  }
}

/// Forecasts experiments that are run one after the other on one store.
public struct Forecaster {
  private let store: RunStore
  /// Runs that an experiment before will have trained.
  private var planned: Set<RunSpec> = []

  /// A forecaster; the store need not exist, and is only read.
  public init(store: RunStore) { self.store = store }

  /// Plans the next experiment. Trains nothing, and writes nothing.
  ///
  /// - Throws: `SpecError` when a model of the plan is impossible, or what reading the store throws.
  public mutating func forecast(_ plan: Plan) throws -> StudyForecast {
    let (grid, trials, records, isTuned) = try TuningGrid.found(plan, in: store)
    let tuning = stage(of: trials, where: { records[$0] != nil })
    let rates = isTuned ? grid.rates() : StudyForecast.standIns(plan)
    let store = store
    let isFound: (RunSpec) throws -> Bool = { run in
      guard isTuned, case .found = try store.find(run) else { return false }
      return true
    }
    let checks = try stage(of: plan.checks(rates).map(\.run), where: isFound)
    let study = try stage(of: plan.study(rates: rates).map(\.run), where: isFound)
    let start = plan.experiment.tuning.learningRates.count
    let ofOneRate = trials.filter {
      $0.subject.training.learningRate == grid.learningRates[start / 2]
    }
    return StudyForecast(
      plan: plan, tuning: tuning, checks: checks, study: study, isTuned: isTuned,
      trialsPerRate: ofOneRate.count,
      openRates: isTuned || trials.isEmpty
        ? 0 : max(0, 2 * TuningChoice.extensionLimit + start - grid.learningRates.count),
      cellsPerRate: StudyRunner.cells(of: ofOneRate))
  }

  private mutating func stage(
    of runs: [RunSpec], where isFound: (RunSpec) throws -> Bool
  ) rethrows -> ForecastStage {
    var wanted: Set<RunSpec> = []
    var missing: [RunSpec] = []
    for run in runs where wanted.insert(run).inserted {
      let isPlanned = planned.contains(run) || run.withCurve.map(planned.contains) == true
      if try !isPlanned && !isFound(run) { missing.append(run) }
    }
    planned.formUnion(missing)
    return ForecastStage(
      runCount: wanted.count, foundCount: wanted.count - missing.count,
      cells: StudyRunner.cells(of: missing))
  }
}

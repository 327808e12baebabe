// The learning rates of one experiment while they are tried.

/// The tuning of one experiment under way.
struct TuningGrid {
  let plan: Plan
  var learningRates: [Double]
  private(set) var trials: [Trial] = []

  init(plan: Plan) {
    self.plan = plan
    learningRates = plan.experiment.tuning.learningRates
  }

  /// The grid as far as a store has its trials, with their runs and records; whole if none is missing.
  static func found(
    _ plan: Plan, in store: RunStore
  ) throws -> (grid: TuningGrid, runs: [RunSpec], records: [RunSpec: RunRecord], isWhole: Bool) {
    var grid = TuningGrid(plan: plan)
    var records: [RunSpec: RunRecord] = [:]
    while true {
      let runs = try grid.runs()
      for run in runs where records[run] == nil {
        if case .found(let record) = try store.find(run) { records[run] = record }
      }
      let isWhole = runs.allSatisfy { records[$0] != nil }
      if !isWhole || !grid.take(records) { return (grid, runs, records, isWhole) }
    }
  }

  func runs() throws -> [RunSpec] {
    try plan.tunedVariants.flatMap { variant in
      try learningRates.flatMap { rate in
        try plan.trials(of: variant, learningRate: rate).map(\.run)
      }
    }
  }

  /// Takes the records of all trials; true when the grid has grown and more are needed.
  mutating func take(_ records: [RunSpec: RunRecord]) -> Bool {
    trials = []
    for variant in plan.tunedVariants {
      for rate in learningRates {
        guard let runs = try? plan.trials(of: variant, learningRate: rate) else { continue }
        for trial in runs {
          guard let record = records[trial.run] else { continue }
          trials.append(Trial(trial, record))
        }
      }
    }
    let grown = TuningChoice.extended(
      learningRates, start: plan.experiment.tuning.learningRates,
      best: plan.tunedVariants.map(best),
      isUntrained: plan.tunedVariants.contains(where: isUntrained))
    defer { learningRates = grown }
    return grown != learningRates
  }

  /// Adds trials that have no part in the choice.
  mutating func add(_ checks: [Plan.PlannedTrial], _ records: [RunSpec: RunRecord]) {
    for check in checks {
      guard let record = records[check.run] else { continue }
      trials.append(Trial(check, record))
    }
  }

  /// Whether a variant does best at the lowest rate, and is no better there than the mean of the labels.
  private func isUntrained(_ variant: Variant) -> Bool {
    guard let low = learningRates.first, best(of: variant) == low else { return false }
    let score = TuningChoice.score(
      trials.filter { $0.variant == variant && $0.learningRate == low })
    return score.map { $0 >= 0 } ?? false
  }

  private func best(of variant: Variant) -> Double? {
    TuningChoice.best(
      learningRates,
      scores: learningRates.map { rate in
        TuningChoice.score(trials.filter { $0.variant == variant && $0.learningRate == rate })
      })
  }

  /// The chosen rates. A model that diverged at every rate gets the smallest: its runs then say
  /// themselves what became of them.
  func rates() -> [Variant: Double] {
    var rates: [Variant: Double] = [:]
    for variant in plan.tunedVariants { rates[variant] = best(of: variant) ?? learningRates.min() }
    return rates
  }
}

extension Plan {
  /// The chosen learning rate of every tuned variant; nil unless a store has all trials.
  public func tunedRates(in store: RunStore) throws -> [Variant: Double]? {
    let (grid, _, _, isWhole) = try TuningGrid.found(self, in: store)
    return isWhole ? grid.rates() : nil
  }
}

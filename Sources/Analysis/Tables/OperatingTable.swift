// `<experiment>/operating-characteristics.csv`: how often the rule for a lasting seesaw says what, if the truth is
// known: simulated from the scatter of the tuning trials, which are used for nothing else. The study's size follows
// from it.

package import Experiments
package import Formats
internal import Randomness
package import Records
package import Statistics

/// Simulated studies of several sizes, with several lasting effects.
package struct OperatingTable: DerivedTable {
  /// What is simulated.
  package enum Subject: String, CaseIterable, Sendable {
    /// Single-task against single-task, without effect.
    case placebo
    /// A model against single-task.
    case model
  }

  /// One size and effect.
  package struct Row: Sendable {
    package var setting: String
    package var draws: Int
    package var trainings: Int
    package var subject: Subject
    /// The lasting gain of one task and loss of the other.
    package var effect: Double
    package var outcome: OperatingCharacteristics

    static let schema = Schema<Row>([
      .computed("setting", .text, .key, "the setting; - is the default", \.setting),
      .computed("draws", .integer, .key, "draws of a simulated study", \.draws),
      .computed("trainings", .integer, .key, "trainings on a draw", \.trainings),
      .computed(
        "subject", .word, .key, "placebo, or a model: what is compared with single-task", \.subject),
      .computed(
        "effect", .text, .key,
        "lasting gain of one task and loss of the other, in log excess error; the favoured task varies by draw"
      ) { NumberFormat.decimal($0.effect, places: 2) },
      .number("rho", "mean rho of the simulated studies") { $0.outcome.recurrence },
      .number("seen", "share of studies in which the rule says seen", .following) {
        $0.outcome.seen
      },
      .number("not_seen", "share in which it says not seen", .following) { $0.outcome.notSeen },
      .number("undecided", "share in which it says undecided", .following) {
        $0.outcome.undecided
      },
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "operating-characteristics.csv",
    row: "setting, draws, trainings, subject, effect", isDerived: true,
    evidence: .none("it is a simulation from few trials"), source: "tuning.csv")
  package static let isAlwaysWritten = false

  /// Simulated studies per row.
  package static let studies = 1000
  /// Lasting effects on a model's gains.
  package static let effects = [0, 0.1, 0.2, 0.3, 0.4, 0.6]
  /// Sizes beside the study's own.
  static let alternatives: [(draws: Int, trainings: Int)] = [
    (12, 2), (12, 4), (12, 8), (16, 4), (16, 8),
  ]

  /// In the order setting, size, subject, effect.
  package let rows: [Row]

  /// Why there is nothing to simulate, as the end of a sentence; nil where there is: a pair of tasks, and scatter
  /// between trainings on a tuning draw.
  package static func obstacle(_ plan: Plan) -> String? {
    if plan.taskCount != 2 {
      return "it simulates two tasks, and these data have \(plan.taskCount)"
    }
    return plan.experiment.tuning.trainings > 1
      ? nil : "it needs tuning with two trainings or more on every draw"
  }

  /// Nil where there is nothing to simulate from.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    guard Self.obstacle(records.plan) == nil else { return nil }
    let scale = records.plan.scale
    var sizes = Self.alternatives
    if scale.draws > 1, scale.trainings > 1,
      !sizes.contains(where: { $0.draws == scale.draws && $0.trainings == scale.trainings })
    {
      sizes.append((scale.draws, scale.trainings))
    }
    sizes.sort { ($0.draws * $0.trainings, $0.draws) < ($1.draws * $1.trainings, $1.draws) }
    let stream = RandomStream(seed: 0).stream("operating-characteristics")
    rows = records.settingsWithTrials.flatMap { setting -> [Row] in
      let baseline = records.residuals(in: setting) { $0 == .baseline }
      let models = records.residuals(in: setting) { $0 == nil }
      guard !baseline.isEmpty, !models.isEmpty else { return [] }
      return sizes.flatMap { size in
        Subject.allCases.flatMap { subject in
          (subject == .placebo ? [0] : Self.effects).map { effect in
            let study = PlannedStudy(
              draws: size.draws, trainings: size.trainings,
              referencesPerCell: subject == .placebo ? 1 : 2, margin: Metric.margin,
              effect: .opposite(effect),
              modelResiduals: subject == .placebo ? baseline : models,
              referenceResiduals: baseline)
            let name = "\(size.draws)x\(size.trainings) \(subject.rawValue) \(effect)"
            var generator = PhiloxGenerator(stream.stream(setting).stream(name))
            return Row(
              setting: setting, draws: size.draws, trainings: size.trainings, subject: subject,
              effect: effect, outcome: study.simulate(studies: Self.studies, using: &generator))
          }
        }
      }
    }
    if rows.isEmpty { return nil }
  }

  /// The row of a size; nil where it was not simulated.
  package func row(
    _ setting: String, draws: Int, trainings: Int, _ subject: Subject, effect: Double = 0
  ) -> Row? {
    rows.first {
      $0.setting == setting && $0.draws == draws && $0.trainings == trainings
        && $0.subject == subject && $0.effect == effect
    }
  }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension ExperimentRecords {
  /// The settings in which the baseline was tuned.
  var settingsWithTrials: [String] {
    let baseline = models.model(.baseline)?.name
    let tuned = Set(tuning.lazy.filter { $0.arm.model == baseline }.map(\.arm.setting))
    return plan.experiment.settings.map(\.name).filter(tuned.contains)
  }

  /// Log excess errors of the tuning trials at the chosen rates, minus the mean over the trainings of their draw, times
  /// √(n/(n − 1)): a pair of tasks per trial. Empty unless there are two tasks and several trainings.
  func residuals(in setting: String, of roles: (ModelRole?) -> Bool) -> [[Double]] {
    let chosen = tuning.filter {
      $0.arm.setting == setting && $0.chosen == .yes && $0.budget == 1
        && models[$0.arm.model].map { roles($0.role) } ?? false
    }
    guard Set(chosen.map(\.task)).count == 2 else { return [] }
    let draws = Dictionary(grouping: chosen) { [$0.arm.model, $0.correlation, $0.draw] }
    return draws.keys.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { key -> [[Double]] in
      let trials = Dictionary(grouping: draws[key] ?? [], by: \.training)
      let errors = RunKey.sortedNumbers(trials.keys).compactMap { training -> [Double]? in
        let rows = (trials[training] ?? []).sorted { $0.task < $1.task }
        let logs = rows.compactMap(\.logExcessError)
        return logs.count == 2 ? logs : nil
      }
      guard errors.count > 1 else { return [] }
      let count = Double(errors.count)
      let scale = (count / (count - 1)).squareRoot()
      let means = [0, 1].map { task in errors.reduce(0) { $0 + $1[task] } / count }
      return errors.map { error in [0, 1].map { scale * (error[$0] - means[$0]) } }
    }
  }
}

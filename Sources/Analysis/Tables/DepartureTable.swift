// `<experiment>/departures.csv`: what departures from the papers cost, and whether they change who leads.

internal import Experiments
package import Formats
internal import ModelZoo
package import Records
package import Statistics

/// Every model in every setting that changes it: its errors beside those without the departure, and its lead over every
/// other model with and without it.
package struct DepartureTable: DerivedTable {
  /// One model in one setting, by itself or against a rival.
  package struct Row: Sendable {
    package var setting: String
    package var reference: String
    package var model: String
    /// Nil for the cost: the model against itself without the departure.
    package var rival: String?
    package var parameterCount: Int
    package var trainedParameterCount: Int
    package var count: Int
    package var mean: Double?
    package var interval: Interval?
    /// The mean lead without the departure.
    package var without: Double?
    package var finding: String
    package var findingWithout: String
    /// Whether the lead has another finding than without the departure; nil for a cost.
    package var changes: Bool?

    /// How many parameters are trained; nil where all are.
    var trainedInWords: String? {
      trainedParameterCount == parameterCount
        ? nil : "\(trainedParameterCount) of \(parameterCount) parameters are trained."
    }

    static let schema = Schema<Row>([
      .computed("setting", .text, .key, "the setting with the departure", \.setting),
      .computed("model", .text, .key, "the model", \.model),
      .computed(
        "over", .text, .key,
        "the model that it is compared with; - is the same model without the departure"
      ) { $0.rival ?? "-" },
      .computed(
        "departs_from", .text, .configuration, "the setting without the departure", \.reference),
      .computed(
        "parameter_count", .integer, .configuration, "parameters that compute", \.parameterCount),
      .computed(
        "trained_parameter_count", .integer, .configuration, "parameters that are trained",
        \.trainedParameterCount),
      .computed("n", .integer, .following, "draws", \.count),
      .number(
        "mean",
        "over -: the cost, log excess error with the departure minus that without it; else the lead, the other model's "
          + "log excess error minus this one's; mean over tasks, correlations and draws"
      ) { $0.mean },
      .number("lower", "its two-sided 95% Student t interval", .following) { $0.interval?.lower },
      .number("upper", "its two-sided 95% Student t interval", .following) { $0.interval?.upper },
      .number(
        "lead_without", "the mean lead without the departure; empty for a cost", .following
      ) { $0.without },
      .computed(
        "finding", .text, .following, "what the common rule says of a positive mean", \.finding),
      .computed(
        "finding_without", .optionalText, .following,
        "the same of the lead without the departure; empty for a cost", \.findingWithout),
      .computed(
        "changes", .yesOrNo, .following, "whether the two differ; empty for a cost", \.changes),
    ])
  }

  package static let description = TableDescription(
    Row.schema, file: "departures.csv", row: "setting, model, model compared with",
    isDerived: true, evidence: .intervals)
  package static let isAlwaysWritten = false

  /// In the order of settings and models; of each the cost first.
  package let rows: [Row]

  /// Nil where no setting departs from another.
  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    let plan = records.plan
    let references = Set(plan.experiment.settings.compactMap(\.departsFrom))
    let departed = plan.variants.filter { variant in
      variant.setting.name != Setting.defaultName && !references.contains(variant.setting.name)
        && (variant.choice.role == nil || variant.choice.isBaseline)
    }
    let order = plan.experiment.settings.map(\.name)
    let rivals = plan.experiment.models.filter { $0.role == nil }.map(\.name)
    func finding(_ values: [Double]) -> String {
      let estimate = Estimate(values)
      return CommonRule.finding(
        lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin
      ).word(records.scaleOfVerdicts)
    }
    rows = order.flatMap { name in
      departed.filter { $0.setting.name == name }
    }.flatMap { variant -> [Row] in
      let (model, setting) = (variant.choice.name, variant.setting.name)
      guard let counts = plan.parameterCounts(of: variant) else { return [] }
      let reference = plan.experiment.reference(of: setting)
      func row(_ rival: String?, _ values: [Double], without: [Double]?) -> Row {
        let word = finding(values)
        let before = without.map(finding)
        return Row(
          setting: setting, reference: reference, model: model, rival: rival,
          parameterCount: counts.all, trainedParameterCount: counts.trained, count: values.count,
          mean: Summary(values)?.mean, interval: meanInterval(values),
          without: without.flatMap { Summary($0)?.mean }, finding: word,
          findingWithout: before ?? "", changes: before.map { $0 != word })
      }
      let cost = row(
        nil, records.cost(of: model, in: setting, from: reference).present, without: nil)
      guard variant.choice.role == nil else { return [cost] }
      return [cost]
        + rivals.filter { $0 != model }.map { rival in
          row(
            rival, records.advantage(model, over: rival, in: setting).present,
            without: records.advantage(model, over: rival, in: reference).present)
        }
    }
    if rows.isEmpty { return nil }
  }

  /// The leads whose finding the departure changes.
  package var changedLeads: [Row] { rows.filter { $0.changes == true } }

  package var table: CSVTable { Row.schema.table(rows) }
}

extension Plan {
  /// All parameters of a variant, and those that are trained; nil for a model that cannot be built.
  fileprivate func parameterCounts(of variant: Variant) -> (all: Int, trained: Int)? {
    (try? variant.choice.spec(scale, taskCount: taskCount, in: variant.setting))
      .flatMap { try? Model($0, batchCapacity: 1) }
      .map { ($0.parameterCount, $0.trainedParameterCount) }
  }
}

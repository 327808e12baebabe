// Is one model's lead over another larger where the tasks' labels correlate less?

package import Experiments
internal import Formats
internal import Records
internal import Statistics

/// The slope of a model's lead over another on the labels' correlation, per draw.
package struct LeadByCorrelation: ClaimFamily {
  package static let name = "lead-by-correlation"
  package static let unit = "slope"
  package static let tables: [any DerivedTable.Type] = [LabelCorrelationTable.self]

  /// What the lead falls with.
  enum Measure: String, CaseIterable {
    /// The correlation itself, from −1 to 1.
    case correlation
    /// Its absolute value: tasks that are opposites of each other are strongly related too.
    case strength

    func callAsFunction(_ correlation: Double) -> Double {
      self == .correlation ? correlation : abs(correlation)
    }
  }

  private let subject: String
  private let rival: String
  private let measure: Measure

  package init(_ arguments: inout Arguments) throws(ExperimentFileError) {
    subject = try arguments.model("subject")
    rival = try arguments.model("over")
    measure = try arguments.word("measure", default: .correlation)
    guard arguments.experiment.correlations.count > 2 else {
      throw arguments.refusal("is \(Self.name), which needs three correlations or more")
    }
  }

  package var keys: [[String]] { [[subject, rival, measure.rawValue]] }

  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    let models = results.models
    let slopes = Self.slopes(results.records, of: subject, over: rival, on: measure).present
    let estimate = Estimate(slopes.map { -$0 })
    return [
      Claim(
        [subject, rival, measure.rawValue],
        statement:
          "\(models.title(subject))'s lead over \(models.titleWithin(rival)) is larger where the labels "
          + (measure == .correlation ? "correlate less" : "are less related, in either direction"),
        measured: estimate?.mean, lower: estimate?.lower, upper: estimate?.upper,
        count: estimate?.count ?? 0,
        rule:
          "minus the least-squares slope, over the correlations of a draw, of the rival's log excess error minus the "
          + "subject's (mean over tasks and trainings) on the "
          + (measure == .correlation ? "" : "absolute ")
          + "Pearson correlation of the draw's labels; mean over draws; \(CommonRule.words), per unit of correlation",
        finding: CommonRule.finding(
          lower: estimate?.lower, upper: estimate?.upper, margin: Metric.margin))
    ]
  }

  /// The slope on every draw; nil where a run is missing or diverged, or the labels' correlation does not vary.
  static func slopes(
    _ records: ExperimentRecords, of subject: String, over rival: String, on measure: Measure
  ) -> DrawColumn {
    let (sweep, measured) = (records.sweep, LabelCorrelations(records))
    let (own, other) = (Arm(model: subject), Arm(model: rival))
    let correlations = sweep.correlations(of: own)
    let leads = correlations.map { correlation in
      DrawColumn.difference(
        sweep.errors(ofRival: other, against: own, correlation, task: nil, .logExcess),
        sweep.errors(own, correlation, task: nil, .logExcess))
    }
    return sweep.draws.indices.map { index in
      let points = zip(correlations, leads).compactMap { correlation, column in
        measured[correlation, sweep.draws[index], own.setting].flatMap { pearson in
          column[index].map { (x: measure(pearson), y: $0) }
        }
      }
      return points.count == correlations.count ? leastSquaresSlope(points) : nil
    }
  }
}

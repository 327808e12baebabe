// Tables without draws: rows are judged by the intervals that they record, or by a t test where
// they record a count, a mean and a spread.

internal import Formats
internal import Records
internal import Statistics

/// Rows with an uncertainty of their own.
struct IntervalNoise {
  let cells: CellComparison

  /// The columns that are judged: those with limits, or the means. All others follow from them.
  private var judged: [String] {
    switch cells.tables.kind.evidence {
    case .intervals: cells.tables.kind.intervals.map(\.value)
    case .moments: ["mean"]
    case .repetitions, .none: []
    }
  }

  /// How many means are tested.
  var testCounts: TestCounts {
    guard case .moments = cells.tables.kind.evidence else { return [:] }
    let tables = cells.tables
    return [
      .means: judged.compactMap(position).reduce(0) { sum, index in
        sum + tables.pairs.count { !tables.measured[index].first[$0.first].isNaN }
      }
    ]
  }

  /// Everything that differs beyond tolerance, judged; empty where the table has no such evidence.
  func findings() -> [NoiseFinding] {
    let tables = cells.tables
    if judged.isEmpty { return [] }
    var findings = NoiseFinding.strays(cells)
    findings += NoiseFinding.unequalTexts(cells) { $0 == .configuration }
    // A missing limit is an interval that is open on that side.
    let limits = Set(tables.kind.intervals.flatMap { [$0.lower, $0.upper] })
    findings += NoiseFinding.lost(cells) { !limits.contains(tables.measured[$0].name) }
    for value in judged {
      guard let index = position(value) else { continue }
      for pair in tables.pairs.indices
      where cells.state(pair: pair, measured: index) == .beyond
        && cells.lost(pair: pair, measured: index) == nil
      {
        let row = tables.pairs[pair].first
        findings.append(
          NoiseFinding(
            group: tables.key(row, in: tables.first), column: value,
            scope: cells.scopes.groups[row], outcome: outcome(pair, value)))
      }
    }
    return findings
  }

  private func position(_ name: String) -> Int? {
    cells.tables.measured.firstIndex { $0.name == name }
  }

  /// A row's numbers in both tables; nil where a field is empty.
  private func numbers(_ name: String, _ pair: Int) -> (first: Double?, second: Double?) {
    guard let index = position(name) else { return (nil, nil) }
    let column = cells.tables.measured[index]
    let rows = cells.tables.pairs[pair]
    let both = (column.first[rows.first], column.second[rows.second])
    return (both.0.isNaN ? nil : both.0, both.1.isNaN ? nil : both.1)
  }

  private func outcome(_ pair: Int, _ value: String) -> NoiseFinding.Outcome {
    let values = numbers(value, pair)
    guard let a = values.first, let b = values.second else { return .unjudged }
    switch cells.tables.kind.evidence {
    case .intervals:
      guard let columns = cells.tables.kind.intervals.first(where: { $0.value == value }) else {
        return .unjudged
      }
      let lower = numbers(columns.lower, pair)
      let upper = numbers(columns.upper, pair)
      return Self.overlap(
        (a, b), OpenInterval(lower: lower.first, upper: upper.first),
        OpenInterval(lower: lower.second, upper: upper.second))
    case .moments: return Self.moments(numbers("n", pair), (a, b), numbers("sd", pair))
    case .repetitions, .none: return .unjudged
    }
  }

  // MARK: Rules

  /// Limits of which one may be missing: a one-sided interval.
  struct OpenInterval {
    var lower: Double?
    var upper: Double?
    var isEmpty: Bool { lower == nil && upper == nil }
    var width: Double { (upper ?? .infinity) - (lower ?? -.infinity) }
  }

  /// Intervals have to have a point in common, and values to be no further apart than both intervals are wide. What has
  /// no interval on some side is not judged.
  static func overlap(
    _ values: (Double, Double), _ first: OpenInterval, _ second: OpenInterval
  ) -> NoiseFinding.Outcome {
    if first.isEmpty || second.isEmpty { return .unjudged }
    let lower = max(first.lower ?? -.infinity, second.lower ?? -.infinity)
    let upper = min(first.upper ?? .infinity, second.upper ?? .infinity)
    func refusal(_ reason: String) -> NoiseFinding.Outcome {
      .outside(
        "is \(NumberFormat.measured(values.0)) against \(NumberFormat.measured(values.1)), and \(reason)"
      )
    }
    guard lower <= upper else { return refusal("the recorded intervals do not overlap") }
    // A wide interval on one side must not excuse anything.
    let narrower = min(first.width, second.width)
    let room =
      narrower > 0
      ? min(first.width + second.width, (1 + mostTimesWider) * narrower)
      : first.width + second.width
    return (values.0 - values.1).magnitude <= room
      ? .inside : refusal("the recorded intervals are narrower than that")
  }

  /// How many times the narrower of two intervals, or the smaller of two standard deviations, the other counts at most:
  /// from one seed to another they hardly differ by more, and a larger difference must not have a milder verdict.
  static let mostTimesWider = 3.0

  /// A t test from counts, means and standard deviations.
  static func moments(
    _ counts: (first: Double?, second: Double?), _ means: (Double, Double),
    _ deviations: (first: Double?, second: Double?)
  ) -> NoiseFinding.Outcome {
    guard let n = counts.first, let m = counts.second, let s = deviations.first,
      let r = deviations.second,
      let test = TwoSampleTest(
        counts: (n, m), means: means, variances: (square(s, beside: r), square(r, beside: s)))
    else { return NoiseFinding.withoutSpread(means.1 - means.0) }
    return .tested(p: test.p, family: .means, difference: test.difference)
  }

  /// The variance that counts beside another standard deviation.
  private static func square(_ own: Double, beside other: Double) -> Double {
    let counted = other > 0 ? min(own, mostTimesWider * other) : own
    return counted * counted
  }
}

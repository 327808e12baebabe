// Tables without draws: rows are judged by the intervals that they record, or by Welch's test where
// they record a count, a mean and a spread.

internal import Formats
internal import Records
internal import Statistics

/// Rows with an uncertainty of their own.
struct IntervalNoise {
  let cells: CellComparison

  /// Everything that differs beyond tolerance, judged; empty where the table has no such evidence.
  func findings() -> [NoiseFinding] {
    let tables = cells.tables
    let values: [String]
    switch cells.tables.kind.evidence {
    case .intervals: values = cells.tables.kind.intervals.map(\.value)
    case .moments: values = ["mean"]
    case .repetitions, .none: return []
    }
    var findings =
      tables.missing.map { NoiseFinding.stray($0, of: tables.first, in: cells, "only A has it") }
      + tables.extra.map { NoiseFinding.stray($0, of: tables.second, in: cells, "only B has it") }
    findings += NoiseFinding.unequalTexts(cells) { $0 == .configuration }
    for value in values {
      guard let index = position(value) else { continue }
      for pair in tables.pairs.indices where cells.state(pair: pair, measured: index) == .beyond {
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
    guard let a = values.first, let b = values.second else {
      return .outside("only \(values.first == nil ? "B" : "A") has a value")
    }
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
  }

  /// Intervals have to have a point in common. What has none on some side is not judged.
  static func overlap(
    _ values: (Double, Double), _ first: OpenInterval, _ second: OpenInterval
  ) -> NoiseFinding.Outcome {
    if first.isEmpty || second.isEmpty { return .unjudged }
    let lower = max(first.lower ?? -.infinity, second.lower ?? -.infinity)
    let upper = min(first.upper ?? .infinity, second.upper ?? .infinity)
    return lower <= upper
      ? .inside
      : .outside(
        "is \(NumberFormat.measured(values.0)) against \(NumberFormat.measured(values.1)), and the "
          + "recorded intervals do not overlap")
  }

  /// Welch's test from counts, means and standard deviations.
  static func moments(
    _ counts: (first: Double?, second: Double?), _ means: (Double, Double),
    _ deviations: (first: Double?, second: Double?)
  ) -> NoiseFinding.Outcome {
    guard let n = counts.first, let m = counts.second, let s = deviations.first,
      let r = deviations.second,
      let test = WelchTest(counts: (n, m), means: means, variances: (s * s, r * r))
    else { return NoiseFinding.withoutSpread(means.1 - means.0) }
    return .tested(p: test.p, family: .means, difference: test.difference)
  }
}

// The rules that more than one family of claims uses; each a pure function from measurements to a finding.

internal import Formats
internal import Records
internal import Statistics

/// A mean with its one-sided 95% confidence bounds.
package struct Estimate: Hashable, Sendable {
  package var mean: Double
  /// One-sided 95% lower bound (Student t).
  package var lower: Double
  /// One-sided 95% upper bound (Student t).
  package var upper: Double
  package var count: Int

  /// The estimate from paired values of draws; nil for fewer than two or equal ones.
  package init?(_ values: [Double]) {
    guard let summary = Summary(values), let lower = oneSidedLower(values),
      let upper = oneSidedUpper(values)
    else { return nil }
    mean = summary.mean
    self.lower = lower
    self.upper = upper
    count = values.count
  }
}

/// The rule of the protocol for one quantity that a claim says is positive.
enum CommonRule {
  /// The rule in words, for a difference of log excess errors.
  static let words =
    "supported iff the one-sided 95% lower bound > 0; not supported iff the upper bound < "
    + "\(Phrase.threshold(Metric.margin)); both: negligible"

  /// Supported: lower bound > 0. Not supported: upper bound < margin. Both: negligible. Neither: inconclusive.
  static func finding(lower: Double?, upper: Double?, margin: Double) -> Finding {
    switch (lower.map { $0 > 0 } ?? false, upper.map { $0 < margin } ?? false) {
    case (true, true): .negligible
    case (true, false): .supported
    case (false, true): .unsupported
    case (false, false): .inconclusive
    }
  }
}

/// The rule for a claim that says several quantities are all positive.
package enum IntersectionUnion {
  /// One of the quantities.
  package struct Part: Sendable {
    package var name: String
    /// Paired values of draws.
    package var values: [Double]
    /// Below it, the effect is as good as none.
    package var margin: Double
  }

  /// Supported: every part's one-sided 95% lower bound > 0, which needs no correction. Not supported: some part is
  /// below its margin, by one-sided t tests at 5% after Holm over the parts. Both: negligible. Neither: inconclusive.
  static func finding(_ parts: [Part]) -> Finding {
    guard !parts.isEmpty else { return .inconclusive }
    let passes = parts.allSatisfy { part in Estimate(part.values).map { $0.lower > 0 } ?? false }
    let contradicts = areBelowMargin(parts).contains(true)
    return CommonRule.finding(
      lower: passes ? 1 : nil, upper: contradicts ? -1 : nil, margin: 0)
  }

  /// The rule in words, for parts that are differences of log excess errors.
  static let words = words(margin: Phrase.threshold(Metric.margin), parts: "parts")

  /// The rule in words.
  static func words(margin: String, parts: String) -> String {
    "supported iff every one-sided 95% lower bound > 0; not supported iff some part is below \(margin) (Holm over the "
      + "\(parts)); both: negligible"
  }

  /// Which parts are below their margins, by one-sided t tests at 5% after Holm over the parts.
  static func areBelowMargin(_ parts: [Part]) -> [Bool] {
    holm(parts.map(belowMarginP)).map { $0 < 0.05 }
  }

  /// The part that decides: of those below their margins the clearest, else that with the lowest lower bound.
  static func weakest(_ parts: [Part]) -> (part: Part, estimate: Estimate)? {
    let below = zip(parts, areBelowMargin(parts)).filter(\.1).map(\.0)
    if let clearest = below.min(by: { belowMarginP($0) < belowMarginP($1) }),
      let estimate = Estimate(clearest.values)
    {
      return (clearest, estimate)
    }
    return parts.compactMap { part in Estimate(part.values).map { (part, $0) } }
      .min { $0.1.lower < $1.1.lower }
  }

  /// One-sided p of "the mean is at least the margin"; 1 where the t model says nothing.
  private static func belowMarginP(_ part: Part) -> Double {
    tTestP(part.values, meanBelow: part.margin) ?? 1
  }
}

/// Lower bounds that hold together.
enum HolmBounds {
  /// Lower bounds of several quantities, stepping down: all at level 1 − .05/m; those above 0 are settled, and the m′
  /// that remain are tried again at 1 − .05/m′. A bound is above 0 exactly where Holm's procedure rejects.
  /// - Parameter bound: quantity and level → one-sided lower bound.
  static func lower(count: Int, bound: (Int, Double) -> Double?) -> [Double?] {
    var bounds = [Double?](repeating: nil, count: count)
    var remaining = Array(0..<count)
    while !remaining.isEmpty {
      for index in remaining { bounds[index] = bound(index, 1 - 0.05 / Double(remaining.count)) }
      let open = remaining.filter { (bounds[$0] ?? -1) <= 0 }
      if open.count == remaining.count { break }
      remaining = open
    }
    return bounds
  }
}

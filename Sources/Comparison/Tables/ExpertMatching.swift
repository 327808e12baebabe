// Experts of a module that read the same input and have the same shape are exchangeable: which
// number an expert has is luck of initialisation.

internal import Formats
internal import Records
internal import Statistics

/// Which experts of the second side take the places of which on the first, in the gates of one model.
struct ExpertMatching {
  /// A level of a run; names of experts and gates are unique in it.
  struct Level: Hashable {
    var setting: String
    var correlation: String
    var draw: String
    var training: String
    var level: String
  }

  /// New names of experts by old ones, where some expert moves.
  private(set) var experts: [Level: [String: String]] = [:]
  /// New names of selectors, which are named after the upper expert that they feed.
  private(set) var gates: [Level: [String: String]] = [:]
  /// How many modules both sides have.
  private(set) var moduleCount = 0
  /// The key of the correlation at which gate samples are kept; nil for the usual one.
  private let sampled: String?
  /// The correlations of each setting.
  private var correlations: [String: Set<String>] = [:]
  /// Every permutation that moves an expert, one line each, in order.
  private(set) var sentences: [String] = []

  /// Finds, run by run and from the top level down, the permutation of each module's experts on the second side with the
  /// smallest sum of squared differences of mean weights over all gates of the level.
  ///
  /// Exact for modules of any size. Where numbers already fit as well as any, they stay.
  /// - Parameter sampled: the key of the correlation at which gate samples are kept; nil for the usual one.
  /// - Throws: `CSVError` when a table is no table of gates.
  init(_ first: CSVScan, _ second: CSVScan, sampled: String? = nil) throws {
    self.sampled = sampled
    let sides = try (GateWeights.levels(first), GateWeights.levels(second))
    // A level's selectors follow the experts of the level above, which therefore come first.
    let order = sides.0.keys.sorted { $0.depth > $1.depth }
    for level in order { correlations[level.setting, default: []].insert(level.correlation) }
    for level in order {
      guard let here = sides.0[level], var there = sides.1[level] else { continue }
      if let upper = experts[level.above] { gates[level] = there.renameSelectors(upper) }
      let owners = here.experts.keys.sorted()
      for owner in owners where here.experts[owner] == there.experts[owner] {
        moduleCount += 1
        let moved = Self.moved(here.experts[owner, default: []].sorted(), here, there)
        guard !moved.isEmpty else { continue }
        experts[level, default: [:]].merge(moved) { $1 }
        sentences.append(
          (level.parts + [owner]).joined(separator: " ") + ": "
            + moved.sorted { $0.key < $1.key }.map { "\($0.key) as \($0.value)" }
            .joined(separator: ", "))
      }
    }
    sentences.sort()
  }

  /// New names of those experts of a module that take another's place.
  private static func moved(
    _ experts: [String], _ here: GateWeights, _ there: GateWeights
  ) -> [String: String] {
    let gates = Set(here.means.keys).intersection(there.means.keys).sorted()
    let costs = experts.map { expert in
      experts.map { other in
        gates.reduce(0.0) { sum, gate in
          let difference =
            (here.means[gate]?[expert] ?? 0) - (there.means[gate]?[other] ?? 0)
          return sum + difference * difference
        }
      }
    }
    let best = cheapestAssignment(costs)
    func cost(_ assignment: [Int]) -> Double {
      assignment.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
    }
    // Rounding alone moves no expert.
    guard cost(best) < cost(Array(experts.indices)) * (1 - 1e-12) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: best.enumerated().filter { $0.offset != $0.element }
        .map { (experts[$0.element], experts[$0.offset]) })
  }

  /// A table of the second side with its experts and selectors renamed.
  ///
  /// A table without columns for the run shows the run of which gate samples are kept.
  ///
  /// - Parameter model: where the table has a column `model`, rows of others stay as they are.
  /// - Throws: `CSVError` when a new name makes it no CSV file.
  func renaming(_ table: CSVScan, model: String) throws -> CSVScan {
    let names = ["model", "setting", "correlation", "draw", "training", "level"]
      .filter(table.columns.contains)
    let index = CSVRowIndex(table, columns: names.compactMap(table.columns.firstIndex(of:)))
    let renamed = index.firstRows.map {
      row -> (gates: [String: String], experts: [String: String]) in
      let texts = zip(names, index.columns).map { ($0, table.text(row: row, column: $1)) }
      let fields = Dictionary(texts) { first, _ in first }
      if let other = fields["model"], other != model { return ([:], [:]) }
      let setting = fields["setting"] ?? ""
      let level = Level(
        setting: setting,
        correlation: fields["correlation"] ?? sampled
          ?? GateSample.correlation(among: correlations[setting, default: []]),
        draw: fields["draw"] ?? GateSample.draw,
        training: fields["training"] ?? GateSample.training, level: fields["level"] ?? "")
      return (gates[level] ?? [:], experts[level] ?? [:])
    }
    let columns = ["gate", "expert"].compactMap(table.columns.firstIndex(of:)).sorted()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(table.bytes.count)
    var kept = 0
    for row in 0..<table.rowCount {
      let (gates, experts) = renamed[index.groups[row]]
      if gates.isEmpty, experts.isEmpty { continue }
      for column in columns {
        let names = table.columns[column] == "gate" ? gates : experts
        guard let name = names[table.text(row: row, column: column)] else { continue }
        let range = table.range(row: row, column: column)
        bytes += table.bytes[kept..<range.lowerBound]
        bytes += CSVTable.quoted(name).utf8
        kept = range.upperBound
      }
    }
    bytes += table.bytes[kept...]
    return try CSVScan(bytes: bytes, path: table.path)
  }
}

extension ExpertMatching.Level {
  var parts: [String] { [setting, correlation, draw, training, level] }
  /// From 1, the lowest.
  var depth: Int { Int(level) ?? 0 }

  /// The next level of the same run.
  var above: ExpertMatching.Level {
    var above = self
    above.level = String(depth + 1)
    return above
  }
}

/// The mean weights of one level of one run.
private struct GateWeights {
  /// Mean weight by gate and expert.
  var means: [String: [String: Double]] = [:]
  /// The experts of every owner.
  var experts: [String: Set<String>] = [:]

  /// All levels of all runs of a gate file.
  static func levels(_ table: CSVScan) throws -> [ExpertMatching.Level: GateWeights] {
    let run = try ["setting", "correlation", "draw", "training", "level"].map {
      try table.position(of: $0)
    }
    let owner = try table.position(of: "owner")
    let gate = try table.position(of: "gate")
    let expert = try table.position(of: "expert")
    let means = try table.numbers(column: table.position(of: "mean"))
    let index = CSVRowIndex(table, columns: run)
    var weights = index.firstRows.map { _ in GateWeights() }
    for row in 0..<table.rowCount {
      func text(_ column: Int) -> String { table.text(row: row, column: column) }
      let (group, name) = (index.groups[row], text(expert))
      weights[group].experts[text(owner), default: []].insert(name)
      weights[group].means[text(gate), default: [:]][name] = means[row].isNaN ? 0 : means[row]
    }
    var levels: [ExpertMatching.Level: GateWeights] = [:]
    for (row, weights) in zip(index.firstRows, weights) {
      let texts = run.map { table.text(row: row, column: $0) }
      let level = ExpertMatching.Level(
        setting: texts[0], correlation: texts[1], draw: texts[2], training: texts[3],
        level: texts[4])
      levels[level] = weights
    }
    return levels
  }

  /// Gives every selector the name of the place that its upper expert takes; says the new names.
  mutating func renameSelectors(_ upper: [String: String]) -> [String: String] {
    let selectors = Dictionary(
      means.keys.compactMap { gate in GateRecord.expert(fedBy: gate).map { ($0, gate) } },
      uniquingKeysWith: { first, _ in first })
    var names: [String: String] = [:]
    for (expert, selector) in selectors {
      if let place = upper[expert], let name = selectors[place] { names[selector] = name }
    }
    means = Dictionary(
      means.map { (names[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    return names
  }
}

// Reads the files of two sides, one by one, and judges them when all have been read: tests of noise
// share their 5%.

internal import Formats
internal import Foundation
internal import Records

/// A comparison under way.
struct ComparisonReader {
  let context: StudyContext
  let options: ComparisonOptions
  let knownTables: KnownTables
  /// What was found out of the data, experiment by experiment.
  private(set) var notes: [String] = []
  /// Tables by their place on the first side.
  private var tables: [(place: String, table: TableAssessment)] = []
  private var others: [FileComparison] = []
  private var pairings: [String: Pairing] = [:]
  private var matchings: [String: ExpertMatching] = [:]

  init(context: StudyContext, options: ComparisonOptions, tables: KnownTables) {
    self.context = context
    self.options = options
    knownTables = tables
  }

  /// Reads and compares one file.
  mutating func compare(_ file: String) throws {
    let name = file.isEmpty ? lastPart(context.first.path) : file
    let bytes = (try context.first.read(file), try context.second.read(file))
    // A single file may have any name and be a table.
    let isTable =
      name.hasSuffix(".csv")
      || (file.isEmpty && ![".svg", ".md", ".json"].contains(where: name.hasSuffix))
    guard isTable else {
      others.append(
        FileComparison(
          file: name, verdict: bytes.0 == bytes.1 ? .identical : .different,
          hasSameBytes: bytes.0 == bytes.1, rule: .bytes))
      return
    }
    let first = try CSVScan(bytes: bytes.0, path: context.first.name(of: file))
    var second = try CSVScan(bytes: bytes.1, path: context.second.name(of: file))
    let kind = try TableKind(of: first, second, key: options.key, among: knownTables)
    let place = context.first.place(file)
    var matched: [ExpertMatching] = []
    if options.matchesExperts, kind.namesExperts {
      for (model, matching) in try self.matchings(of: file, first, second) {
        second = try matching.renaming(second, model: model)
        matched.append(matching)
      }
    }
    var table = TableAssessment(
      file: name, model: Self.model(ofGates: place), try TablePair(first, second, kind: kind),
      tolerance: options.tolerance, pairing: try pairing(of: file))
    table.hasSameBytes = bytes.0 == bytes.1
    table.isRenamed = matched.contains { !$0.sentences.isEmpty }
    // In a folder the gate file says it for all tables of its model.
    if context.first.isFile || first.columns == GateRecord.schema.header {
      table.matchedExperts = matched.flatMap { matching in
        ["\(matching.sentences.count) of \(matching.moduleCount) modules with experts renumbered"]
          + matching.sentences
      }
    }
    tables.append((place, table))
  }

  /// How a file's runs belong together; says once per experiment what its data are.
  private mutating func pairing(of file: String) throws -> Pairing {
    if let pairing = options.pairing { return pairing }
    let folder = context.first.experimentFolder(of: file)
    if let known = pairings[folder] { return known }
    let (pairing, note) = try context.pairing(of: file)
    if let note { notes.append(note) }
    pairings[folder] = pairing
    return pairing
  }

  /// The model whose gates a file describes, by its name; empty for another file.
  private static func model(ofGates place: String) -> String {
    guard lastPart(parent(place)) == "gates" else { return "" }
    return lastPart(place).split(separator: ".").first.map(String.init) ?? ""
  }

  // MARK: Experts

  /// How the experts of a table that names some belong together, model by model.
  private mutating func matchings(
    of file: String, _ first: CSVScan, _ second: CSVScan
  ) throws -> [(model: String, matching: ExpertMatching)] {
    if first.columns == GateRecord.schema.header {
      let matching = try ExpertMatching(
        first, second, sampled: context.sampledCorrelation(of: file))
      matchings[context.first.place(file)] = matching
      return [("", matching)]
    }
    guard let column = first.columns.firstIndex(of: "model") else {
      let model = lastPart(context.first.place(file)).split(separator: ".").first ?? ""
      return [("", try matching(beside: file, model: String(model)))]
    }
    let models = Set((0..<first.rowCount).map { first.text(row: $0, column: column) })
    return try models.sorted().map { ($0, try matching(beside: file, model: $0)) }
  }

  /// How the experts of a model belong together by the gate files of both sides.
  private mutating func matching(beside file: String, model: String) throws -> ExpertMatching {
    func gates(_ side: ComparedSide) throws -> (place: String, side: ComparedSide) {
      let folder = parent(side.place(file))
      for place in [joined(folder, "\(model).csv"), joined(folder, "gates/\(model).csv")]
      where side.tree.kind(place) == .file { return (place, side) }
      throw ResultsError(
        "\(side.name(of: file)) names experts, which are matched by gates/\(model).csv of its "
          + "experiment: there is no such file")
    }
    let places = (try gates(context.first), try gates(context.second))
    if let known = matchings[places.0.place] { return known }
    let scans = try [places.0, places.1].map { place, side in
      try CSVScan(bytes: side.tree.read(place), path: side.tree.name(place))
    }
    let matching = try ExpertMatching(
      scans[0], scans[1], sampled: context.sampledCorrelation(of: file))
    matchings[places.0.place] = matching
    return matching
  }

  // MARK: Judging

  /// Notes on what was asked for and could not be done.
  ///
  /// - Throws: `ResultsError` when a limit is of a column that no table has, which would be no limit.
  func checked() throws -> [String] {
    for column in options.tolerance.columns
    where !tables.contains(where: { $0.table.cells.tables.measured.contains { $0.name == column } })
    {
      throw ResultsError("no compared table has a column \(column) of numbers to limit")
    }
    return options.matchesExperts && matchings.isEmpty
      ? ["no table here names experts: none were matched"] : []
  }

  /// All files with their verdicts, by name.
  func finished() -> [FileComparison] {
    // Counting costs more than it is worth where nothing is tested.
    let isTested = tables.contains { $0.table.findings.contains { $0.family != nil } }
    let counts = tables.map { isTested ? $0.table.testCounts() : [:] }
    let levels = NoiseLevels(counts, isPointwise: options.isPointwise)
    let judged = zip(tables, counts).map {
      ($0.place, $0.table, $0.table.comparison(levels, among: $1))
    }
    if context.first.isFile { return judged.map(\.2) + others }
    let verdicts = Dictionary(
      judged.map { ($0.0, ($0.2.verdict, $0.1.isRenamed)) }, uniquingKeysWith: { first, _ in first }
    )
    var files = judged.map { place, table, comparison in
      var comparison = comparison
      guard comparison.isUnjudged, let sources = table.sources(at: place) else { return comparison }
      let found = sources.places.map { verdicts[$0] }
      guard found.allSatisfy({ ($0?.0 ?? .different) < .different }) else { return comparison }
      if found.contains(where: { $0?.0 == .withinSeedNoise || $0?.1 == true }) {
        comparison.leaveOut("its runs are those of \(sources.pattern)")
      } else {
        // What follows from runs cannot weigh more than the runs themselves would.
        comparison.verdict = .withinSeedNoise
        comparison.note = "follows from \(sources.pattern), which does not differ"
      }
      return comparison
    }
    let areTablesIdentical = files.allSatisfy { $0.verdict == .identical }
    files += others.map { other in
      var other = other
      if other.verdict == .identical { return other }
      if other.file == "manifest.json" || other.file.hasSuffix("/manifest.json") {
        other.leaveOut("its platform and specifications are compared above")
      } else if let reason = context.reasonToLookDifferent(other.file) {
        other.leaveOut(reason)
      } else if !areTablesIdentical {
        other.leaveOut("shows tables that differ")
      }
      return other
    }
    return files.sorted { $0.file < $1.file }
  }
}

extension TableAssessment {
  /// The tables with all runs of which this one shows some, or a summary that cannot be judged by itself; nil where
  /// there are none.
  ///
  /// - Parameter place: its own.
  fileprivate func sources(at place: String) -> (pattern: String, places: [String])? {
    guard let pattern = cells.tables.kind.source else { return nil }
    let folder = parent(place)
    let experiment = lastPart(folder) == "gates" ? parent(folder) : folder
    return (
      pattern,
      differingSources.map { joined(experiment, pattern.replacingOccurrences(of: "*", with: $0)) }
    )
  }
}

extension FileComparison {
  fileprivate mutating func leaveOut(_ reason: String) {
    isCounted = false
    note = reason
  }
}

import Fixtures
import Analysis
import Formats
import Records
import Testing

@testable import Comparison

private let table = "model,correlation,n\nple,0.50,1.0\nple,1.00,2.0\ncgc,0.50,0.0\n"

private func cells(
  _ first: String, _ second: String, _ tolerance: Tolerance = Tolerance()
) throws -> CellComparison {
  CellComparison(try tablePair(first, second), tolerance: tolerance)
}

@Test func rowsAreMatchedByKeyAndNotByLine() throws {
  let other = "model,correlation,n\ncgc,0.50,0.0\nple,1.00,2.0\nmmoe,0.50,5.0\n"
  let pair = try tablePair(table, other)
  #expect(pair.kind.key == ["model", "correlation"])
  #expect(pair.pairs.map(\.first) == [1, 2] && pair.pairs.map(\.second) == [1, 0])
  #expect(pair.missing == [0] && pair.extra == [2])
  #expect(CellComparison(pair, tolerance: Tolerance()).total.unequal == 0)
}

@Test func theLimitsAreInclusiveAndTheSameEitherWayRound() {
  var tolerance = Tolerance()
  tolerance.absolute = 0.5
  tolerance.relative = 0.25
  tolerance.absoluteByColumn = ["n": 0.125]
  let limits = tolerance.of("m")
  #expect(limits.covers(0, 0.5) && limits.covers(0.5, 0) && !limits.covers(0, 0.501))
  #expect(limits.covers(3, 4) && limits.covers(-4, -3) && !limits.covers(2.99, 4))
  #expect(!tolerance.of("n").covers(0, 0.5) && tolerance.of("n").covers(3, 4))
}

@Test func cellsWithinAndBeyondToleranceAreTold() throws {
  let other = "model,correlation,n\nple,0.50,1.0000005\nple,1.00,2.1\ncgc,0.50,0.0\n"
  let compared = try cells(table, other)
  #expect(compared.total.cells == 3 && compared.total.unequal == 2 && compared.total.beyond == 1)
  #expect(
    compared.worst(compared.total)
      == WorstCell(key: ["ple", "1.00"], column: "n", first: "2.0", second: "2.1"))
  #expect(compared.tallies.map(\.beyond) == [0, 1, 0])
}

@Test func aCellBeyondToleranceIsWorseThanALargerOneWithin() throws {
  var tolerance = Tolerance()
  tolerance.absoluteByColumn = ["m": 10]
  let compared = try cells(
    "model,m,n\nple,100.0,1.0\n", "model,m,n\nple,109.0,1.01\n", tolerance)
  #expect(compared.worst(compared.total)?.column == "n")
}

@Test func anEmptyFieldBesideANumberIsBeyondAnyTolerance() throws {
  var tolerance = Tolerance()
  tolerance.absolute = 1e9
  let other = "model,correlation,n\nple,0.50,\nple,1.00,2.0\ncgc,0.50,0.0\n"
  #expect(try cells(table, other, tolerance).total.beyond == 1)
  #expect(try cells(other, other, tolerance).total.unequal == 0)
}

@Test func theKeyOfAnUnknownTableEndsBeforeTheFirstMeasuredColumn() throws {
  let text = "name,step,draw,loss,note,level\na,1,000,0.5,good,1\n"
  let kind = try tablePair(text, text).kind
  #expect(kind.key == ["name", "step", "draw"])
  #expect(kind.columns.filter(\.isText).map(\.name) == ["note"])
  #expect(kind.evidence == .repetitions("draw"))
  let chosen = try tablePair(text, text, key: ["name", "note"]).kind
  #expect(chosen.key == ["name", "note"])
}

@Test func aTableWhoseRowsHaveNoNameIsRefused() {
  #expect(throws: CSVError.self) { try tablePair("loss,x\n0.5,1\n", "loss,x\n0.5,1\n") }
  #expect(throws: CSVError.self) { try tablePair(table, table, key: ["nosuch"]) }
}

@Test func intervalsAreColumnsThatFollowTheirValue() {
  let found = IntervalColumns.all(in: [
    "n", "mean", "lower", "upper", "sd", "prediction_lower", "prediction_upper", "rho", "rho_lower",
    "rho_upper", "lasting_seesaw", "event_rate", "event_lower", "event_upper",
  ])
  #expect(found.map(\.value) == ["mean", "rho", "event_rate"])
}

/// Every table in `results/quick`.
private func committedTables() throws -> [String] {
  try DiskTree().files(below: "\(Repository.folder)/results/quick").filter { $0.hasSuffix(".csv") }
}

@Test func everyCommittedTableIsIdenticalToItself() throws {
  let files = try committedTables()
  #expect(files.count > 50)
  for file in files {
    let text = try committed(file)
    #expect(try judged(text, text).verdict == .identical)
  }
}

@Test(
  .enabled(
    if: committedVersion == "\(Manifest.currentSchemaVersion)",
    "results/quick was written in another form, whose tables need not be known"))
func everyCommittedTableIsKnown() throws {
  for file in try committedTables() {
    let header = try scan(committed(file)).columns
    #expect(KnownTables().kind(header) != nil, "\(file) has no schema")
  }
}

@Test func aKnownTableHasTheColumnsThatItIsJudgedBy() throws {
  for description in KnownTables().descriptions {
    let kind = TableKind(description, taskCount: 2)
    #expect(!kind.key.isEmpty, "\(description.file)")
    let measured = kind.columns.filter(\.isMeasured).map(\.name)
    switch description.evidence {
    case .repetitions(let column): #expect(kind.key.contains(column), "\(description.file)")
    case .moments:
      #expect(Set(measured).isSuperset(of: ["n", "mean", "sd"]), "\(description.file)")
    case .intervals: #expect(!kind.intervals.isEmpty, "\(description.file)")
    case .none: break
    }
    #expect(kind.columns.count { $0.role == .leading } <= 1, "\(description.file)")
  }
}

@Test func aHeaderBelongsToOneTable() {
  for description in KnownTables().descriptions {
    let header = description.header(taskCount: 2)
    let same = KnownTables().descriptions.filter { $0.taskCount(of: header) != nil }
    #expect(same == [description])
  }
}

@Test func aTableIsKnownByItsSchemaAlone() throws {
  struct Row {
    var name = ""
    var loss: Double?
    var colour = ""
  }
  let schema = Schema<Row>([
    .computed("name", .text, .key, "what it is", \.name),
    .computed("colour", .text, .presentation, "how it looks", \.colour),
    .number("loss", "how it fails") { $0.loss },
  ])
  let description = TableDescription(
    schema, file: "x.csv", row: "thing", evidence: .none("it is made up"))
  let tables = KnownTables(KnownTables().descriptions + [description])
  let text = "name,colour,loss\na,red,1.0\n"
  let pair = try tablePair(text, text, among: tables)
  #expect(pair.kind.key == ["name"] && pair.measured.map(\.name) == ["loss"])
  let repainted = text.replacing("red", with: "blue")
  #expect(try judged(text, repainted, among: tables).verdict == .identical)
  // Without the schema, a text before the first measured number is part of the key.
  #expect(try judged(text, repainted).missing == ["a red"])
  let other = try judged(text, text.replacing("1.0", with: "2.0"), among: tables)
  #expect(other.verdict == .different && other.note?.hasSuffix("it is made up") == true)
}

@Test func howAModelLooksIsNotCompared() throws {
  func models(_ change: (inout [String: String]) -> Void = { _ in }) -> String {
    var row = [
      "model": "ple", "kind": "ple", "layers": "dense", "title": "PLE", "label": "PLE",
      "colour": "#112233", "point": "7",
    ]
    change(&row)
    return table(ModelTable.description, [row])
  }
  let repainted = try judged(
    models(),
    models {
      $0["colour"] = "#445566"
      $0["point"] = "5"
    })
  #expect(repainted.verdict == .identical && repainted.cells == 3 && repainted.unequal == 0)
  #expect(repainted.note == "the same rows; presentation is not compared: colour, point")
  #expect(try judged(models(), models { $0["kind"] = "cgc" }).verdict == .different)
  // Unless a person asks for it as a key.
  let pair = try tablePair(models(), models { $0["colour"] = "#445566" }, key: ["colour"])
  #expect(pair.missing == [0] && pair.extra == [0])
}

@Test func columnsPerTaskAreKnownForAnyNumberOfTasks() throws {
  for taskCount in [1, 2, 3] {
    let header = ControlTable.description.header(taskCount: taskCount)
    let kind = try #require(KnownTables().kind(header))
    #expect(kind.key == ["setting", "control"])
    #expect(kind.columns.count { $0.name.hasPrefix("tuning_gain_") && $0.isMeasured } == taskCount)
  }
  let data = DataRecord.schema(taskCount: 2).header
  let identities = try #require(KnownTables().kind(data)).columns.filter { $0.role == .identity }
  #expect(identities.map(\.name) == ["checksum_train", "checksum_validation", "checksum_test"])
}

@Test func anEarlierFormOfATableIsComparedByItsLeadingColumns() throws {
  let text =
    "model,setting,correlation,draw,training,step,samples,validation_nmse\n"
    + "ple,-,0.50,000,0,50,6400,1.00000000e-01\nple,-,0.50,001,0,50,6400,2.00000000e-01\n"
  let pair = try tablePair(text, text)
  #expect(
    pair.kind.key == ["model", "setting", "correlation", "draw", "training", "step", "samples"])
  #expect(pair.kind.evidence == .repetitions("draw"))
}

@Test func whatFollowsFromOtherNumbersIsNoWorstCell() throws {
  let text = try madeUp("seesaw/gains.csv")
  let other = changing(changing(text, "prediction_upper", scaled(0.1)), "mean", scaled(1.01))
  let compared = try cells(text, other)
  #expect(compared.worst(compared.total)?.column == "mean")
}

@Test func whatOnlySaysWhereAWeightIsIsNoWorstCell() throws {
  let text = try madeUp("expert-utilization/smallest-weights.csv")
  var other = changing(text, "expert") { name, _ in name == "expert01" ? "expert02" : name }
  other = changing(other, "smallest_mean", where: { $0["draw"] == "003" }, scaled(1.1))
  let compared = try cells(text, other)
  #expect(compared.worst(compared.total)?.column == "smallest_mean")
  // Nor is it judged by itself: gates decide it.
  let moved = changing(text, "separated_is_better") { word, _ in word == "yes" ? "no" : word }
  #expect(try judged(text, moved).verdict == .withinSeedNoise)
  #expect(try judged(text, other).verdict == .withinSeedNoise)
  #expect(try judged(text, other, pairing: .paired).verdict == .withinSeedNoise)
}

@Test(arguments: [
  ("model,n\nple,1.0\n", "; only a.csv has correlation"),
  ("model,correlation,n,m\nple,0.50,1.0,1.0\n", "; only b.csv has m"),
  ("correlation,model,n\n0.50,ple,1.0\n", "; their order differs"),
])
func otherColumnsAreRefused(_ other: String, _ ending: String) {
  do {
    _ = try tablePair(table, other)
    Issue.record("no error")
  } catch {
    #expect(
      "\(error)"
        == "a.csv and b.csv have other columns, so that their rows cannot be compared" + ending)
  }
}

@Test(arguments: [
  ("model,n\nple,1.0\nple,2.0\n", "b.csv, line 3: model ple is already in line 2"),
  ("model,n\nple,nan\n", "b.csv, line 2: n is nan, but must be a finite number or empty"),
  ("model,n\nple,-Inf\n", "b.csv, line 2: n is -Inf, but must be a finite number or empty"),
  ("model,n\nple,1.0", "b.csv, line 2: the last line is cut off: it does not end in a line feed"),
  ("model,n\nple\n", "b.csv, line 2: the row has 1 fields, the header 2"),
  ("model,n\nple,1e101\n", "b.csv, line 2: n is 1e101, but must lie within ±1e100"),
  (
    "\u{feff}model,n\nple,1.0\n",
    "b.csv, line 1: the file starts with a byte order mark; save it without one"
  ),
  ("model,n\nple,\u{0}", "b.csv, line 2: a control character: this is not a CSV file"),
  ("model,n\nple,1.\r0\n", "b.csv, line 2: a carriage return without a line feed behind it"),
])
func damageNamesFileAndLine(_ text: String, _ message: String) {
  do {
    _ = try tablePair("model,n\nple,1.0\n", text)
    Issue.record("no error")
  } catch { #expect("\(error)" == message) }
}

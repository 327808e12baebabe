// What is known of the studies that two sides come from: specifications, platforms, data.

internal import Formats
internal import Records

/// The circumstances of a comparison.
struct StudyContext {
  let first: ComparedSide
  let second: ComparedSide
  private let tables: KnownTables
  private let manifests: (first: ManifestValues, second: ManifestValues)?
  /// Whether both manifests state the same study; nil where one is missing.
  private(set) var isSameSpecification: Bool?
  /// What is to be said before anything is compared.
  private(set) var notes: [String] = []

  /// Reads the manifests of both sides, where there are any.
  /// - Throws: `ResultsError` when their schemas differ.
  init(_ first: ComparedSide, _ second: ComparedSide, tables: KnownTables) throws {
    self.tables = tables
    self.first = first
    self.second = second
    let both = try [first, second].map { side -> ManifestValues? in
      guard let folder = side.resultsFolder else { return nil }
      let path = joined(folder, "manifest.json")
      return try ManifestValues(bytes: side.tree.read(path), name: side.tree.name(path))
    }
    guard let one = both[0], let two = both[1] else {
      manifests = nil
      for (side, manifest) in zip([first, second], both) where manifest == nil {
        notes.append("\(side.name) has no manifest: its specifications are not known")
      }
      return
    }
    manifests = (one, two)
    for manifest in [one, two] {
      guard let version = manifest["schemaVersion"].flatMap({ Int($0) }),
        version > Manifest.currentSchemaVersion
      else { continue }
      throw ResultsError(
        "\(manifest.name) has the schema version \(version), but this program reads "
          + "\(Manifest.currentSchemaVersion); use a newer version of the program")
    }
    let versions = (one["schemaVersion"] ?? "none", two["schemaVersion"] ?? "none")
    guard versions.0 == versions.1 else {
      throw ResultsError(
        "\(one.name) has schema version \(versions.0), \(two.name) has \(versions.1): their files "
          + "cannot be compared")
    }
    if !one.isSamePlatform(as: two) || one["platform.gnuplot"] != two["platform.gnuplot"] {
      notes.append("platforms differ: \(one.platform) against \(two.platform)")
    }
    if !one.isSamePresentation(as: two) {
      notes.append("presentation differs: reports and figures do not count")
    }
    let differences = one.differences(from: two)
    isSameSpecification = differences.isEmpty
    notes += differences.prefix(10).map { "specifications differ: \($0)" }
    if differences.count > 10 {
      notes.append("specifications differ: \(differences.count - 10) more values")
    }
  }

  /// Whether both manifests name the same numerical platform; nil where one is missing.
  var isSamePlatform: Bool? { manifests.map { $0.isSamePlatform(as: $1) } }

  /// Whether figures were drawn by different releases of gnuplot.
  var isDrawnByOthers: Bool {
    manifests.map { $0["platform.gnuplot"] != $1["platform.gnuplot"] } ?? false
  }

  /// Whether the manifests show an experiment in different ways: other titles, colours, figures.
  var isShownOtherwise: Bool {
    manifests.map { !$0.isSamePresentation(as: $1) } ?? false
  }

  /// Why a file that shows results, a report or a figure, may differ though all numbers are equal; nil
  /// where nothing explains it.
  func reasonToLookDifferent(_ file: String) -> String? {
    let isFigure = file.hasSuffix(".svg")
    if isShownOtherwise, isFigure || file.hasSuffix(".md") { return "shown in another way" }
    return isFigure && isDrawnByOthers ? "drawn by another gnuplot" : nil
  }

  /// The key of the correlation at which an experiment keeps gate samples; nil where its manifest names none.
  func sampledCorrelation(of file: String) -> String? {
    let name = lastPart(first.experimentFolder(of: file))
    let value = manifests?.first["experiments.\(name).gateSamples.correlation"]
    return value.flatMap { Double($0) }.map { NumberFormat.correlation($0) }
  }

  /// How the runs of two files belong together: paired where they were trained on the same data.
  ///
  /// The checksums in both data.csv decide. Between platforms last bits of the data may differ, and
  /// where there is no data.csv nothing else is known: there the manifests decide.
  /// - Throws: `CSVError` or `FileError` when a data.csv cannot be read.
  func pairing(of file: String) throws -> (pairing: Pairing, note: String?) {
    let folders = (first.experimentFolder(of: file), second.experimentFolder(of: file))
    let names = (lastPart(folders.0), lastPart(folders.1))
    let hasSameSpecification =
      manifests.map { one, two in
        let specification = one.dataSpecification(names.0)
        return !specification.isEmpty && names.0 == names.1
          && specification == two.dataSpecification(names.1)
      } ?? false
    guard let data = try checksums(folders) else {
      return (hasSameSpecification ? .paired : .unpaired, nil)
    }
    if data.common == 0 { return (hasSameSpecification ? .paired : .unpaired, nil) }
    if data.different == 0 { return (.paired, nil) }
    let label = names.0 == names.1 ? names.0 : "\(names.0) and \(names.1)"
    let note =
      "data differ: \(label), checksums of \(data.different) of \(data.common) data sets that both have"
    let isRounding = hasSameSpecification && isSamePlatform == false
    return (isRounding ? .paired : .unpaired, note)
  }

  /// How many data sets both sides have, and how many of these differ.
  private func checksums(_ folders: (String, String)) throws -> (common: Int, different: Int)? {
    let paths = (joined(folders.0, "data.csv"), joined(folders.1, "data.csv"))
    guard first.tree.kind(paths.0) == .file, second.tree.kind(paths.1) == .file else { return nil }
    let one = try CSVScan(bytes: first.tree.read(paths.0), path: first.tree.name(paths.0))
    let two = try CSVScan(bytes: second.tree.read(paths.1), path: second.tree.name(paths.1))
    guard one.columns == two.columns, let kind = tables.kind(one.columns) else { return nil }
    let columns = kind.columns.indices.filter { kind.columns[$0].role == .identity }
    guard !columns.isEmpty else { return nil }
    let index = try CSVRowIndex(one, uniqueKey: kind.key)
    var (common, different) = (0, 0)
    for row in 0..<two.rowCount {
      guard let group = index.group(of: row, in: two) else { continue }
      common += 1
      let other = index.firstRows[group]
      if !columns.allSatisfy({ one.isEqual(row: other, column: $0, to: two, row: row) }) {
        different += 1
      }
    }
    return (common, different)
  }
}

// Names decide nothing: a study in which every experiment, model and setting has another name, which
// sorts in another order, gives the same numbers, claims and figures.
import Analysis
import Experiments
import Fixtures
import Formats
import Foundation
import Records
import Testing

@testable import Page

/// Other names for those of a study.
private struct Renaming {
  /// Old to new.
  private var names: [String: String] = [:]

  /// Names of the same length, as labels in figures take room by their letters, in which every letter is the one as
  /// far from the end of the alphabet as the old one is from its beginning: what came first comes last.
  init(_ manifest: Manifest) {
    for (name, experiment) in manifest.experiments {
      add(name)
      for model in experiment.models { add(model.name) }
      for setting in experiment.settings where setting.name != Setting.defaultName {
        add(setting.name)
      }
    }
  }

  private mutating func add(_ name: String) {
    let scalars = name.unicodeScalars.map { scalar in
      ("a"..."z").contains(scalar) ? Unicode.Scalar(219 - scalar.value) ?? scalar : scalar
    }
    names[name] = String(String.UnicodeScalarView(scalars))
  }

  /// The other direction.
  var inverse: Renaming {
    var inverse = self
    inverse.names = Dictionary(uniqueKeysWithValues: names.map { ($1, $0) })
    return inverse
  }

  /// The new names.
  var newNames: [String] { Array(names.values) }

  func callAsFunction(_ name: String) -> String { names[name] ?? name }

  /// A table with other names in all fields that are one.
  func callAsFunction(_ table: CSVTable) -> CSVTable {
    var renamed = CSVTable(columns: table.columns)
    for row in table.rows { renamed.append(row.map { self($0) }) }
    return renamed
  }

  /// A text with other names wherever one stands as a word.
  func words(_ text: String) -> String {
    text.replacing(#/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) { match in
      self(String(match.0))
    }
  }

  func callAsFunction(_ manifest: Manifest) -> Manifest {
    var renamed = manifest
    renamed.experiments = Dictionary(
      uniqueKeysWithValues: manifest.experiments.map { (self($0), self($1)) })
    renamed.presentation = Dictionary(
      uniqueKeysWithValues: manifest.presentation.map { (self($0), self($1)) })
    return renamed
  }

  private func callAsFunction(_ experiment: Experiment) -> Experiment {
    var renamed = experiment
    renamed.name = self(experiment.name)
    for index in renamed.models.indices {
      renamed.models[index].name = self(renamed.models[index].name)
    }
    for index in renamed.settings.indices {
      renamed.settings[index].name = self(renamed.settings[index].name)
    }
    for scale in renamed.scales.indices {
      renamed.scales[scale].scale.widths = renamed.scales[scale].scale.widths?.map { widths in
        var widths = widths
        widths.model = self(widths.model)
        return widths
      }
    }
    return renamed
  }

  private func callAsFunction(_ presentation: Presentation) -> Presentation {
    var renamed = presentation
    renamed.models = Dictionary(
      uniqueKeysWithValues: presentation.models.map { (self($0), $1) })
    renamed.report.claims = presentation.report.claims.map { self($0) }
    renamed.report.answers = presentation.report.answers.map { self($0) }
    return renamed
  }

  private func callAsFunction(_ declaration: Declaration) -> Declaration {
    var renamed = declaration
    renamed.arguments = declaration.arguments.mapValues { value in
      switch value {
      case .text(let text): .text(self(text))
      case .list(let list): .list(list.map { self($0) })
      }
    }
    return renamed
  }
}

struct RenamingTests {
  /// What depends on names: the streams of resampling are called after arms.
  private static let resampled = ["iqm_lower", "iqm_upper", "sign_flip_p"]

  /// Copies manifest and record tables into a folder, with other names if asked for.
  private func copy(_ from: String, to folder: String, _ renaming: Renaming?) throws {
    let manifest = try #require(try ResultsFolder(from).readManifest())
    try ResultsFolder(folder).write(renaming?(manifest) ?? manifest)
    let derived = Set(DerivedTables.all.map { $0.file })
    for name in manifest.experiments.keys {
      for file in try files(below: "\(from)/\(name)", ending: ".csv")
      where !derived.contains(file) {
        let table = try CSVTable(readingFrom: "\(from)/\(name)/\(file)")
        guard let renaming else {
          try table.write(to: "\(folder)/\(name)/\(file)")
          continue
        }
        // Files of gates are called after models.
        let parts = file.split(separator: "/").map { part in
          let model = part.prefix { $0 != "." }
          return renaming(String(model)) + part.dropFirst(model.count)
        }
        try renaming(table).write(
          to: "\(folder)/\(renaming(name))/\(parts.joined(separator: "/"))")
      }
    }
  }

  /// A table without the columns that depend on names.
  private func comparable(_ table: CSVTable) -> CSVTable {
    let kept = table.columns.indices.filter { !Self.resampled.contains(table.columns[$0]) }
    var comparable = CSVTable(columns: kept.map { table.columns[$0] })
    for row in table.rows { comparable.append(kept.map { row[$0] }) }
    return comparable
  }

  /// Renders a study under its own names and under others, and compares.
  private func compare(_ results: String) throws {
    try MadeUpStudy.inFolder { folder in
      let (own, other) = ("\(folder)/own", "\(folder)/other")
      let manifest = try #require(try ResultsFolder(results).readManifest())
      let renaming = Renaming(manifest)
      let back = renaming.inverse
      try copy(results, to: own, nil)
      try copy(results, to: other, renaming)
      let scale = try #require(ScaleName(rawValue: manifest.scale))
      for folder in [own, other] {
        let outcome = try Rendering(
          folder: folder, scale: scale, published: Repository.published, scripts: Repository.scripts
        ).render([])
        if gnuplot != nil { #expect(outcome.notices == []) }
      }
      let page = try text("\(own)/report.md")
      let words = Set(page.matches(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#).map { String($0.0) })
      try #require(words.isDisjoint(with: renaming.newNames), "a new name is a word of the page")

      // Claims, in the order of the page.
      let claims = try CSVTable(readingFrom: "\(own)/claims.csv", key: ["id"])
      let others = try CSVTable(readingFrom: "\(other)/claims.csv", key: ["id"])
      try #require(claims.rows.count == others.rows.count)
      #expect(!claims.rows.isEmpty)
      for (row, renamed) in zip(claims.rows, others.rows) {
        #expect(row == renamed.map { back.words($0) })
      }
      // Everything that was drawn or computed.
      let drawn = try files(below: own, ending: ".svg")
      let tables = try files(below: own, ending: ".csv").filter { $0.contains("/") }
      for file in drawn {
        let renamed = try text("\(other)/\(self.renamed(file, renaming))")
        let isSame = try text("\(own)/\(file)") == back.words(renamed)
        #expect(isSame, "\(file) is another figure")
      }
      for file in tables {
        let table = try CSVTable(readingFrom: "\(own)/\(file)")
        let renamed = try CSVTable(readingFrom: "\(other)/\(self.renamed(file, renaming))")
        let isSame = comparable(table).text == comparable(back(renamed)).text
        #expect(isSame, "\(file) has other rows")
      }
      #expect(try files(below: other, ending: "").count == files(below: own, ending: "").count)
      let isSame = page == back.words(try text("\(other)/report.md"))
      #expect(isSame, "the page says something else")
    }
  }

  /// A file's path with other names in it.
  private func renamed(_ file: String, _ renaming: Renaming) -> String {
    file.split(separator: "/").enumerated().map { index, part in
      // A derived table or a figure is not called after a model.
      guard index != 1 else { return String(part) }
      let name = part.prefix { $0 != "." }
      return renaming(String(name)) + part.dropFirst(name.count)
    }.joined(separator: "/")
  }

  @Test func aMadeUpStudyDoesNotDependOnItsNames() throws {
    try MadeUpStudy.inFolder { folder in
      var made = MadeUpStudy()
      made.replicates = 6
      made.correlations = ["0.20", "0.50", "1.00"]
      try made.writeShown(
        to: folder,
        experiments: ["seesaw", "seesaw-fixed-draw", "expert-utilization", "never-zero"])
      try compare(folder)
    }
  }

  @Test(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
  func theCommittedStudyDoesNotDependOnItsNames() throws {
    try compare(CommittedResults.folder)
  }
}

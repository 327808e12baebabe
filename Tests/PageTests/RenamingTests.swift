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
  /// The words of settings, which texts show without the hyphens.
  private var parts: [String: String] = [:]

  /// Names of the same length, as labels in figures take room by their letters, in which every letter is the one as
  /// far from the end of the alphabet as the old one is from its beginning: what came first comes last.
  init(_ manifest: Manifest) {
    for (name, experiment) in manifest.experiments {
      add(name)
      for model in experiment.models { add(model.name) }
      for setting in experiment.settings where setting.name != Setting.defaultName {
        add(setting.name)
        // Texts show settings with spaces.
        for part in setting.name.split(separator: "-").map(String.init) {
          parts[part] = Self.other(part)
        }
      }
    }
  }

  private mutating func add(_ name: String) {
    names[name] = Self.other(name)
  }

  private static func other(_ name: String) -> String {
    let scalars = name.unicodeScalars.map { scalar in
      ("a"..."z").contains(scalar) ? Unicode.Scalar(219 - scalar.value) ?? scalar : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// The other direction.
  var inverse: Renaming {
    var inverse = self
    inverse.names = Dictionary(uniqueKeysWithValues: names.map { ($1, $0) })
    inverse.parts = Dictionary(uniqueKeysWithValues: parts.map { ($1, $0) })
    return inverse
  }

  /// The new names and their words, but for numbers.
  var newNames: [String] {
    names.values + parts.values.filter { $0.contains { $0.isLetter } }
  }

  func callAsFunction(_ name: String) -> String { names[name] ?? name }

  /// A table with other names in all fields that are one.
  func callAsFunction(_ table: CSVTable) -> CSVTable {
    var renamed = CSVTable(columns: table.columns)
    for row in table.rows { renamed.append(row.map { self($0) }) }
    return renamed
  }

  /// A text with other names wherever one stands as a word, or a word of one if asked for.
  func words(_ text: String, withParts: Bool = true) -> String {
    text.replacing(#/[a-z][a-z0-9]*(-[a-z0-9]+)*/#) { match in
      let word = String(match.0)
      return names[word] ?? (withParts ? parts[word] : nil) ?? word
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
      renamed.settings[index].departsFrom = renamed.settings[index].departsFrom.map { self($0) }
    }
    for scale in renamed.scales.indices {
      renamed.scales[scale].scale.widths = renamed.scales[scale].scale.widths?.map { widths in
        var widths = widths
        widths.model = self(widths.model)
        return widths
      }
      renamed.scales[scale].scale.omits = renamed.scales[scale].scale.omits?.map { self($0) }
    }
    return renamed
  }

  private func callAsFunction(_ presentation: Presentation) -> Presentation {
    var renamed = presentation
    renamed.models = Dictionary(
      uniqueKeysWithValues: presentation.models.map { (self($0), $1) })
    renamed.report.claims = presentation.report.claims.map { claim in
      var renamed = self(claim)
      // Ids of claims hold names of experiments, models and settings.
      if case .list(let ids) = claim.arguments["beside"] {
        renamed.arguments["beside"] = .list(ids.map { words($0, withParts: false) })
      }
      return renamed
    }
    renamed.report.answers = presentation.report.answers.map { self($0) }
    return renamed
  }

  /// Arguments whose values are kinds of models, which are no names of an experiment.
  private static let namingKinds = ["kind", "overKind"]

  private func callAsFunction(_ declaration: Declaration) -> Declaration {
    var renamed = declaration
    for (name, value) in declaration.arguments where !Self.namingKinds.contains(name) {
      switch value {
      case .text(let text): renamed.arguments[name] = .text(self(text))
      case .list(let list): renamed.arguments[name] = .list(list.map { self($0) })
      }
    }
    return renamed
  }
}

struct RenamingTests {
  /// What depends on names: the streams of simulated studies are called after settings.
  private static let simulated = "operating-characteristics"

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
      let pages = try files(below: own, ending: ".md")
      #expect(pages.count == manifest.experiments.count + 1)
      for page in pages {
        let words = try text("\(own)/\(page)").matches(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)*/#)
        try #require(
          Set(words.map { String($0.0) }).intersection(renaming.newNames).isEmpty,
          "a new name is a word of a page")
      }

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
      for file in drawn where !file.contains(Self.simulated) {
        let renamed = try text("\(other)/\(self.renamed(file, renaming))")
        let isSame = try text("\(own)/\(file)") == back.words(renamed)
        #expect(isSame, "\(file) is another figure")
      }
      for file in tables where !file.contains(Self.simulated) {
        let table = try CSVTable(readingFrom: "\(own)/\(file)")
        let renamed = try CSVTable(readingFrom: "\(other)/\(self.renamed(file, renaming))")
        let isSame = table.text == back(renamed).text
        #expect(isSame, "\(file) has other rows")
      }
      #expect(try files(below: other, ending: "").count == files(below: own, ending: "").count)
      for page in pages {
        let isSame =
          try comparable(text("\(own)/\(page)"))
          == comparable(back.words(text("\(other)/\(self.renamed(page, renaming))")))
        #expect(isSame, "\(page) says something else")
      }
    }
  }

  /// A page without what is simulated.
  private func comparable(_ page: String) -> String {
    page.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("Simulated from the scatter") }.joined(separator: "\n")
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
      made.draws = 6
      made.correlations = ["0.20", "0.50", "1.00"]
      try made.writeShown(
        to: folder,
        experiments: [
          "seesaw", "unequal-tasks", "learning-rates", "expert-utilization", "never-zero",
        ])
      try compare(folder)
    }
  }

  @Test(.enabled(if: CommittedResults.areReadable, CommittedResults.remark))
  func theCommittedStudyDoesNotDependOnItsNames() throws {
    try compare(CommittedResults.folder)
  }
}

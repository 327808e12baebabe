// The arguments of a declaration, read against the experiment that it stands in.

internal import ModelZoo
package import Experiments
internal import Formats

/// Hands out the arguments of a declaration by name, and refuses what is left over.
package struct Arguments {
  /// What they are arguments of.
  package let declaration: Declaration
  private let file: ExperimentFile
  private var unread: [String: Declaration.Value]
  /// The models that arguments have named so far.
  private var named: Set<String> = []

  package init(_ declaration: Declaration, in file: ExperimentFile) {
    self.declaration = declaration
    self.file = file
    unread = declaration.arguments
  }

  /// The experiment.
  package var experiment: Experiment { file.experiment }

  /// What else the experiment declares.
  private var report: ReportDeclarations { file.presentation.report }

  /// The declared claims of a family.
  package func claims(_ family: String) -> [Declaration] {
    report.claims.filter { $0.name == family }
  }

  /// The declared claims of a family, resolved.
  package func resolved<Family: ClaimFamily>(
    _: Family.Type
  ) throws(ExperimentFileError) -> [Family] {
    var families: [Family] = []
    for declaration in claims(Family.name) {
      var arguments = Arguments(declaration, in: file)
      families.append(try Family(&arguments))
    }
    return families
  }

  /// The families of all declared claims.
  package var claimFamilies: Set<String> { Set(report.claims.map(\.name)) }

  /// The published tables that the experiment is compared with.
  package var published: [String] { report.published }

  /// What is wrong with the declaration; `problem` completes its path.
  package func refusal(_ problem: String) -> ExperimentFileError { declaration.refusal(problem) }

  /// Refuses arguments that nothing asked for.
  package func finish() throws(ExperimentFileError) {
    guard let name = unread.keys.sorted().first else { return }
    throw refusal("has the argument \(name), which \(declaration.name) does not have")
  }

  private func missing(_ name: String, _ what: String) -> ExperimentFileError {
    refusal("lacks the argument \(name), \(what), which \(declaration.name) needs")
  }

  // MARK: Texts

  /// A text; nil where it is absent.
  package mutating func optionalText(_ name: String) throws(ExperimentFileError) -> String? {
    switch unread.removeValue(forKey: name) {
    case .text(let text): return text
    case .list: throw refusal("has a list as \(name), but must have one word there")
    case nil: return nil
    }
  }

  /// A text.
  package mutating func text(
    _ name: String, _ what: String
  ) throws(ExperimentFileError) -> String {
    guard let text = try optionalText(name) else { throw missing(name, what) }
    return text
  }

  /// One of the words of an enumeration; the default where it is absent.
  package mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, default standard: Word
  ) throws(ExperimentFileError) -> Word {
    guard let text = try optionalText(name) else { return standard }
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: " or ")
      throw refusal("has \(text) as \(name), but must have \(words) there")
    }
    return word
  }

  /// A task by its number from 1; returned from 0.
  package mutating func task(_ name: String) throws(ExperimentFileError) -> Int {
    let text = try text(name, "a task from 1")
    let count = experiment.data.taskCount
    guard let number = Int(text), (1...count).contains(number) else {
      throw refusal("has \(text) as \(name), but must have a task from 1 to \(count) there")
    }
    return number - 1
  }

  // MARK: Models

  /// A model of the experiment.
  package mutating func model(_ name: String) throws(ExperimentFileError) -> String {
    let text = try text(name, "a model of the experiment")
    try check(text, name)
    return text
  }

  /// A model with gates, over experts of tasks or over shared experts alone where that is asked for.
  package mutating func model(
    _ name: String, withTaskExperts: Bool?
  ) throws(ExperimentFileError) -> String {
    let model = try model(name)
    guard let definition = experiment.models.first(where: { $0.name == model })?.kind.definition,
      definition.hasGates, withTaskExperts ?? definition.hasTaskExperts == definition.hasTaskExperts
    else {
      let experts =
        switch withTaskExperts {
        case true?: "a model with experts of tasks"
        case false?: "a model whose gates weigh shared experts alone"
        case nil: "a model with gates"
        }
      throw refusal("has \(model) as \(name), but must have \(experts) there")
    }
    return model
  }

  /// Models of the experiment, at least one.
  package mutating func models(_ name: String) throws(ExperimentFileError) -> [String] {
    let models: [String]
    switch unread.removeValue(forKey: name) {
    case .text(let text): models = [text]
    case .list(let list): models = list
    case nil: throw missing(name, "models of the experiment")
    }
    if models.isEmpty { throw missing(name, "models of the experiment") }
    for model in models { try check(model, name) }
    return models
  }

  private mutating func check(_ model: String, _ name: String) throws(ExperimentFileError) {
    let names = experiment.models.map(\.name)
    guard names.contains(model) else {
      throw refusal(
        "has \(model) as \(name), but the models of the experiment are \(names.joined(separator: ", "))"
      )
    }
    guard named.insert(model).inserted else {
      throw refusal("names \(model) twice: a model is not compared with itself")
    }
  }

  /// Refuses an experiment without a model of some role.
  package func require(_ role: ModelRole) throws(ExperimentFileError) {
    guard experiment.models.contains(where: { $0.role == role }) else {
      throw refusal(
        "is \(declaration.name), which needs a model with the role \(role.rawValue)")
    }
  }

  /// Refuses a model that gains are measured against.
  package func requireGain(of model: String) throws(ExperimentFileError) {
    if experiment.models.contains(where: { $0.name == model && $0.isBaseline }) {
      throw refusal("is about \(model), the baseline, which has no gains")
    }
  }

  /// Refuses an experiment with several correlations: what is tested would be one of them.
  package func requireOneCorrelation() throws(ExperimentFileError) {
    guard experiment.correlations.count <= 1 else {
      throw refusal(
        "is \(declaration.name), which needs data without correlations or with a single one, "
          + "not \(experiment.correlations.count)")
    }
  }

  /// Refuses an experiment that is not compared with a published table.
  package func require(_ table: PublishedTable) throws(ExperimentFileError) {
    guard report.published.contains(table.rawValue) else {
      throw refusal("is \(declaration.name), which needs \(table.rawValue) among report.published")
    }
  }

  /// Refuses an experiment without gate files.
  package func requireGates() throws(ExperimentFileError) {
    guard experiment.gateFiles else {
      throw refusal("is \(declaration.name), which needs gateFiles: true")
    }
  }

  // MARK: What all claims have

  /// Where a claim comes from: `source`, `published` and `note`.
  package mutating func origin() throws(ExperimentFileError) -> ClaimOrigin {
    ClaimOrigin(
      source: try optionalText("source") ?? "this study",
      published: try optionalText("published") ?? "", note: try optionalText("note") ?? "")
  }
}

/// Where a claim comes from.
package struct ClaimOrigin: Hashable, Sendable {
  /// A paper's section or figure, or this study.
  package var source: String
  /// What it says, in a word or a number.
  package var published: String
  /// What is said behind the statement, such as the kind of data.
  package var note: String

  /// Completes a claim of the declaration.
  func apply(to claim: inout Claim) {
    if !note.isEmpty { claim.statement += " (\(note))" }
    claim.source = claim.source.isEmpty ? source : "\(source): \(claim.source)"
    if claim.published.isEmpty { claim.published = published }
  }
}

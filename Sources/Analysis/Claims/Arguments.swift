// The arguments of a declaration, read against the experiment that it stands in.

package import ModelZoo
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
    report.claims.asked(of: experiment).filter { $0.name == family }
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
  package var claimFamilies: Set<String> { Set(report.claims.asked(of: experiment).map(\.name)) }

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

  /// A task by its number from 1, returned from 0; nil where it is absent.
  package mutating func optionalTask(_ name: String) throws(ExperimentFileError) -> Int? {
    unread[name] == nil ? nil : try task(name)
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

  /// The arguments that name models.
  static let namingModels: Set<String> = ["subject", "over", "control", "pooled", "separated"]

  /// A model of the experiment.
  package mutating func model(_ name: String) throws(ExperimentFileError) -> String {
    let text = try text(name, "a model of the experiment")
    try check(text, name)
    return text
  }

  /// A kind of model of which the experiment has several.
  package mutating func kind(_ name: String) throws(ExperimentFileError) -> ModelKind {
    let text = try text(name, "a kind of model")
    let counts = Dictionary(
      grouping: experiment.models.filter { !$0.isRetrainedBaseline }, by: \.kind)
    let several = ModelKind.allCases.filter { counts[$0, default: []].count > 1 }
    guard let kind = several.first(where: { $0.rawValue == text }) else {
      let names = several.map(\.rawValue)
      throw refusal(
        "has \(text) as \(name), but must have a kind of which there are two models or more"
          + (names.isEmpty ? "" : ": \(names.joined(separator: " or "))"))
    }
    return kind
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

  /// The models that share between tasks: those without a role.
  package var sharingModels: [String] {
    experiment.models.filter { $0.role == nil }.map(\.name)
  }

  /// Models of the experiment; those that share where the argument is absent.
  package mutating func modelsOrSharing(_ name: String) throws(ExperimentFileError) -> [String] {
    guard unread[name] == nil else { return try models(name) }
    let sharing = sharingModels
    if sharing.isEmpty { throw refusal("needs a model without a role") }
    return sharing
  }

  // MARK: Settings

  /// The arguments that name settings.
  static let namingSettings: Set<String> = ["setting", "settings"]

  /// A setting of the experiment; the default where it is absent.
  package mutating func setting(_ name: String) throws(ExperimentFileError) -> String {
    guard let text = try optionalText(name) else { return Setting.defaultName }
    try check(setting: text, name)
    return text
  }

  /// A setting other than the default, which changes some models.
  package mutating func changedSetting(
    _ name: String, by models: [String]
  ) throws(ExperimentFileError) -> String {
    let setting = try setting(name)
    if setting == Setting.defaultName {
      throw refusal("lacks the argument \(name), another setting than the default")
    }
    for model in models where !experiment.changes(model, in: setting) {
      throw refusal("names \(model), which the setting \(setting) does not change")
    }
    return setting
  }

  /// Settings of the experiment; the default alone where they are absent.
  package mutating func settings(_ name: String) throws(ExperimentFileError) -> [String] {
    switch unread.removeValue(forKey: name) {
    case .list(let list) where !list.isEmpty:
      for setting in list { try check(setting: setting, name) }
      return list
    case .text(let text):
      try check(setting: text, name)
      return [text]
    case .list: throw refusal("has an empty list as \(name)")
    case nil: return [Setting.defaultName]
    }
  }

  private func check(setting: String, _ name: String) throws(ExperimentFileError) {
    let names = experiment.settings.map(\.name)
    guard names.contains(setting) else {
      throw refusal(
        "has \(setting) as \(name), but the settings of the experiment are \(names.joined(separator: ", "))"
      )
    }
  }

  /// Refuses an experiment with one training on a draw at some scale: nothing can recur.
  package func requireRetraining() throws(ExperimentFileError) {
    if let sized = experiment.scales.first(where: { $0.scale.trainings < 2 }) {
      throw refusal(
        "is \(declaration.name), which needs two trainings or more, not 1 as at scale \(sized.name.rawValue)"
      )
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

  /// Refuses an experiment without errors on training samples.
  package func requireTrainingErrors() throws(ExperimentFileError) {
    guard experiment.measures?.trainingErrors == true else {
      throw refusal("is \(declaration.name), which needs measures: {trainingErrors: true}")
    }
  }

  /// Refuses an experiment without gate files.
  package func requireGates() throws(ExperimentFileError) {
    guard experiment.gateFiles else {
      throw refusal("is \(declaration.name), which needs gateFiles: true")
    }
  }

  // MARK: What all claims have

  /// Where a claim comes from: `source`, `published` and `note`; and, of a primary claim, `question`, `caveat`
  /// and `beside`.
  package mutating func origin() throws(ExperimentFileError) -> ClaimOrigin {
    var origin = ClaimOrigin(
      source: try optionalText("source") ?? "this study",
      published: try optionalText("published") ?? "", note: try optionalText("note") ?? "")
    origin.question = try optionalText("question") ?? ""
    origin.caveat = try optionalText("caveat") ?? ""
    switch unread.removeValue(forKey: "beside") {
    case .list(let ids): origin.beside = ids
    case .text(let id): origin.beside = [id]
    case nil: break
    }
    if origin.question.isEmpty, !origin.caveat.isEmpty || !origin.beside.isEmpty {
      throw refusal(
        "has a caveat or claims beside it, but no question, which makes it a primary one")
    }
    return origin
  }
}

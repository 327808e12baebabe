// What `reproduce train` may change of a study's run: whatever an experiment file can set.
public import ArgumentParser
import Experiments
public import ModelZoo
public import Training

extension ModelKind: ExpressibleByArgument {}
extension LearningRateSchedule: ExpressibleByArgument {}
extension GateSelector: ExpressibleByArgument {}
extension LayerKind: ExpressibleByArgument {}

/// Whole numbers with commas: `64,32`; none for `none`.
struct NumberList: ExpressibleByArgument {
  var values: [Int]

  init?(argument: String) {
    if argument == "none" {
      values = []
      return
    }
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.allSatisfy({ $0 != nil }) else { return nil }
    values = numbers.compactMap { $0 }
  }
}

/// Options that make another run of a study's run.
struct TrainChanges: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Adam's step size instead of the study's; with a schedule that of the first step.")
  var learningRate: Double?

  @Option(help: "How the step size changes over the training: constant or linear.")
  var schedule: LearningRateSchedule?

  @Option(parsing: .unconditional, help: "Passes over the training samples.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Samples per step.")
  var batchSize: Int?

  @Flag(inversion: .prefixedNo, help: "Whether gates have a bias.")
  var gateBias: Bool?

  @Option(parsing: .unconditional, help: "What gates divide their logits by.")
  var temperature: Double?

  @Option(help: "What the gates above the first level read: input or fusion.")
  var selector: GateSelector?

  @Option(parsing: .unconditional, help: "Expert levels (ml-mmoe, ple).")
  var levels: Int?

  @Option(
    help: ArgumentHelp("Experts of each task (cgc, ple), with commas.", valueName: "task-experts"))
  var taskExperts: NumberList?

  @Option(parsing: .unconditional, help: "Shared experts.")
  var sharedExperts: Int?

  @Option(help: "Widths of the hidden layers from input to output, with commas.")
  var hiddenWidths: NumberList?

  @Option(help: "Widths of the towers' hidden layers, with commas; none for linear towers.")
  var towerWidths: NumberList?

  @Option(help: "Widths of a bottom under the experts, with commas; none for no bottom.")
  var bottomWidths: NumberList?

  @Option(help: "What bottoms, experts and towers are made of: dense, lstm or stepwise.")
  var layers: LayerKind?

  @Option(
    help: ArgumentHelp(
      """
      Any other key of the experiment file with another value, such as data.noiseVariance=0.1 or \
      settings[cold].temperature=4; may be repeated.
      """, valueName: "key=value"))
  var set: [String] = []

  /// A number as a person writes it: 4 and not 4.0.
  static func words(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }

  /// The options that were given, as given.
  var given: [String] {
    func option(_ name: String, _ value: (some Any)?) -> String? {
      value.map { "--\(name) \($0)" }
    }
    func number(_ name: String, _ value: Double?) -> String? {
      option(name, value.map(Self.words))
    }
    func list(_ name: String, _ value: NumberList?) -> String? {
      value.map { list in
        "--\(name) "
          + (list.values.isEmpty ? "none" : list.values.map(String.init).joined(separator: ","))
      }
    }
    let named = [
      number("learning-rate", learningRate), option("schedule", schedule?.rawValue),
      option("epochs", epochs), option("batch-size", batchSize),
      gateBias.map { $0 ? "--gate-bias" : "--no-gate-bias" }, number("temperature", temperature),
      option("selector", selector?.rawValue), option("levels", levels),
      list("task-experts", taskExperts), option("shared-experts", sharedExperts),
      list("hidden-widths", hiddenWidths), list("tower-widths", towerWidths),
      list("bottom-widths", bottomWidths), option("layers", layers?.rawValue),
    ]
    return named.compactMap { $0 } + set.map { "--set \($0)" }
  }

  /// The model with what is changed of it.
  func applied(to choice: ModelChoice) -> ModelChoice {
    var choice = choice
    choice.levels = levels ?? choice.levels
    choice.taskExperts = taskExperts?.values ?? choice.taskExperts
    choice.sharedExperts = sharedExperts ?? choice.sharedExperts
    choice.towerWidths = towerWidths?.values ?? choice.towerWidths
    if let bottomWidths {
      choice.bottomWidths = bottomWidths.values.isEmpty ? nil : bottomWidths.values
    }
    if let layers { choice.layers = layers == .dense ? nil : layers }
    return choice
  }

  /// The setting with what is changed of it.
  func applied(to setting: Setting) -> Setting {
    var setting = setting
    setting.gateBias = gateBias ?? setting.gateBias
    setting.temperature = temperature ?? setting.temperature
    setting.selector = selector ?? setting.selector
    // A setting may have another number than the model; whoever names one means it.
    if sharedExperts != nil { setting.sharedExperts = nil }
    setting.schedule = schedule ?? setting.schedule
    setting.epochCount = epochs ?? setting.epochCount
    return setting
  }

  /// The sizes with what is changed of them; a model's own widths give way to those that are named.
  func applied(to scale: Scale, model: String) -> Scale {
    var scale = scale
    scale.batchSize = batchSize ?? scale.batchSize
    scale.hiddenWidths = hiddenWidths?.values ?? scale.hiddenWidths
    guard let index = scale.widths?.firstIndex(where: { $0.model == model }) else { return scale }
    if hiddenWidths != nil { scale.widths?[index].levelWidths = nil }
    if hiddenWidths != nil || towerWidths != nil { scale.widths?[index].towerWidths = nil }
    if bottomWidths != nil { scale.widths?[index].bottomWidths = nil }
    return scale
  }
}

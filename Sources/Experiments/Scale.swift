// How large a study is: sizes of data and of networks at one scale.

/// The sizes of an experiment at one scale.
public struct Scale: Codable, Hashable, Sendable {
  /// D, the input width; of sequences that of a step.
  public var inputWidth: Int
  /// The hidden widths from input to output, the same for all models: a model with L levels makes
  /// its experts of the first L and its towers of the others.
  public var hiddenWidths: [Int]
  /// Samples of a data set, split 80/10/10.
  public var sampleCount: Int
  /// Data sets, each with its own random constants, inputs and noise; all correlations share one.
  public var draws: Int
  /// Trainings on every draw, which differ in first weights and in the order of batches.
  public var trainings: Int
  /// Samples per step.
  public var batchSize: Int
  /// T, the steps of a sample; nil where samples are no sequences.
  public var stepCount: Int?
  /// S, the labels of a sample for each task; nil where samples are no sequences.
  public var labelCount: Int?
  /// Passes over the training samples; nil for the experiment's.
  public var epochCount: Int?
  /// Widths of single models at this scale, in place of all others; nil for none.
  public var widths: [ModelWidths]?
  /// The root of all random streams at this scale; nil for the experiment's.
  public var seed: UInt64?
  /// Settings and models that are not run at this scale, by name; nil for none.
  public var omits: [String]?

  /// All sizes.
  public init(
    inputWidth: Int, hiddenWidths: [Int], sampleCount: Int, draws: Int, trainings: Int = 1,
    batchSize: Int,
    stepCount: Int? = nil, labelCount: Int? = nil, epochCount: Int? = nil,
    widths: [ModelWidths]? = nil, seed: UInt64? = nil, omits: [String]? = nil
  ) {
    self.inputWidth = inputWidth
    self.hiddenWidths = hiddenWidths
    self.sampleCount = sampleCount
    self.draws = draws
    self.trainings = trainings
    self.batchSize = batchSize
    self.stepCount = stepCount
    self.labelCount = labelCount
    self.epochCount = epochCount
    self.widths = widths
    self.seed = seed
    self.omits = omits
  }

  /// The widths that the scale has for a model alone.
  func widths(of model: String) -> ModelWidths? { widths?.first { $0.model == model } }
}

/// The widths of one model at one scale.
public struct ModelWidths: Codable, Hashable, Sendable {
  /// The model's name.
  public var model: String
  /// Per level, the widths of the layers of each expert or of the bottom; nil for those it has.
  public var levelWidths: [[Int]]?
  /// The widths of the towers' layers; nil for those it has.
  public var towerWidths: [Int]?
  /// The widths of the bottom under the experts; nil for those it has.
  public var bottomWidths: [Int]?

  /// The widths of a model.
  public init(
    model: String, levelWidths: [[Int]]? = nil, towerWidths: [Int]? = nil,
    bottomWidths: [Int]? = nil
  ) {
    self.model = model
    self.levelWidths = levelWidths
    self.towerWidths = towerWidths
    self.bottomWidths = bottomWidths
  }
}

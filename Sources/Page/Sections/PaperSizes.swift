// The sizes that were run beside the papers' own, and what they allow to say about the papers.

internal import Experiments
internal import Analysis
internal import Formats
internal import Records

/// What the sizes of the experiments allow to say.
struct PaperSizes {
  let scale: ScaleName
  /// The experiments on the PLE paper's data, by name with their sizes.
  var tasks: [(name: String, size: Scale)] = []
  /// Sizes of the experiments on MoSE's sequences.
  var modes: [Scale] = []
  /// Experiments on sequences that are no paper's.
  var ownSequenceNames: [String] = []
  /// Whether the verdicts of some experiment have the words of the quick scale at the paper's scale too.
  var hasSmallOnes = false

  /// PLE, section 5.2.
  private static let ple = (
    inputWidth: 512, hiddenWidths: [256, 128, 64], sampleCount: 1_400_000
  )
  /// MoSE, Table 1.
  static let mose = (sampleCount: 2000, stepCount: 500, inputWidth: 10)

  /// Whether an experiment on the PLE paper's data has that paper's size.
  static func isPaper(_ size: Scale) -> Bool {
    size.inputWidth == ple.inputWidth && size.hiddenWidths == ple.hiddenWidths
      && size.sampleCount == ple.sampleCount
  }

  /// The sentences of the page.
  var sentences: String {
    [aboutTasks, aboutModes, ownSequences, verdicts].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var aboutTasks: String {
    guard !tasks.isEmpty else { return "" }
    let paper = Self.ple
    switch scale {
    case .quick:
      let isSmaller = tasks.allSatisfy { _, size in
        size.inputWidth < paper.inputWidth && size.sampleCount < paper.sampleCount
          && size.hiddenWidths.reduce(0, +) < paper.hiddenWidths.reduce(0, +)
      }
      return isSmaller
        ? "The quick scale is smaller than the PLE paper in data and networks." : ""
    case .paper:
      let alike = tasks.filter { Self.isPaper($0.size) }.map { "`\($0.name)`" }
      if alike.count == tasks.count { return "This is the PLE paper's size of data and networks." }
      let size =
        "the PLE paper's size (\(paper.inputWidth) inputs; hidden widths "
        + "\(paper.hiddenWidths.map(String.init).joined(separator: ", ")); \(paper.sampleCount) samples)"
      return alike.isEmpty
        ? "No experiment here has \(size)."
        : "\(Phrase.list(alike)) \(alike.count == 1 ? "has" : "have") \(size). The other experiments on its data ask for more runs and "
          + "have smaller networks."
    }
  }

  private var aboutModes: String {
    guard !modes.isEmpty else { return "" }
    let paper = Self.mose
    let published =
      "\(paper.sampleCount) samples x \(paper.stepCount) steps x \(paper.inputWidth) inputs"
    let isPaper = modes.allSatisfy {
      $0.sampleCount == paper.sampleCount && $0.stepCount == paper.stepCount
        && $0.inputWidth == paper.inputWidth
    }
    if isPaper {
      return
        "Its sequences have the size of the MoSE paper's (\(published)); the paper does not print the widths of the networks "
        + "that it compares with, nor the distributions of its data's constants."
    }
    let own = Set(
      modes.map {
        "\($0.sampleCount) samples x \($0.stepCount ?? 1) steps x \($0.inputWidth) inputs"
      })
    return
      "Its sequences (\(own.sorted().joined(separator: "; "))) do not have the size of the MoSE paper's (\(published))."
  }

  private var ownSequences: String {
    ownSequenceNames.isEmpty
      ? ""
      : "The sequences of \(Phrase.list(ownSequenceNames.map { "`\($0)`" })) are this study's own and have no size of a paper."
  }

  private var verdicts: String {
    switch scale {
    case .quick:
      "The quick scale says what is *seen*, *not seen* or *undecided* here, and is no verdict on the papers."
    case .paper:
      "Verdicts are on the papers' claims at the sizes that were run."
        + (hasSmallOnes
          ? " Experiments that have the same networks at both scales say *seen*, *not seen* or *undecided*, as at quick scale."
          : "")
    }
  }
}

extension PaperSizes {
  /// The sizes of a study's experiments.
  init(_ experiments: [ExperimentResults], _ scale: ScaleName) {
    self.init(scale: scale, hasSmallOnes: experiments.contains { !$0.records.isOfPaperSize })
    for result in experiments {
      switch result.plan.experiment.data {
      case .correlatedTasks: tasks.append((result.name, result.plan.scale))
      case .sequentialModes: modes.append(result.plan.scale)
      case .correlatedSequences: ownSequenceNames.append(result.name)
      }
    }
  }
}

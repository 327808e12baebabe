// The half of an experiment that decides pages and no number: titles, looks, and what is shown.
//
// It never enters a run's identity. The manifest keeps it apart from the study, `reproduce diff` ignores
// it, and a finished study can gain a figure or a claim without a run.

/// How an experiment is shown.
public struct Presentation: Codable, Hashable, Sendable {
  /// One line.
  public var title: String
  /// Which published figure or table the experiment redoes.
  public var regenerates: String
  /// The place on the page, lowest first; experiments without one follow by name.
  public var order: Int?
  /// What the file says of single models, by their names.
  public var models: [String: ModelLook]
  /// What is shown and claimed.
  public var report: ReportDeclarations

  /// A presentation.
  public init(
    title: String, regenerates: String, order: Int? = nil, models: [String: ModelLook] = [:],
    report: ReportDeclarations = ReportDeclarations()
  ) {
    self.title = title
    self.regenerates = regenerates
    self.order = order
    self.models = models
    self.report = report
  }
}

/// How a model is shown, where that differs from what its role or its kind says.
public struct ModelLook: Codable, Hashable, Sendable {
  /// The name at the beginning of a sentence: `Shared bottom`, `MoSE`.
  public var title: String?
  /// The name in figures, where the title is too long.
  public var label: String?
  /// The colour, `#RRGGBB`.
  public var colour: String?
  /// gnuplot's number of a point shape.
  public var point: Int?
  /// The model's name in the published tables; the kind's unless stated.
  public var published: String?

  /// A look.
  public init(
    title: String? = nil, label: String? = nil, colour: String? = nil, point: Int? = nil,
    published: String? = nil
  ) {
    self.title = title
    self.label = label
    self.colour = colour
    self.point = point
    self.published = published
  }
}

/// The key `report` of an experiment file.
public struct ReportDeclarations: Codable, Hashable, Sendable {
  /// Published tables that the experiment is compared with: files of `experiments/published`.
  public var published: [String]
  /// The figure that carries the experiment's finding, shown at the top of the report; nil for none.
  public var headline: String?
  /// `false` where the paper's scale keeps smaller networks or data than the papers', for the sake of many runs: its
  /// verdicts then have the words of the quick scale. Nil for `true`.
  public var paperSize: Bool?
  /// Figures, in the order of the page.
  public var figures: [Declaration]
  /// Claims, in the order of the table.
  public var claims: [Declaration]
  /// Paragraphs at the head of the page.
  public var answers: [Declaration]

  /// Declarations.
  public init(
    published: [String] = [], headline: String? = nil, paperSize: Bool? = nil,
    figures: [Declaration] = [],
    claims: [Declaration] = [],
    answers: [Declaration] = []
  ) {
    self.published = published
    self.headline = headline
    self.paperSize = paperSize
    self.figures = figures
    self.claims = claims
    self.answers = answers
  }
}

/// Something that is shown or claimed: what, with its arguments.
///
/// What there is to declare, and with which arguments, is known to the code that shows it.
public struct Declaration: Codable, Hashable, Sendable {
  /// A value of an argument.
  public enum Value: Codable, Hashable, Sendable {
    /// A scalar, as it was written.
    case text(String)
    /// A list of scalars.
    case list([String])

    /// Reads a string or an array of strings.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try container.decode([String].self))
      }
    }

    /// Writes a string or an array of strings.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .list(let list): try container.encode(list)
      }
    }
  }

  /// A figure's, a claim family's or an answer's name.
  public var name: String
  /// By name.
  public var arguments: [String: Value]
  /// Where it was declared; part of neither its JSON nor its identity.
  public var place = DeclarationPlace()

  private enum CodingKeys: String, CodingKey { case name, arguments }

  /// A declaration.
  public init(
    _ name: String, _ arguments: [String: Value] = [:], place: DeclarationPlace = .init()
  ) {
    self.name = name
    self.arguments = arguments
    self.place = place
  }

  /// Equal where the same is declared, wherever it stands.
  public static func == (first: Declaration, second: Declaration) -> Bool {
    first.name == second.name && first.arguments == second.arguments
  }

  /// Without the place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(arguments)
  }

  /// What is wrong with the declaration; `problem` completes its path, such as `report.claims[3]`.
  public func refusal(_ problem: String) -> ExperimentFileError {
    ExperimentFileError(
      file: place.file, line: place.line, problem: "\(place.path) \(problem)")
  }
}

/// Where a declaration stands.
public struct DeclarationPlace: Sendable {
  /// The file.
  public var file = "manifest.json"
  /// The line, from 1; nil where it is not known.
  public var line: Int?
  /// The way to it in the file.
  public var path = "a declaration"

  /// An unknown place in a manifest.
  public init() {}

  /// A place in an experiment file.
  public init(file: String, line: Int, path: String) {
    self.file = file
    self.line = line
    self.path = path
  }
}

// A YAML document as it was written: every value keeps its text, its line and its path.
//
// YAML 1.1 reads `010` as 8, `1:30` as 90, `yes` as true, `1_000` as 1000 and `~` as nothing, and
// lets values be tagged, named and merged. None of that belongs in a record of what was measured, so
// nothing is converted here: scalars stay text, and whoever reads one says what it may look like.
import Yams

/// A value of a YAML document, with where it stands and how it was written.
struct StrictYAML {
  /// A key and its value.
  struct Entry {
    /// The key.
    let key: String
    /// The line of the key, from 1.
    let line: Int
    /// The value.
    let value: StrictYAML
  }

  /// What a value is, before any conversion.
  enum Content {
    /// A scalar without quotes; empty when nothing was written.
    case plain(String)
    /// A scalar in quotes, or a block of text.
    case quoted(String)
    /// A list.
    case list([StrictYAML])
    /// A mapping, in the order of the file, with text keys that all differ.
    case mapping([Entry])
  }

  /// The file, for messages.
  let file: String
  /// The line at which the value begins, from 1.
  let line: Int
  /// The way to the value, such as `models[3].sharedExperts`; empty for the document.
  let path: String
  /// The value.
  let content: Content
  /// Where problems are gathered; nil where the first one is thrown.
  let problems: ProblemList?

  /// Reads a document.
  ///
  /// - Parameter problems: gathers what is wrong with values; nil to throw the first.
  /// - Throws: `ExperimentFileError` when the text is not one YAML document, or has a doubled key, a
  ///   key that is not text, a tag, an anchor or an alias.
  init(
    _ text: String, file: String, gathering problems: ProblemList? = nil
  ) throws(ExperimentFileError) {
    let root: Node?
    // Nodes hold their anchors weakly and the parser owns them, so it must outlive the conversion:
    // without its anchor, what an alias stands for looks as if it had been written out.
    let parser: Parser
    do {
      parser = try Parser(yaml: text, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw Self.refusal(of: error, in: text, file: file)
    }
    guard let root else {
      throw ExperimentFileError(file: file, problem: "the file is empty")
    }
    defer { withExtendedLifetime(parser) {} }
    self = try Self.convert(root, path: "", file: file, line: 1, problems)
  }

  private init(
    file: String, line: Int, path: String, content: Content, problems: ProblemList?
  ) {
    self.problems = problems
    self.file = file
    self.line = line
    self.path = path
    self.content = content
  }

  /// The value of a node that stands at `line` unless it says otherwise.
  private static func convert(
    _ node: Node, path: String, file: String, line: Int, _ problems: ProblemList?
  ) throws(ExperimentFileError) -> StrictYAML {
    let line = node.mark?.line ?? line
    let content: Content
    switch node {
    case .scalar(let scalar):
      // The parser itself tags quoted text as text.
      let isQuoted = scalar.style != .plain
      try refuseExtras(
        tag: isQuoted && scalar.tag.rawValue == Tag.Name.str.rawValue ? nil : scalar.tag,
        anchor: scalar.anchor, path: path, file: file, line: line)
      content = isQuoted ? .quoted(scalar.string) : .plain(scalar.string)
    case .sequence(let sequence):
      try refuseExtras(
        tag: sequence.tag, anchor: sequence.anchor, path: path, file: file, line: line)
      var elements: [StrictYAML] = []
      for (index, element) in sequence.enumerated() {
        elements.append(
          try convert(element, path: "\(path)[\(index)]", file: file, line: line, problems))
      }
      content = .list(elements)
    case .mapping(let mapping):
      try refuseExtras(
        tag: mapping.tag, anchor: mapping.anchor, path: path, file: file, line: line)
      var entries: [Entry] = []
      for (key, value) in mapping {
        let entry = try convertKey(key, in: path, file: file, line: line)
        let valuePath = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        let converted = try convert(
          value, path: valuePath, file: file, line: entry.line, problems)
        entries.append(
          Entry(key: entry.key, line: entry.line, value: converted.nearer(to: entry.line)))
      }
      content = .mapping(entries)
    case .alias(let alias):
      throw ExperimentFileError(
        file: file, line: line,
        problem: "\(name(path)) is the alias *\(alias.anchor.rawValue), but must be written out")
    }
    return StrictYAML(
      file: file, line: line, path: path, content: content, problems: problems)
  }

  /// An empty value is marked where the next token begins; it belongs to the line of its key.
  private func nearer(to keyLine: Int) -> StrictYAML {
    guard case .plain("") = content else { return self }
    return StrictYAML(
      file: file, line: keyLine, path: path, content: content, problems: problems)
  }

  private static func convertKey(
    _ node: Node, in path: String, file: String, line: Int
  ) throws(ExperimentFileError) -> (key: String, line: Int) {
    let line = node.mark?.line ?? line
    guard case .scalar(let scalar) = node else {
      throw ExperimentFileError(
        file: file, line: line,
        problem: "\(name(path)) has a key that is not text, but keys must be words")
    }
    // Yams writes the tag that it guesses onto every key when it compares them, so the guesses pass.
    let guessed = scalar.tag.rawValue.hasPrefix("tag:yaml.org,2002:")
    try refuseExtras(
      tag: guessed ? nil : scalar.tag, anchor: scalar.anchor, path: scalar.string, file: file,
      line: line)
    return (scalar.string, line)
  }

  private static func refuseExtras(
    tag: Tag?, anchor: Anchor?, path: String, file: String, line: Int
  ) throws(ExperimentFileError) {
    if let anchor {
      throw ExperimentFileError(
        file: file, line: line,
        problem: "\(name(path)) has the anchor &\(anchor.rawValue), but values must be written out "
          + "wherever they are used")
    }
    if let tag = tag?.rawValue, !tag.isEmpty {
      let short = tag.replacing("tag:yaml.org,2002:", with: "!!")
      throw ExperimentFileError(
        file: file, line: line,
        problem: "\(name(path)) has the tag \(short), but values must have none")
    }
  }

  private static func name(_ path: String) -> String { path.isEmpty ? "the document" : path }

  /// What Yams found wrong, as one sentence with its line.
  private static func refusal(
    of error: any Error, in text: String, file: String
  ) -> ExperimentFileError {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let circumstance = context.map { ", \($0.text)" } ?? ""
      return ExperimentFileError(
        file: file, line: mark.line, problem: "not YAML: \(problem)\(circumstance)")
    case .reader(let problem, let offset, _, _):
      let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
      return ExperimentFileError(file: file, line: line, problem: "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      // Yams marks the first of the equal keys.
      return ExperimentFileError(
        file: file, line: context.mark.line,
        problem: "\(keys.first ?? "a key") is a doubled key: it is set here and again further on, "
          + "but must be set once")
    default:
      return ExperimentFileError(file: file, problem: "not YAML: \(error)")
    }
  }

  /// The value as the user wrote it, short enough for a sentence.
  var written: String {
    switch content {
    case .plain(""): "empty"
    case .plain(let text): Self.shortened(text)
    case .quoted(let text): "\"\(Self.shortened(text))\""
    case .list(let elements): elements.isEmpty ? "an empty list" : "a list"
    case .mapping: "a mapping"
    }
  }

  private static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count <= 60 ? line : line.prefix(57) + "…"
  }

  /// The value with other contents at the same place.
  func holding(_ content: Content) -> StrictYAML {
    StrictYAML(file: file, line: line, path: path, content: content, problems: problems)
  }

  /// The value as if it stood elsewhere, without a line.
  func placed(at path: String, of file: String) -> StrictYAML {
    let placed: Content =
      switch content {
      case .plain, .quoted: content
      case .list(let elements):
        .list(
          elements.enumerated().map { $0.element.placed(at: "\(path)[\($0.offset)]", of: file) })
      case .mapping(let entries):
        .mapping(
          entries.map {
            Entry(
              key: $0.key, line: 0,
              value: $0.value.placed(at: path.isEmpty ? $0.key : "\(path).\($0.key)", of: file))
          })
      }
    return StrictYAML(file: file, line: 0, path: path, content: placed, problems: problems)
  }

  /// The same mapping with other values for some keys, and with those that it does not have.
  func replacing(_ replacements: [Entry]) -> StrictYAML {
    guard case .mapping(let entries) = content else { return self }
    let replaced = Set(replacements.map(\.key))
    return StrictYAML(
      file: file, line: line, path: path,
      content: .mapping(entries.filter { !replaced.contains($0.key) } + replacements),
      problems: problems)
  }

  /// `path is value, but must be allowed`, at the value's line.
  ///
  /// - Parameter found: what was found, where that says more than the value as written.
  func refusal(found: String? = nil, allowed: String) -> ExperimentFileError {
    ExperimentFileError(
      file: file, line: line,
      problem: "\(Self.name(path)) is \(found ?? written), but must be \(allowed)")
  }

  /// The value with a path; nil when the document has none.
  func value(at path: String) -> StrictYAML? {
    if path == self.path { return self }
    switch content {
    case .plain, .quoted: return nil
    case .list(let elements):
      return elements.lazy.compactMap { $0.value(at: path) }.first
    case .mapping(let entries):
      return entries.lazy.compactMap { $0.value.value(at: path) }.first
    }
  }
}

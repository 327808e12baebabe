// What the keys of the presentation half of an experiment file may hold. What there is to declare under
// `report` is known to the targets that show it; here declarations keep their place in the file.
internal import Formats

extension Reading where Value == ReportDeclarations {
  /// The key `report`.
  static var report: Reading {
    .mapping(["published", "headline", "paperSize", "figures", "claims", "answers"]) {
      fields throws(ExperimentFileError) in
      ReportDeclarations(
        published: try fields.optional(
          "published", .list("names of files in experiments/published", of: .line)) ?? [],
        headline: try fields.optional("headline", .line),
        paperSize: try fields.optional("paperSize", .boolean),
        figures: try fields.optional("figures", .list("figures", of: .figure)) ?? [],
        claims: try fields.optional(
          "claims", .list("claims", of: .declaration(named: "family"))) ?? [],
        answers: try fields.optional(
          "answers", .list("answers", of: .declaration(named: "answer"))) ?? [])
    }
  }
}

extension Reading where Value == Declaration {
  /// A figure by its name.
  fileprivate static var figure: Reading {
    let word = Reading<String>.line
    return Reading(allowed: "the name of a figure") { yaml throws(ExperimentFileError) in
      Declaration(try word.read(yaml), place: yaml.place)
    }
  }

  /// A mapping with a name under `key`; its other keys are arguments, scalars or lists of scalars.
  fileprivate static func declaration(named key: String) -> Reading {
    let allowed = "a mapping with the key \(key) and its arguments"
    return Reading(allowed: allowed) { yaml throws(ExperimentFileError) in
      guard case .mapping(let entries) = yaml.content else { throw yaml.refusal(allowed: allowed) }
      let name = try Fields(yaml, keys: entries.map(\.key), allowed: allowed).required(key, .line)
      var arguments: [String: Declaration.Value] = [:]
      for entry in entries where entry.key != key {
        guard entry.key.isPrintable else {
          throw entry.value.refusal(allowed: "under a key without control characters")
        }
        switch entry.value.content {
        case .plain(let text), .quoted(let text):
          guard text.isPrintable else {
            throw entry.value.refusal(allowed: "one line of text without control characters")
          }
          arguments[entry.key] = .text(text)
        case .list(let elements):
          var texts: [String] = []
          for element in elements { texts.append(try Reading<String>.line.read(element)) }
          arguments[entry.key] = .list(texts)
        case .mapping: throw entry.value.refusal(allowed: "a word, a number or a list of them")
        }
      }
      return Declaration(name, arguments, place: yaml.place)
    }
  }
}

extension StrictYAML {
  fileprivate var place: DeclarationPlace { DeclarationPlace(file: file, line: line, path: path) }
}

/// The keys of a model that decide how it is shown.
let lookKeys = ["title", "label", "colour", "point", "published"]

extension Fields {
  /// How a model is shown; nil where the file says nothing about it.
  func look() throws(ExperimentFileError) -> ModelLook? {
    let look = ModelLook(
      title: try optional("title", .line), label: try optional("label", .line),
      colour: try optional("colour", .colour), point: try optional("point", .integer(1...75)),
      published: try optional("published", .line))
    return look == ModelLook() ? nil : look
  }
}

extension Reading where Value == String {
  /// A colour in quotes, since YAML takes an unquoted # for a comment.
  fileprivate static var colour: Reading {
    text("a colour in quotes, such as \"#0072B2\"") { text in
      text.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy(\.isHexDigit)
    }
  }
}

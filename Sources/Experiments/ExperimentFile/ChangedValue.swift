// A value of an experiment file changed from the command line: `training.epochCount=2`.
//
// Keys are joined by dots. An element of a list is named by its number from 0, `models[2]`, or by its name,
// `settings[cold]`. The value is YAML: `[1, 0.5]`, `{uniform: [0, 1]}`.

extension StrictYAML {
  /// The document with one value changed, or added where there is none.
  ///
  /// - Throws: `ExperimentFileError` when the text is no change, or its place is none of this document.
  func changed(_ change: String) throws(ExperimentFileError) -> StrictYAML {
    func refusal(_ problem: String) -> ExperimentFileError {
      ExperimentFileError(file: "--set \(change)", problem: problem)
    }
    let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let steps = Step.steps(String(parts[0])) else {
      throw refusal("this must be a key and its value, such as training.epochCount=2")
    }
    let value = try StrictYAML(String(parts[1]), file: "--set \(change)")
    return try changed(steps[...], to: value, refusal)
  }

  /// A part of a path.
  private enum Step {
    case key(String)
    case element(String)

    /// The steps of a path; nil where it is none.
    static func steps(_ path: String) -> [Step]? {
      var steps: [Step] = []
      for part in path.split(separator: ".", omittingEmptySubsequences: false) {
        let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
        guard let key = pieces.first, !key.isEmpty else { return nil }
        steps.append(.key(String(key)))
        for piece in pieces.dropFirst() {
          guard piece.last == "]", piece.count > 1 else { return nil }
          steps.append(.element(String(piece.dropLast())))
        }
      }
      return steps
    }
  }

  private func changed(
    _ steps: ArraySlice<Step>, to value: StrictYAML, _ refusal: (String) -> ExperimentFileError
  ) throws(ExperimentFileError) -> StrictYAML {
    guard let step = steps.first else { return value.placed(at: path, of: value.file) }
    let rest = steps.dropFirst()
    let place = path.isEmpty ? "the document" : path
    switch step {
    case .key(let key):
      guard case .mapping(var entries) = content else {
        throw refusal("\(place) is \(written), and has no key \(key)")
      }
      if let index = entries.firstIndex(where: { $0.key == key }) {
        let entry = entries[index]
        entries[index] = Entry(
          key: key, line: entry.line, value: try entry.value.changed(rest, to: value, refusal))
      } else {
        let inside = path.isEmpty ? key : "\(path).\(key)"
        let empty = value.holding(.mapping([])).placed(at: inside, of: value.file)
        entries.append(
          Entry(key: key, line: 0, value: try empty.changed(rest, to: value, refusal)))
      }
      return holding(.mapping(entries))
    case .element(let name):
      guard case .list(var elements) = content else {
        throw refusal("\(place) is \(written), and has no elements")
      }
      let names = elements.map { $0.elementName }
      guard
        let index = Int(name).flatMap({ elements.indices.contains($0) ? $0 : nil })
          ?? names.firstIndex(of: name)
      else {
        let known = names.compactMap { $0 }
        throw refusal(
          "\(place) has no element \(name), but \(elements.count), from 0"
            + (known.isEmpty ? "" : ": \(known.joined(separator: ", "))"))
      }
      elements[index] = try elements[index].changed(rest, to: value, refusal)
      return holding(.list(elements))
    }
  }

  /// What an element of a list is called: its name, or its model.
  private var elementName: String? {
    guard case .mapping(let entries) = content else { return nil }
    for key in ["name", "model"] {
      if case .plain(let text)? = entries.first(where: { $0.key == key })?.value.content {
        return text
      }
      if case .quoted(let text)? = entries.first(where: { $0.key == key })?.value.content {
        return text
      }
    }
    return nil
  }
}

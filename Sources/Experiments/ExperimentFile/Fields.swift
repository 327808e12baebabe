// A mapping of an experiment file, by its keys.

/// A mapping in which every key is known.
struct Fields {
  /// The mapping.
  let yaml: StrictYAML
  private let entries: [StrictYAML.Entry]
  /// Keys that are there under a mistyped name.
  private let mistyped: [String]

  /// - Throws: `ExperimentFileError` when the value is no mapping or has a key that is not in `keys`.
  init(_ yaml: StrictYAML, keys: [String], allowed: String) throws(ExperimentFileError) {
    guard case .mapping(let entries) = yaml.content else { throw yaml.refusal(allowed: allowed) }
    var mistyped: [String] = []
    for entry in entries where !keys.contains(entry.key) {
      let meant = nearest(entry.key, in: keys)
      if let meant { mistyped.append(meant) }
      let suggestion = meant.map { " (did you mean \($0)?)" } ?? ""
      try yaml.gather(
        ExperimentFileError(
          file: entry.value.file, line: entry.line,
          problem: "\(entry.value.path) is an unknown key\(suggestion), "
            + "but must be one of \(keys.joined(separator: ", "))"))
    }
    self.yaml = yaml
    self.entries = entries
    self.mistyped = mistyped
  }

  /// The value of a key; nil when the key is absent.
  subscript(key: String) -> StrictYAML? { entries.first { $0.key == key }?.value }

  /// Reads the value of a key that must be there. Where problems are gathered, a value stands in for one that is wrong
  /// or missing, if the reading has one.
  func required<Value>(
    _ key: String, _ reading: Reading<Value>
  ) throws(ExperimentFileError) -> Value {
    do throws(ExperimentFileError) {
      guard let value = self[key] else {
        let path = yaml.path.isEmpty ? key : "\(yaml.path).\(key)"
        throw ExperimentFileError(
          file: yaml.file, line: yaml.line,
          problem: "\(path) is missing, but must be \(reading.allowed)")
      }
      return try reading.read(value)
    } catch {
      guard let standIn = reading.standIn() else { throw error }
      // A mistyped key has been reported under the name that it has.
      if self[key] != nil || !mistyped.contains(key) { try yaml.gather(error) }
      return standIn
    }
  }

  /// Reads the value of a key; nil when the key is absent, and where problems are gathered when it is wrong.
  func optional<Value>(
    _ key: String, _ reading: Reading<Value>
  ) throws(ExperimentFileError) -> Value? {
    guard let value = self[key] else { return nil }
    do throws(ExperimentFileError) {
      return try reading.read(value)
    } catch {
      try yaml.gather(error)
      return nil
    }
  }
}

extension StrictYAML {
  /// Keeps a problem where they are gathered, and else throws it.
  func gather(_ problem: ExperimentFileError) throws(ExperimentFileError) {
    guard let problems else { throw problem }
    problems.add(problem)
  }
}

/// The word that a mistyped one was probably meant to be: the one with the fewest letters to insert,
/// drop, change or swap with a neighbour, whatever the case; nil when that is more than a third.
func nearest(_ text: String, in words: [String]) -> String? {
  let scored = words.map { (word: $0, edits: editDistance(text.lowercased(), $0.lowercased())) }
  guard let best = scored.min(by: { $0.edits < $1.edits }) else { return nil }
  return best.edits * 3 <= max(best.word.count, text.count, 3) ? best.word : nil
}

/// The optimal string alignment distance.
private func editDistance(_ first: String, _ second: String) -> Int {
  let (a, b) = (Array(first), Array(second))
  // distances[i][j]: from the first i letters of a to the first j letters of b.
  var distances = (0...a.count).map { i in (0...b.count).map { j in i == 0 ? j : i } }
  for i in 0..<a.count {
    for j in 0..<b.count {
      var edits = min(
        distances[i][j + 1] + 1, distances[i + 1][j] + 1, distances[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        edits = min(edits, distances[i - 1][j - 1] + 1)
      }
      distances[i + 1][j + 1] = edits
    }
  }
  return distances[a.count][b.count]
}

// Text from files and names, made harmless where a person reads it.

extension Unicode.Scalar {
  /// Whether it acts on a terminal or turns the direction of the text around it, rather than being seen: C0 and C1
  /// controls, DEL, bidirectional controls, and the separators of lines and paragraphs.
  var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}

extension String {
  /// Whether everything in it can be seen: it has no control characters.
  public var isPrintable: Bool {
    utf8.allSatisfy { (0x20...0x7E).contains($0) } || !unicodeScalars.contains(where: \.isControl)
  }

  /// The text as a message shows it: printable, and without the middle of what is too long to be read, such as a value
  /// of a thousand characters.
  public var message: String {
    let text = printable()
    guard text.utf8.count > 1000, text.count > 1000 else { return text }
    return "\(text.prefix(600)) … \(text.suffix(300))"
  }

  /// The text with its control characters written out, as in `\u{1b}[31m`.
  ///
  /// - Parameter keepingLines: whether line feeds stay.
  public func printable(keepingLines: Bool = false) -> String {
    if isPrintable { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += keepingLines ? "\n" : "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.isControl: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

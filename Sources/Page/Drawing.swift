// Figures by gnuplot: a script, a folder of CSV files, an SVG.

internal import Foundation
internal import Formats

/// Runs gnuplot.
struct Drawing {
  /// `results/<scale>`.
  let folder: String
  /// Where the scripts are.
  let scripts: String
  /// The program, found on the search path.
  var program = "gnuplot"

  /// Draws figures one after the other; whatever fails becomes a notice, and the other figures are drawn.
  /// - Throws: `FileError` when an SVG cannot be written.
  func draw(_ figures: [Figure]) throws -> (files: [String], notices: [String]) {
    guard !figures.isEmpty else { return ([], []) }
    guard let gnuplot = Program(program) else {
      return (
        [],
        [
          "The figures were not drawn because gnuplot is not installed: "
            + "install it (sudo apt-get install gnuplot-nox), then run: swift run reproduce report"
        ]
      )
    }
    var files: [String] = []
    var notices: [String] = []
    for figure in figures {
      switch run(gnuplot, figure) {
      case .success(let svg):
        try AtomicFile.write(Self.cleaned(svg, title: figure.title), to: "\(folder)/\(figure.path)")
        files.append(figure.path)
      case .failure(let failure):
        notices.append("The figure \(figure.path) was not drawn: \(failure.reason)")
      }
    }
    return (files, notices)
  }

  private struct Failure: Error { var reason: String }

  private func run(_ gnuplot: Program, _ figure: Figure) -> Result<String, Failure> {
    func quoted(_ text: String) -> String {
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
    }
    let scripts = URL(fileURLWithPath: scripts).path
    let variables =
      [("folder", "."), ("scripts", scripts)]
      + figure.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    // The user's own settings must not change a figure: default options (-d), no start-up file, C locale.
    let arguments = [
      "-d", "-e", variables.map { "\($0)=\(quoted($1))" }.joined(separator: "; "),
      "\(scripts)/\(figure.script).gnuplot",
    ]
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("LC_") && !$0.key.hasPrefix("GNUPLOT") && $0.key != "GNUTERM"
    }
    environment["LANG"] = "C"
    environment["LC_ALL"] = "C"
    // gnuplot works in the experiment's folder, so that no path that the user chose becomes part of a file's
    // name, which gnuplot would hand to a shell if it began with "<".
    guard
      let outcome = try? gnuplot.run(
        arguments, in: "\(folder)/\(figure.experiment)", environment: environment)
    else { return .failure(Failure(reason: "\(gnuplot.path) could not be started")) }
    let svg = String(decoding: outcome.output, as: UTF8.self)
    guard outcome.status == 0, svg.contains("</svg>") else {
      let said = String(decoding: outcome.complaints, as: UTF8.self)
      let line = said.split(separator: "\n").last { !$0.allSatisfy { $0 == " " || $0 == "^" } }
      return .failure(
        Failure(reason: "gnuplot says: \(line.map(String.init) ?? "nothing, and drew nothing")"))
    }
    return .success(svg)
  }

  /// The SVG without what gnuplot says about itself, with the figure's own title instead.
  ///
  /// gnuplot also gives every plot a title, which browsers show as a tooltip. For a plot that is not in the key it is
  /// the plot's command, so all of them are removed; what is in the key is drawn as text.
  static func cleaned(_ svg: String, title: String) -> String {
    let lines = svg.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !line.hasPrefix("<desc>") && !line.contains("Gnuplot SVG") && !line.contains("<!-- ")
    }
    var rest = lines.joined(separator: "\n")[...]
    var cleaned = ""
    var isFirst = true
    while let start = rest.range(of: "<title>"),
      let end = rest[start.upperBound...].range(of: "</title>")
    {
      cleaned += rest[..<start.lowerBound]
      // The document's title comes before those of its plots.
      if isFirst { cleaned += "<title>\(escaped(title))</title>" }
      isFirst = false
      rest = rest[end.upperBound...]
    }
    return cleaned + rest
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }
}

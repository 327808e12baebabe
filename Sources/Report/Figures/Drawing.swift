// Figures by gnuplot: a script, a folder of CSV files, an SVG.

internal import Foundation
internal import Formats

/// One figure of one experiment.
struct Figure: Hashable {
  /// The experiment's folder, from which the script reads.
  var experiment: String
  /// The script's name without `.gnuplot`.
  var script: String
  /// The SVG's name in the experiment's folder.
  var output: String
  /// What it shows, for its caption and for screen readers.
  var title: String
  /// Variables that the script takes, by name.
  var variables: [String: String] = [:]
  /// The tables in the experiment's folder that it is drawn from.
  var tables: [String] = []

  /// Relative to the scale's folder.
  var path: String { "\(experiment)/\(output)" }
}

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
    guard let executable = Self.find(program) else {
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
      switch run(executable, figure) {
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

  private func run(_ executable: String, _ figure: Figure) -> Result<String, Failure> {
    func quoted(_ text: String) -> String {
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        + "'"
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    // gnuplot works in the experiment's folder, so that no path that the user chose gets into a file's name, which
    // gnuplot would hand to a shell if it began with "<".
    process.currentDirectoryURL = URL(fileURLWithPath: "\(folder)/\(figure.experiment)")
    let scripts = URL(fileURLWithPath: scripts).path
    let variables =
      [("folder", "."), ("scripts", scripts)]
      + figure.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    // Defaults (-d), no start-up file, C locale: nothing of the user's own set-up gets into a figure.
    process.arguments = [
      "-d", "-e", variables.map { "\($0)=\(quoted($1))" }.joined(separator: "; "),
      "\(scripts)/\(figure.script).gnuplot",
    ]
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("LC_") && !$0.key.hasPrefix("GNUPLOT") && $0.key != "GNUTERM"
    }
    environment["LANG"] = "C"
    environment["LC_ALL"] = "C"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    // To a file, since two pipes read one after the other can block the writer.
    let complaints = NSTemporaryDirectory() + "gnuplot-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: complaints) }
    let hasFile = FileManager.default.createFile(atPath: complaints, contents: nil)
    process.standardError =
      hasFile ? FileHandle(forWritingAtPath: complaints) : FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      return .failure(Failure(reason: "\(executable) could not be started"))
    }
    let svg = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, svg.contains("</svg>") else {
      let said = (try? AtomicFile.read(complaints)).map { String(decoding: $0, as: UTF8.self) }
      let line = said?.split(separator: "\n").last { !$0.allSatisfy { $0 == " " || $0 == "^" } }
      return .failure(
        Failure(reason: "gnuplot says: \(line.map(String.init) ?? "nothing, and drew nothing")"))
    }
    return .success(svg)
  }

  /// The file of a program on the search path; nil if there is none.
  static func find(_ program: String) -> String? {
    if program.contains("/") {
      return FileManager.default.isExecutableFile(atPath: program) ? program : nil
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first(where: FileManager.default.isExecutableFile)
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

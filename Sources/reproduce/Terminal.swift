// What the terminal can show.
import Formats
import Foundation

/// The terminal, or whatever standard output and error go to.
enum Terminal {
  /// Whether a person sees what is written to standard error as it is written.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Whether standard output takes colours.
  static var hasColour: Bool {
    isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
      && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// Columns of the terminal; 80 where there is none.
  static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      ? Int(size.ws_col) : 80
  }

  /// Writes lines to standard error, where progress and remarks go: standard output is for results. Control characters,
  /// which names and files can hold, are written out.
  static func remark(_ text: String, colour: Int? = nil) {
    let text = text.printable(keepingLines: true)
    write((colour.map { coloured(text, $0) } ?? text) + "\n")
  }

  /// Puts a text in the place of the line that the cursor is in; an empty one leaves an empty line.
  static func replaceLine(_ text: String) { write("\r\u{1b}[K" + text.printable()) }

  private static func write(_ text: String) {
    // A terminal that is gone, or a full disk behind it, must not end the work.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Says that another process is writing to a folder.
  static func waiting(for folder: String) -> () -> Void {
    { remark("another process writes to \(folder); waiting until it has ended") }
  }

  /// The text in a colour (an ANSI code), where the terminal takes colours.
  static func coloured(_ text: String, _ code: Int) -> String {
    hasColour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}

/// Seconds as a person reads them.
func duration(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded(.up))
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}

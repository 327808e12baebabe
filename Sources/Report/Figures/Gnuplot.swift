// Which gnuplot draws the figures: part of what their bytes depend on.
internal import Foundation

/// The installed gnuplot.
public enum Gnuplot {
  /// Its release, such as `5.4 patchlevel 4`; nil when there is none.
  public static func version() -> String? {
    guard let executable = Drawing.find("gnuplot") else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = ["--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let words = text.split(whereSeparator: \.isWhitespace)
    guard process.terminationStatus == 0, words.count > 1, words[0] == "gnuplot" else { return nil }
    return words.dropFirst().joined(separator: " ")
  }
}

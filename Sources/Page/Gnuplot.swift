// Which gnuplot draws the figures: part of what their bytes depend on.

internal import Formats

/// The installed gnuplot.
public enum Gnuplot {
  /// Its release, such as `5.4 patchlevel 4`; nil when there is none.
  public static func version() -> String? {
    guard let outcome = try? Program("gnuplot")?.run(["--version"]), outcome.status == 0 else {
      return nil
    }
    let words = String(decoding: outcome.output, as: UTF8.self).split(
      whereSeparator: \.isWhitespace)
    guard words.count > 1, words[0] == "gnuplot" else { return nil }
    return words.dropFirst().joined(separator: " ")
  }
}

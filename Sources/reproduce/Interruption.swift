// Ctrl-C while a study runs: say what is safe, and end.
import Dispatch
import Foundation

/// Answers SIGINT and SIGTERM with one line and the status that shells expect.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  init(message: String) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: DispatchQueue(label: "signals"))
      source.setEventHandler {
        Terminal.remark("\n\(message)")
        // Records are renamed into place when whole, so ending here damages nothing.
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Gives signals their usual meaning back.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}

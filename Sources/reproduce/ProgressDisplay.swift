// Shows how a study gets on: a bar on a terminal, plain lines elsewhere.
import Experiments
import Foundation
import Synchronization

/// Takes the runner's events, from any thread, and keeps one line about them up to date.
final class ProgressDisplay: Sendable {
  private struct State {
    var stage = ""
    var runs = 0
    var runsDone = 0
    var work = 0.0
    var workDone = 0.0
    var workLater = 0.0
    var doneBefore = 0.0
    var current = ""
    var lastShown = Date.distantPast
    var lastShare = -1.0
    var hasLine = false
  }

  private let state = Mutex(State())
  private let start = Date()
  private let isInteractive = Terminal.isInteractive

  /// Shows an event.
  func take(_ event: RunnerEvent) {
    state.withLock { state in
      switch event {
      case .planned(let stage, let runs, let reused, let work, let workLater):
        clear(&state)
        if runs > 0 || reused > 0 {
          Terminal.remark(
            "\(stage): \(runs) run\(runs == 1 ? "" : "s") to do"
              + (reused > 0 ? ", \(reused) found finished" : ""))
        }
        state.doneBefore += state.workDone
        state = State(
          stage: stage, runs: runs, work: work, workLater: workLater, doneBefore: state.doneBefore)
      case .unusable(let file, let reason):
        clear(&state)
        Terminal.remark("record \(file) is run again: \(reason)")
      case .advanced(let work, let what):
        state.workDone += work
        state.current = what
        show(&state)
      case .finished(let runs):
        state.runsDone += runs
        show(&state)
        if state.runsDone == state.runs { clear(&state) }
      }
    }
  }

  /// Says which experiment begins.
  func begin(_ experiment: String, _ number: Int, of count: Int) {
    remark("\n\(experiment)" + (count > 1 ? " (\(number) of \(count))" : ""))
  }

  /// Says something between lines about progress.
  func remark(_ text: String) {
    state.withLock { state in
      clear(&state)
      Terminal.remark(text)
    }
  }

  private func show(_ state: inout State) {
    let now = Date()
    let share = state.work > 0 ? state.workDone / state.work : 1
    let elapsed = now.timeIntervalSince(start)
    let total = state.doneBefore + state.workDone
    let left = state.work - state.workDone + state.workLater
    let timeLeft =
      elapsed > 2 && total > 0 ? "\(duration(left * elapsed / total)) left" : "measuring"
    let done = "\(state.runsDone)/\(state.runs) runs"
    guard isInteractive else {
      // A line per tenth, and one every half minute at least.
      let tenth = (share * 10).rounded(.down) / 10
      guard tenth > state.lastShare || now.timeIntervalSince(state.lastShown) > 30 else { return }
      state.lastShare = max(tenth, state.lastShare)
      state.lastShown = now
      Terminal.remark(
        "\(state.stage): \(Int(share * 100))%, \(done), \(timeLeft) (\(state.current))")
      return
    }
    guard now.timeIntervalSince(state.lastShown) > 0.1 else { return }
    state.lastShown = now
    let width = 24
    let filled = min(width, Int(share * Double(width)))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let line = "\(state.stage) \(bar) \(Int(share * 100))%  \(done)  \(timeLeft)  \(state.current)"
    Terminal.replaceLine(String(line.prefix(Terminal.columns - 1)))
    state.hasLine = true
  }

  private func clear(_ state: inout State) {
    guard state.hasLine else { return }
    Terminal.replaceLine("")
    state.hasLine = false
  }
}

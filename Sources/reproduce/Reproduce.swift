// The command line. Only it prints; everything below it takes values and returns values.
import ArgumentParser
import Formats
import Foundation
import Processor

@main
enum Program {
  static func main() async {
    // Before anything else: the next loop could be of instructions that this CPU does not have.
    if let refusal = Processor.refusal() {
      FileHandle.standardError.write(Data("Error: \(refusal)\n".utf8))
      exit(1)
    }
    // Writing to a closed pipe, or beyond the largest file allowed, is an error to be told of, and not the end.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var isRunning = false
    do {
      try Resources.check()
      var command = try Reproduce.parseAsRoot()
      isRunning = true
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try Output.check()
    } catch {
      exit(end(error, isRunning: isRunning))
    }
  }

  /// Says what ended the program; its status.
  ///
  /// - Parameter isRunning: whether the command had been understood: how to call it is then no help.
  private static func end(_ error: any Error, isRunning: Bool = true) -> Int32 {
    if error is ClosedPipe { return ClosedPipe.status }
    if isRunning, let refusal = error as? ValidationError {
      Terminal.remark("Error: \(refusal.message.printable())")
      return refusalStatus
    }
    let code = Reproduce.exitCode(for: error)
    let message = Reproduce.fullMessage(for: error)
    if message.isEmpty {
      // A status alone, of a verdict that may not have been printed.
      do { try Output.check() } catch { return end(error) }
    }
    switch code {
    case .success:
      // Help that was asked for.
      print(message)
      do { try Output.check() } catch { return end(error) }
    // The parser's messages have several lines, all others one.
    case .validationFailure: Terminal.remark(message)
    default: if !message.isEmpty { Terminal.remark(message.printable()) }
    }
    return code == .validationFailure ? refusalStatus : code.rawValue
  }

  /// A wrong flag is an error like any other, and not the parser's 64.
  private static let refusalStatus: Int32 = 2
}

struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Reproduces the seesaw study of the PLE paper (Tang et al., RecSys 2020).",
    discussion: """
      The whole study, minutes on two cores, written to results/quick:

        swift run reproduce all

      The same at the paper's size, hours, resumable at any time:

        swift run reproduce all --scale paper

      Finished runs are kept in .runs and never trained twice; Ctrl-C loses only what is under way.
      """,
    subcommands: [
      AllCommand.self, RunCommand.self, CheckCommand.self, ReportCommand.self, ListCommand.self,
      PowerCommand.self, TrainCommand.self, ExportCommand.self, DataCommand.self, DiffCommand.self,
      DoctorCommand.self, BenchCommand.self,
    ])
}

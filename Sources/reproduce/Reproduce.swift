// The command line. Only it prints; everything below it takes values and returns values.
import ArgumentParser
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
    do {
      var command = try Reproduce.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // A wrong flag is an error like any other: 2, and not the parser's 64.
      guard Reproduce.exitCode(for: error) == .validationFailure else {
        Reproduce.exit(withError: error)
      }
      Terminal.remark(Reproduce.fullMessage(for: error))
      exit(2)
    }
  }
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
      AllCommand.self, RunCommand.self, ReportCommand.self, ListCommand.self, PowerCommand.self,
      TrainCommand.self, ExportCommand.self, DataCommand.self, DiffCommand.self, DoctorCommand.self,
      BenchCommand.self,
    ])
}

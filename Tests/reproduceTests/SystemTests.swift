// What the system refuses: standard output, memory, files, threads.
import Formats
import Foundation
import Testing

/// The program in a shell, after some commands of it.
private func shell(
  _ commands: String, _ arguments: String, into folder: String, environment: [String: String] = [:]
) throws -> Ending {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  process.currentDirectoryURL = URL(fileURLWithPath: projectFolder)
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.arguments = [
    "-c", "\(commands)\n\(arguments.replacing("reproduce", with: "'\(program)'"))",
  ]
  process.standardInput = FileHandle.nullDevice
  for (name, stream) in [("out", \Process.standardOutput), ("err", \Process.standardError)] {
    try AtomicFile.write("", to: "\(folder)/\(name)")
    process[keyPath: stream] = FileHandle(forWritingAtPath: "\(folder)/\(name)")
  }
  try process.run()
  let deadline = Date().addingTimeInterval(60)
  while process.isRunning, Date() < deadline { usleep(10_000) }
  if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  process.waitUntilExit()
  return Ending(
    status: process.terminationReason == .exit ? process.terminationStatus : -1,
    output: try text("\(folder)/out"), remarks: try text("\(folder)/err"))
}

@Test(arguments: [
  "list", "list --columns", "list --runs seesaw", "doctor", "--help", "run --help",
  "diff results/quick results/quick", "diff --format json results/quick results/quick",
  "--generate-completion-script bash", "train --model shared-bottom",
])
func anOutputThatCannotBeWrittenIsAnError(_ arguments: String) throws {
  try inFolder { folder in
    let full = try shell("", "reproduce \(arguments) >/dev/full", into: folder)
    #expect(full.status == (arguments.hasPrefix("diff") ? 2 : 1))
    #expect(full.remarks == "Error: cannot write to standard output: the disk is full\n")
    let closed = try shell("", "reproduce \(arguments) >&-", into: folder)
    #expect(closed.status == full.status)
    #expect(closed.remarks == "Error: cannot write to standard output: bad file descriptor\n")
    // Who reads some lines and ends is no error to speak of.
    let pipe = try shell(
      "", "(sleep 0.2; reproduce \(arguments); echo $? >'\(folder)/status') | true", into: folder)
    #expect(pipe.remarks.isEmpty, "\(pipe.remarks)")
    #expect(try text("\(folder)/status") == "141\n")
  }
}

/// Not what a closed output gets: a file that is opened then would have its number.
@Test func nothingIsPrintedIntoAFile() throws {
  try withSmallExperiment { folder, file in
    let ending = try shell(
      "", "reproduce run \(file) --output \(folder)/one --store \(folder)/runs >&- 2>&-",
      into: folder)
    #expect(ending.status == 1)
    // All that was computed is there.
    #expect(try text("\(folder)/one/quick/report.md").contains("(seesaw/page.md)"))
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/runs") {
      let record = try text("\(folder)/runs/\(name)")
      #expect(record.hasSuffix("}") && !record.contains("report:"))
    }
  }
}

@Test(arguments: [
  ("ulimit -v 800000", "the address space is limited to 800000 kB, but must be at least 1048576"),
  ("ulimit -v 250000", "the address space is limited to 250000 kB, but must be at least 1048576"),
  ("ulimit -d 400000", "memory for data is limited to 400000 kB, but must be at least 1048576"),
  ("ulimit -s 100", "the stack is limited to 100 kB, but must be at least 1024"),
  ("ulimit -n 8", "the number of open files is limited to 8, but must be at least 256"),
])
func limitsThatAreTooLowAreOneLineBeforeAnyWork(_ limit: String, _ problem: String) throws {
  try withSmallExperiment { folder, file in
    for arguments in ["list", "run \(file) --output \(folder)/one --store \(folder)/runs"] {
      let ending = try shell(limit, "exec reproduce \(arguments)", into: folder)
      #expect(ending.status == 1 && ending.output.isEmpty)
      #expect(ending.remarks.hasPrefix("Error: \(problem): try ulimit "))
      #expect(ending.remarks.split(separator: "\n").count == 1)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/one"))
  }
}

@Test(arguments: ["list", "report", "diff a b", "run x.yaml", "train --model ple", "doctor"])
func aWorkingFolderThatIsGoneIsOneLine(_ arguments: String) throws {
  try inFolder { folder in
    let ending = try shell(
      "mkdir '\(folder)/gone' && cd '\(folder)/gone' && rmdir '\(folder)/gone'",
      "exec reproduce \(arguments)", into: folder)
    #expect(ending.status == 1)
    #expect(
      ending.remarks == "Error: the folder that this was started in is gone; change into another\n")
  }
}

@Test func theLowestLimitsSuffice() throws {
  try withSmallExperiment { folder, file in
    let ending = try shell(
      "ulimit -d 1048576; ulimit -s 1024; ulimit -n 256",
      "exec reproduce run \(file) --jobs 1 --output \(folder)/one --store \(folder)/runs",
      into: folder)
    #expect(ending.status == 0, "\(ending.remarks)")
  }
}

@Test func aFileThatMayNotBeThatLongIsAnError() throws {
  try withSmallExperiment { folder, file in
    let ending = try shell(
      "ulimit -f 4", "exec reproduce run \(file) --output \(folder)/one --store \(folder)/runs",
      into: folder)
    #expect(ending.status == 1)
    #expect(ending.remarks.contains(": the file would be larger than the system allows\n"))
  }
}

/// The environment is the only way to reach every build of OpenBLAS, whatever it says at the start.
@Test func thereIsOneThreadPerProductWhateverTheEnvironmentSays() throws {
  try inFolder { folder in
    for environment in [
      ["OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "4"], ["SEESAW_RESTARTED": "1"],
      ["OPENBLAS_CORETYPE": "Prescott", "SEESAW_RESTARTED": "1"],
    ] {
      let ending = try shell("", "reproduce doctor", into: folder, environment: environment)
      #expect(ending.status == 0)
      let rows = ending.output.split(separator: "\n").map { $0.split(separator: " ") }
      let threads = rows.first { $0.first == "threads" }?.joined(separator: " ")
      #expect(threads?.hasPrefix("threads one per product built for ") == true)
      let kernels = rows.first { $0.first == "kernels" }?.joined(separator: " ")
      #expect(kernels?.contains("in use Haswell") == true, "\(kernels ?? "none")")
    }
  }
}

@Test func namesAreShownWithoutTheirControlCharacters() throws {
  try withSmallExperiment { folder, file in
    try AtomicFile.write(
      try text(file).replacing("regenerates: ", with: "regenerates: \"x\\e[31m\" #"), to: file)
    let title = try reproduce("run", file, "--output", "\(folder)/one", into: folder)
    #expect(title.status == 1)
    #expect(
      title.remarks.contains(
        #"regenerates is "x\u{1b}[31m", but must be one line of text without control characters"#))
    let name = "\(folder)/w\u{1b}[31m"
    let weights = try reproduce(
      "train", "--model", "shared-bottom", "--weights", name, into: folder)
    #expect(weights.status == 0 && weights.output.contains(#"/w\u{1b}[31m"#))
    let path = try reproduce("run", "\(folder)/no\u{1b}[31m\u{202e}.yaml", into: folder)
    #expect(path.status == 1 && path.remarks.contains(#"/no\u{1b}[31m\u{202e}.yaml: "#))
    try AtomicFile.write("a,n\n\u{9b}31m,1.5\n", to: "\(folder)/a.csv")
    try AtomicFile.write("a,n\nb,1.5\n", to: "\(folder)/b.csv")
    for format in ["text", "markdown", "json"] {
      let compared = try reproduce(
        "diff", "--format", format, "\(folder)/a.csv", "\(folder)/b.csv", into: folder)
      #expect(compared.status == 1)
      #expect(
        compared.output.contains(format == "json" ? #"\u009b31m"# : #"\u{9b}31m"#), "\(format)")
      #expect(compared.output.split(separator: "\n").allSatisfy { String($0).isPrintable })
    }
  }
}

/// On Windows and with `core.autocrlf`, git would change line ends: scripts would not start, and bytes be others.
@Test(arguments: [
  "scripts/setup", "scripts/figures/curves.gnuplot", "results/quick/claims.csv",
  "experiments/seesaw.yaml", "results/quick/seesaw/figure7.svg", "Sources/Startup/Startup.c",
])
func aCloneHasLineFeedsOnEveryMachine(_ file: String) throws {
  try inFolder { folder in
    let attributes = try shell(
      "cp .gitattributes '\(folder)' && cd '\(folder)' && git init -q",
      "git check-attr text eol -- \(file)", into: folder)
    #expect(attributes.output == "\(file): text: auto\n\(file): eol: lf\n")
  }
}

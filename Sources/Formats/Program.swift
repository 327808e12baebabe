// Another program, run to its end: gnuplot and git.

internal import Foundation

/// An executable file on this machine.
public struct Program: Sendable {
  /// The executable's path.
  public let path: String

  /// What a program left behind.
  public struct Outcome: Sendable {
    /// The exit status; not 0 when a signal ended the program.
    public let status: Int32
    /// Everything it wrote to standard output.
    public let output: [UInt8]
    /// Everything it wrote to standard error.
    public let complaints: [UInt8]
  }

  /// A program by its path, or by its name on the search path; nil if there is none.
  public init?(_ name: String) {
    if name.contains("/") {
      guard FileManager.default.isExecutableFile(atPath: name) else { return nil }
      path = name
      return
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    guard let found else { return nil }
    path = found
  }

  /// Runs the program and waits for its end.
  ///
  /// - Parameters:
  ///   - folder: the working directory; the process's own if nil.
  ///   - environment: all environment variables; those of the process if nil.
  ///   - input: what the program reads from standard input.
  /// - Throws: ``FileError`` when the program cannot be started.
  public func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String]? = nil,
    input: [UInt8] = []
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    if let environment { process.environment = environment }
    let (output, complaints, source) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaints
    process.standardInput = source
    do {
      try process.run()
    } catch {
      throw FileError(action: "start", path: path, reason: error.localizedDescription)
    }
    // Pipes are short: input, output and complaints are moved at the same time, or one end would wait for
    // the other.
    let writing = source.fileHandleForWriting
    Thread.detachNewThread {
      try? writing.write(contentsOf: input)
      try? writing.close()
    }
    let remarks = Collected(complaints.fileHandleForReading)
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    let said = remarks.wait()
    process.waitUntilExit()
    let ended = process.terminationReason == .exit ? process.terminationStatus : -1
    return Outcome(status: ended, output: bytes, complaints: said)
  }

  /// Bytes that a thread of its own reads.
  private final class Collected: @unchecked Sendable {
    private var bytes: [UInt8] = []
    private let done = DispatchSemaphore(value: 0)

    init(_ handle: FileHandle) {
      Thread.detachNewThread {
        self.bytes = [UInt8](handle.readDataToEndOfFile())
        self.done.signal()
      }
    }

    func wait() -> [UInt8] {
      done.wait()
      return bytes
    }
  }
}

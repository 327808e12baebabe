// Does the system give what a computation takes? Asked before any work, because libraries do not ask: OpenBLAS waits for
// ever for memory that it does not get, and the Swift runtime traps.
import Foundation

/// What training takes beside the arrays of its models.
enum Resources {
  /// Bytes of addresses per cell: OpenBLAS's buffer of 128 MB, malloc's arena of 64 MB, a stack of 8 MB.
  private static let addressesPerCell = 208 << 20
  /// Bytes of addresses besides.
  private static let addresses = 128 << 20
  /// Threads that wait or write beside those that train.
  private static let threads = 8

  /// Throws unless so many cells can be trained at a time.
  ///
  /// Limits below which nothing works are in `Startup.c`.
  static func check(cells: Int = 0) throws {
    guard let folder = getcwd(nil, 0) else {
      throw ResourceError("the folder that this was started in is gone", "change into another")
    }
    free(folder)
    let size = addresses + cells * addressesPerCell
    let place = mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard place != MAP_FAILED else {
      throw ResourceError(
        "\(size >> 20) MB of address space are needed beyond what is in use, and the system gives fewer",
        remedy("ulimit -v", cells))
    }
    munmap(place, size)
    guard canStart(threads: cells + threads) else {
      throw ResourceError(
        "\(cells + threads) threads are needed, and the system gives fewer",
        remedy("ulimit -u", cells))
    }
  }

  private static func remedy(_ limit: String, _ cells: Int) -> String {
    "raise the limit (\(limit))" + (cells > 1 ? ", or take fewer --jobs" : "")
  }

  /// Whether so many threads can run at a time.
  private static func canStart(threads count: Int) -> Bool {
    let gate = DispatchSemaphore(value: 0)
    let place = Unmanaged.passUnretained(gate).toOpaque()
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { place in
          if let place {
            Unmanaged<DispatchSemaphore>.fromOpaque(place).takeUnretainedValue().wait()
          }
          return nil
        }, place)
      guard result == 0 else { break }
      threads.append(thread)
    }
    for _ in threads { gate.signal() }
    for thread in threads { pthread_join(thread, nil) }
    return threads.count == count
  }
}

/// The system does not give enough.
private struct ResourceError: Error, CustomStringConvertible {
  let description: String

  init(_ problem: String, _ remedy: String) { description = "\(problem); \(remedy)" }
}

import Synchronization
import Testing

@testable import Experiments

@Test func resultsStandInTheOrderOfTheElements() async throws {
  let doubled = try await concurrentMap(Array(0..<50), width: 3) { value in
    if value % 7 == 0 { try await Task.sleep(for: .milliseconds(2)) }
    return value * 2
  }
  #expect(doubled == (0..<50).map { $0 * 2 })
}

@Test func noMoreThanTheWidthRunAtATime() async throws {
  let running = Mutex((now: 0, most: 0))
  _ = try await concurrentMap(Array(0..<20), width: 2) { _ in
    running.withLock {
      $0.now += 1
      $0.most = max($0.most, $0.now)
    }
    try await Task.sleep(for: .milliseconds(1))
    running.withLock { $0.now -= 1 }
  }
  #expect(running.withLock { $0.most } == 2)
}

@Test func theFirstErrorEndsTheWork() async {
  struct Stop: Error {}
  await #expect(throws: Stop.self) {
    try await concurrentMap(Array(0..<10), width: 2) { value in
      if value == 3 { throw Stop() }
    }
  }
}

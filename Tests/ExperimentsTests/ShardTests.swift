// A study in parts: whatever the number of parts and their order, every run is trained once and is the same.
import Foundation
import Randomness
import Synchronization
import Testing

@testable import Experiments

struct ShardTests {
  /// Its grid of learning rates grows at both ends.
  private func experiments() -> [Experiment] {
    [
      tinyExperiment(learningRates: [0.001, 0.002]),
      tinyExperiment(name: "other", models: [tinyModels[0], tinyModels[1]]),
    ]
  }

  private func runner(_ folder: String, _ shard: Shard?, _ trained: TrainedCount) -> StudyRunner {
    StudyRunner(
      store: RunStore(folder: folder, platform: testPlatform), jobs: 1, shard: shard,
      report: { event in
        if case .finished(let runs) = event { trained.add(runs) }
      })
  }

  private final class TrainedCount: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add(_ runs: Int) { count.withLock { $0 += runs } }
  }

  @Test(arguments: ["1/1", "3/16", "16/16", "100000/100000"])
  func aPartIsReadAsItIsWritten(_ text: String) throws {
    let shard = try #require(Shard(text))
    #expect("\(shard.number)/\(shard.count)" == text)
  }

  @Test(arguments: [
    "", "3", "/", "3/", "/16", "0/4", "5/4", "-1/4", "1/0", "1/100001", "01/4", "1/4/4", " 1/4",
    "1.0/4", "+1/4", "1/99999999999999999999",
  ])
  func whatIsNoPartIsRefused(_ text: String) { #expect(Shard(text) == nil) }

  @Test(arguments: [1, 2, 3, 16]) func everyElementIsInOnePart(_ count: Int) throws {
    let elements = Array(0..<11)
    let parts = try (1...count).map { try #require(Shard("\($0)/\(count)")).part(of: elements) }
    #expect(parts.flatMap { $0 }.sorted() == elements)
    let sizes = parts.map(\.count)
    #expect(try #require(sizes.max()) - #require(sizes.min()) <= 1)
  }

  /// More parts than cells, among them.
  @Test(arguments: [1, 2, 3, 50]) func partsInAnyOrderAreTheStudy(_ count: Int) async throws {
    try await withTemporaryFolder { folder in
      let plans = try experiments().map { try Plan($0, at: .quick) }
      let whole = TrainedCount()
      let expected = try await runner("\(folder)/whole", nil, whole).run(plans)
      let trained = TrainedCount()
      var random = Xorshift(UInt64(count))
      var open: Set<String> = []
      var finished: [StudyResult]?
      // Every round calls all parts in another order; some rounds leave one out.
      for round in 0..<20 where finished == nil {
        var numbers = Array(1...count).shuffled(using: &random)
        if round % 3 == 0, count > 1 { numbers.removeLast() }
        for number in numbers {
          let shard = try #require(Shard("\(number)/\(count)"))
          do {
            finished = try await runner("\(folder)/parts", shard, trained).run(plans)
          } catch let stage as OpenStage {
            #expect(stage.missing > 0 && stage.missing <= stage.runs)
            open.insert(stage.stage)
          }
        }
      }
      let results = try #require(finished, "twenty rounds are more than there are stages")
      #expect(trained.value == whole.value, "nothing is trained twice")
      #expect(count == 1 ? open.isEmpty : open.isSuperset(of: ["tuning", "study"]))
      #expect(results.map(\.rates) == expected.map(\.rates))
      #expect(results.map { $0.runs.map(\.record) } == expected.map { $0.runs.map(\.record) })
      #expect(results[0].rates.values.contains { $0 > 0.002 || $0 < 0.001 }, "the grid has grown")
      let after = TrainedCount()
      _ = try await runner("\(folder)/parts", nil, after).run(plans)
      #expect(after.value == 0)
    }
  }

  /// Which cells are a part's does not change while others work.
  @Test func aPartTrainsItsOwnCellsAlone() async throws {
    try await withTemporaryFolder { folder in
      let plans = [try Plan(tinyExperiment(), at: .quick)]
      func train(_ text: String, in name: String) async throws -> Int {
        let trained = TrainedCount()
        do {
          _ = try await runner("\(folder)/\(name)", Shard(text), trained).run(plans)
        } catch is OpenStage {}
        return trained.value
      }
      let alone = try await train("2/3", in: "alone")
      _ = try await train("1/3", in: "after")
      #expect(try await train("2/3", in: "after") == alone && alone > 0)
      #expect(try await train("2/3", in: "after") == 0)
    }
  }
}

/// Enough of a generator to shuffle.
private struct Xorshift: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

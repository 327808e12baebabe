// What is forecast against what is then run.
import Synchronization
import Testing

@testable import Experiments

/// The stages that a runner announces, in order.
private final class Announced: Sendable {
  private let stages = Mutex<[(stage: String, runs: Int, reused: Int)]>([])

  func take(_ event: RunnerEvent) {
    guard case .planned(let stage, let runs, let reused, _, _) = event else { return }
    stages.withLock { $0.append((stage, runs, reused)) }
  }

  /// Runs by stage, each counted in the first announcement that has it.
  func runs(_ stage: String) -> Int {
    stages.withLock { $0.filter { $0.stage == stage }.map { $0.runs }.reduce(0, +) }
  }
}

struct ForecastTests {
  private func plan(_ change: (inout Experiment) -> Void = { _ in }) throws -> Plan {
    var experiment = tinyExperiment(models: tinyModels + [tinyPlant])
    experiment.tuning.doublesBudget = true
    change(&experiment)
    return try Plan(experiment, at: .quick)
  }

  @Test func theForecastIsWhatIsRun() async throws {
    try await withTemporaryFolder { folder in
      let store = RunStore(folder: folder, platform: testPlatform)
      let plan = try plan()
      var forecaster = Forecaster(store: store)
      let before = try forecaster.forecast(plan)
      #expect(!before.isTuned)
      #expect(before.stages.allSatisfy { $0.foundCount == 0 })
      let announced = Announced()
      let result = try await StudyRunner(store: store, jobs: 2, report: announced.take).run([plan])
      #expect(before.study.runCount == announced.runs("study"))
      #expect(before.checks.runCount == announced.runs("checks"))
      let rates = Set(
        result[0].trials.filter { $0.budget == 1 && $0.variant.choice.plant == nil }
          .map(\.learningRate)
      ).count
      #expect(before.tuning.runCount == 2 * before.trialsPerRate)
      #expect(announced.runs("tuning") == rates * before.trialsPerRate)

      // Everything is there, with the rates by which the grid has grown.
      var again = Forecaster(store: store)
      let after = try again.forecast(plan)
      #expect(after.isTuned)
      #expect(after.tuning.runCount == rates * before.trialsPerRate)
      #expect(after.study.runCount == before.study.runCount)
      #expect(after.stages.allSatisfy { $0.foundCount == $0.runCount && $0.cells.isEmpty })
      let cost = try await StudyForecast.costs(of: [after], jobs: 1)[0]
      #expect(cost.trainingSamples == 0 && cost.flops == 0 && cost.seconds == 0)
    }
  }

  /// The runs of an experiment that one before it trains are counted as found.
  @Test func runsInCommonAreTrainedOnce() throws {
    let store = RunStore(folder: "/nonexistent", platform: testPlatform)
    var forecaster = Forecaster(store: store)
    let first = try forecaster.forecast(try plan())
    let second = try forecaster.forecast(try plan { $0.name = "twin" })
    #expect(first.stages.allSatisfy { $0.foundCount == 0 })
    #expect(second.stages.allSatisfy { $0.foundCount == $0.runCount && $0.runCount > 0 })
  }

  @Test func costsGrowWithTheStudy() async throws {
    let store = RunStore(folder: "/nonexistent", platform: testPlatform)
    func forecast(_ change: (inout Experiment) -> Void) throws -> StudyForecast {
      var forecaster = Forecaster(store: store)
      return try forecaster.forecast(try plan(change))
    }
    // A planted model has passes of its own.
    let once = try forecast { $0.models = tinyModels }
    let twice = try forecast {
      $0.models = tinyModels
      $0.epochCount = 2
    }
    let costs = try await StudyForecast.costs(of: [once, twice], jobs: 1)
    #expect(costs[1].trainingSamples == 2 * costs[0].trainingSamples)
    #expect(costs[1].flops == 2 * costs[0].flops && costs[0].flops > 0)
    #expect(costs[1].seconds > costs[0].seconds && costs[0].seconds > 0)
    #expect(costs[1].peakMemory == costs[0].peakMemory)
    let narrow = try await StudyForecast.costs(of: [once], jobs: 2)[0]
    #expect(narrow.flops == costs[0].flops && narrow.peakMemory > costs[0].peakMemory)
  }

  @Test func cellsAreSpreadAsTheyAreTrained() {
    #expect(StudyForecast.duration(of: [3, 1, 1, 1], jobs: 2) == 3)
    #expect(StudyForecast.duration(of: [1, 1, 1, 3], jobs: 2) == 4)
    #expect(StudyForecast.duration(of: [1, 2], jobs: 1) == 3)
    #expect(StudyForecast.duration(of: [], jobs: 2) == 0)
  }
}

/// Memory of models that no machine has room for is known without them.
@Test func memoryIsKnownWithoutTheModels() throws {
  var experiment = tinyExperiment()
  let small = try Plan(experiment, at: .quick).memory(cells: 1)
  #expect(small > 1e7 && small < 2e8)
  #expect(try Plan(experiment, at: .quick).memory(cells: 2) > small)
  experiment.scales[0].scale.hiddenWidths = [65_536, 65_536, 65_536]
  #expect(try Plan(experiment, at: .quick).memory(cells: 1) > 1e11)
}

// All that is wrong with a file, said at once.
import Testing

@testable import Experiments

struct ProblemListTests {
  private func problems(_ text: String) -> [ExperimentFileError] {
    ExperimentFile.checked(text, name: "small", file: "experiments/small.yaml").problems
  }

  @Test func aGoodFileHasNone() {
    #expect(problems(wholeFile).isEmpty)
    #expect(problems(leastExperiment).isEmpty)
  }

  /// What is refused first is among them, and nothing is blamed on what stands in for it.
  @Test(arguments: damagedLines)
  func oneDamageIsOneProblem(_ damage: DamagedLine) throws {
    let first = try #require(throws: ExperimentFileError.self) { try parsed(damage.text) }
    var rest = problems(damage.text)
    try #require(rest.contains(first))
    rest.removeAll { $0 == first }
    // The damaged line may have been that of a key, and a value may be wrong at every scale.
    let path = first.problem.prefix { $0 != " " }
    #expect(
      rest.allSatisfy {
        $0.problem.contains(" is missing,") || $0.problem.hasPrefix("\(path) is ")
      },
      "\(rest)")
    #expect(rest.count < 2)
  }

  @Test func everyProblemIsSaid() {
    let text = wholeFile.replacing("seed: 18446744073709551615", with: "sed: 1")
      .replacing("sineCount: 6", with: "sineCount: six")
      .replacing("{model: omoe, sharedExperts: 2}", with: "{model: omo, sharedExperts: 2}")
      .replacing("{initial: 0.5, decay: 0.9}", with: "{initial: -0.5, decay: 0}")
      .replacing("doublesBudget: true", with: "doublesBudget: 1")
    let found = problems(text)
    let sentences = [
      "sed is an unknown key", "data.sineCount is six", "models[3].model is omo",
      "training.taskWeights[1].initial is -0.5", "training.taskWeights[1].decay is 0",
      "tuning.doublesBudget is 1",
    ]
    for sentence in sentences {
      #expect(found.contains { $0.problem.hasPrefix(sentence) }, "\(sentence): \(found)")
    }
    #expect(found.count == sentences.count, "\(found)")
    #expect(found.allSatisfy { $0.line != nil })
    #expect(found.map { $0.line ?? 0 } == found.map { $0.line ?? 0 }.sorted())
  }

  /// Rules across keys are tried when all keys are right, and then all of them.
  @Test func rulesAcrossKeysAreGatheredToo() {
    let text = wholeFile.replacing("correlations: [0.75]", with: "correlations: [0.75, 0.75]")
      .replacing("name: placebo", with: "name: single-task")
    let found = problems(text).map(\.problem)
    #expect(found.count == 2, "\(found)")
    #expect(
      found.contains { $0.hasPrefix("tuning.correlations[1] is 0.75, but must be different") })
    #expect(found.contains { $0.hasPrefix("models[1].name is single-task, but must be different") })
  }

  @Test func withoutDataTheRestIsReadAsFarAsItCan() {
    let text = wholeFile.replacing("generator: correlated-tasks", with: "generator: tasks")
      .replacing("gateFiles: true", with: "gateFiles: maybe")
    let found = problems(text).map(\.problem)
    #expect(found.count == 2, "\(found)")
    #expect(found.contains { $0.hasPrefix("data.generator is tasks") })
    #expect(found.contains { $0.hasPrefix("gateFiles is maybe") })
  }
}

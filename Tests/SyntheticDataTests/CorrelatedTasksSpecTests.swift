import Formats
import Foundation
import Randomness
import SyntheticData
import Testing

private func error(
  of spec: CorrelatedTasksSpec, correlation: Double = 0.5
) -> SpecError? {
  do {
    _ = try CorrelatedTasks(spec, correlation: correlation, draw: RandomStream(seed: 1))
    return nil
  } catch {
    return error
  }
}

private func changed(_ change: (inout CorrelatedTasksSpec) -> Void) -> CorrelatedTasksSpec {
  var spec = CorrelatedTasksSpec(inputWidth: 8)
  change(&spec)
  return spec
}

@Test func theDefaultsArePLEsAndValid() {
  let spec = CorrelatedTasksSpec(inputWidth: 512)
  #expect(spec.taskCount == 2 && spec.scale == 1 && spec.sineCount == 10)
  #expect(spec.noiseVariance == 0.01 && spec.phases == .standardNormal)
  #expect(error(of: spec) == nil)
}

@Test(arguments: [1.2, -1.000_001, .nan, .infinity])
func impossibleCorrelationsAreRejected(correlation: Double) {
  let found = error(of: changed { _ in }, correlation: correlation)
  #expect(found?.field == "correlation")
  #expect(found?.value == "\(correlation)")
  #expect(found?.allowed == "a number from -1.0 to 1 for 2 tasks")
}

@Test func threeTasksCannotAllHaveCorrelationMinusOne() {
  let found = error(of: changed { $0.taskCount = 3 }, correlation: -0.6)
  #expect(
    found?.description
      == "correlation is -0.6, but must be a number from -0.5 to 1 for 3 tasks")
  #expect(error(of: changed { $0.taskCount = 3 }, correlation: -0.5) == nil)
}

@Test func tooFewInputsAreRejected() {
  let found = error(of: changed { $0.inputWidth = 1 })
  #expect(
    found?.description
      == "inputWidth is 1, but must be at least 2, the directions that 2 tasks of correlation 0.5 need"
  )
  #expect(error(of: changed { $0.inputWidth = 1 }, correlation: 1) == nil)
  #expect(error(of: changed { $0.inputWidth = 1 }, correlation: -1) == nil)
}

@Test func oneTaskTakesAnyFiniteCorrelation() {
  let spec = changed { $0.taskCount = 1 }
  #expect(error(of: spec, correlation: 7) == nil)
  #expect(error(of: spec, correlation: .nan)?.field == "correlation")
}

@Test(arguments: [
  ("inputWidth", changed { $0.inputWidth = 0 }),
  ("inputWidth", changed { $0.inputWidth = 65_537 }),
  ("taskCount", changed { $0.taskCount = 0 }),
  ("taskCount", changed { $0.taskCount = 65 }),
  ("scale", changed { $0.scale = 0 }),
  ("scale", changed { $0.scale = .nan }),
  ("scale", changed { $0.scale = 101 }),
  ("sineCount", changed { $0.sineCount = -1 }),
  ("sineCount", changed { $0.sineCount = 101 }),
  ("noiseVariance", changed { $0.noiseVariance = -0.01 }),
  ("noiseVariance", changed { $0.noiseVariance = .nan }),
  ("noiseVariance", changed { $0.noiseVariance = .infinity }),
  ("labelShares", changed { $0.labelShares = [1] }),
  ("labelShares", changed { $0.labelShares = [1, 0] }),
  ("labelShares", changed { $0.labelShares = [1, 1.1] }),
  ("labelShares", changed { $0.labelShares = [.nan, 1] }),
  (
    "perTaskPhases",
    changed {
      $0.phases = .formula
      $0.perTaskPhases = true
    }
  ),
  (
    "scale",
    changed {
      $0.phases = .formula
      $0.scale = 100
    }
  ),
  (
    "perTaskPhases",
    changed {
      $0.phases = .squares
      $0.perTaskPhases = true
    }
  ),
  (
    "scale",
    changed {
      $0.phases = .squares
      $0.sineCount = 100
      $0.scale = 1
    }
  ),
])
func everyImpossibleFieldIsNamed(field: String, spec: CorrelatedTasksSpec) {
  #expect(error(of: spec)?.field == field)
}

@Test(arguments: [
  changed { $0.sineCount = 0 },
  changed { $0.noiseVariance = 0 },
  changed {
    $0.sineCount = 100
    $0.scale = 100
  },
  changed {
    $0.phases = .formula
    $0.sineCount = 100
    $0.scale = 4.9
  },
])
func extremeAllowedValuesGiveFiniteLabels(spec: CorrelatedTasksSpec) throws {
  let source = try CorrelatedTasks(spec, correlation: 0.5, draw: RandomStream(seed: 1))
  let batch = Batch(capacity: 5000, inputWidth: spec.inputWidth, taskCount: 2)
  source.fill(batch, with: 0..<5000)
  #expect(batch.labels.allSatisfy { $0.isFinite })
}

@Test func theCodedFormIsFixed() throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let spec = changed {
    $0.labelShares = [1, 0.25]
    $0.taskSineCounts = [0, 10]
    $0.labelScales = [1, 5]
  }
  let text = """
    {"inputWidth":8,"labelScales":[1,5],"labelShares":[1,0.25],"noiseVariance":0.01,"perTaskPhases":false,\
    "phases":"standard-normal","scale":1,"sineCount":10,"taskCount":2,"taskSineCounts":[0,10]}
    """
  #expect(String(decoding: try encoder.encode(spec), as: UTF8.self) == text)
  #expect(try JSONDecoder().decode(CorrelatedTasksSpec.self, from: Data(text.utf8)) == spec)
  // What is absent has no key.
  let plain = String(decoding: try encoder.encode(changed { _ in }), as: UTF8.self)
  #expect(!["labelShares", "taskSineCounts", "labelScales"].contains(where: plain.contains))
}

/// c = .3, p = .5: w₂ = .15·u₁ + √.75·u₂, of length √.7725 and cosine .15 / √.7725 with w₁ = .3·u₁.
@Test func withoutCInItsSecondTermAWeightVectorHasAnotherCosine() throws {
  func weights(_ spec: CorrelatedTasksSpec) throws -> [Float] {
    try CorrelatedTasks(spec, correlation: 0.5, draw: RandomStream(seed: 1)).weights
  }
  func product(_ w: [Float], _ a: Int, _ b: Int) -> Double {
    (0..<8).reduce(0) { $0 + Double(w[8 * a + $1]) * Double(w[8 * b + $1]) }
  }
  let found = try weights(
    changed {
      $0.scale = 0.3
      $0.unscaledSecondTerm = true
    })
  #expect(abs(product(found, 0, 0).squareRoot() - 0.3) < 1e-6)
  #expect(abs(product(found, 1, 1).squareRoot() - 0.7725.squareRoot()) < 1e-6)
  #expect(abs(product(found, 0, 1) / 0.3 - 0.15) < 1e-6)
  let paper = try weights(changed { $0.scale = 0.3 })
  #expect(abs(product(paper, 1, 1).squareRoot() - 0.3) < 1e-6)
  #expect(Array(paper[..<8]) == Array(found[..<8]), "w₁ has one term")
  // c = 1 hides it.
  let hidden = try weights(changed { $0.unscaledSecondTerm = true })
  for (a, b) in zip(hidden, try weights(changed { _ in })) { #expect(abs(a - b) < 1e-7) }
}

@Test func anUnsetDepartureOfTheDataIsNotInTheIdentity() throws {
  for value in [nil, false] {
    let spec = CorrelatedTasksSpec(inputWidth: 8, unscaledSecondTerm: value)
    let text = String(decoding: try JSONEncoder().encode(spec), as: UTF8.self)
    #expect(!text.contains("unscaled"))
  }
}

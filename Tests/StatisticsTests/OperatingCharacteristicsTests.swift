// Simulated studies against the same studies built from `TrainedDraw` and `RecurrenceRule`.

import Randomness
import Testing

@testable import Statistics

/// Residuals of two tasks, now and then of a stuck training.
private func residuals(_ name: String, _ deviation: Double) -> [[Double]] {
  let normals = RandomStream(seed: 50).stream(name).normals(80)
  return (0..<40).map { index in
    let stuck = index % 20 == 0 ? 1.0 : 0
    return [deviation * normals[2 * index] + stuck, deviation * normals[2 * index + 1]]
  }
}

private let models = residuals("models", 0.12)
private let references = residuals("references", 0.1)

private func generator(_ name: String) -> PhiloxGenerator {
  PhiloxGenerator(RandomStream(seed: 51).stream(name))
}

/// The slow simulation, with the same words of the generator in the documented order.
private func slowSimulation(
  of study: PlannedStudy, studies: Int, using generator: inout PhiloxGenerator
) throws -> (outcomes: [RecurrenceRule.Outcome], recurrences: [Double]) {
  func training(_ cell: Int, _ pool: [[Double]]) -> TrainedDraw.Training {
    .init(cell: cell, logErrors: pool[randomIndex(below: pool.count, using: &generator)])
  }
  func draw() -> TrainedDraw {
    let common = study.commonDeviation * normalPair(using: &generator).0
    var gains: [Double]
    switch study.effect {
    case .opposite(let size): gains = generator.next() >> 63 == 0 ? [size, -size] : [-size, size]
    case .normal(let deviation):
      let (first, second) = normalPair(using: &generator)
      gains = [deviation * first, deviation * second]
    }
    gains = gains.map { $0 + common }
    var (ofModels, ofReferences) = ([TrainedDraw.Training](), [TrainedDraw.Training]())
    for cell in 0..<study.trainings {
      ofModels.append(training(cell, models))
      for _ in 0..<study.referencesPerCell { ofReferences.append(training(cell, references)) }
    }
    return TrainedDraw(models: ofModels, references: ofReferences).planting(gains)
  }
  var outcomes: [RecurrenceRule.Outcome] = []
  var recurrences: [Double] = []
  for _ in 0..<studies {
    let values = try (0..<study.draws).map { _ in
      try #require(draw().recurrence(margin: study.margin))
    }
    recurrences += values
    outcomes.append(try #require(RecurrenceRule(values)).outcome)
  }
  return (outcomes, recurrences)
}

@Test(arguments: [
  PlannedStudy(
    draws: 12, trainings: 4, margin: 0.05, effect: .opposite(0.1), commonDeviation: 0.05,
    modelResiduals: models, referenceResiduals: references),
  PlannedStudy(
    draws: 6, trainings: 3, referencesPerCell: 3, margin: 0.02,
    effect: .normal(standardDeviation: 0.2), modelResiduals: models,
    referenceResiduals: references),
  PlannedStudy(
    draws: 16, trainings: 2, referencesPerCell: 1, margin: 0, effect: .opposite(0),
    commonDeviation: 0.3, modelResiduals: models, referenceResiduals: references),
])
func simulatedStudiesAreThoseOfTrainedDraws(study: PlannedStudy) throws {
  let studies = 200
  var (fast, slow) = (generator("studies"), generator("studies"))
  let characteristics = study.simulate(studies: studies, using: &fast)
  let (outcomes, recurrences) = try slowSimulation(of: study, studies: studies, using: &slow)
  #expect(fast == slow)
  func share(_ outcome: RecurrenceRule.Outcome) -> Double {
    Double(outcomes.count { $0 == outcome }) / Double(studies)
  }
  #expect(characteristics.seen == share(.seen))
  #expect(characteristics.notSeen == share(.notSeen))
  #expect(characteristics.undecided == share(.undecided))
  let mean = try #require(Summary(recurrences)?.mean)
  #expect(abs(characteristics.recurrence - mean) < 1e-12)
}

@Test func aPlannedPlaceboIsRarelySeen() {
  let study = PlannedStudy(
    draws: 12, trainings: 4, referencesPerCell: 1, margin: 0.05, effect: .opposite(0),
    modelResiduals: references, referenceResiduals: references)
  var words = generator("placebo")
  let found = study.simulate(studies: 20_000, using: &words)
  #expect(found.seen <= 0.05 + fourErrors(0.05, found.studies), "\(found.seen)")
  #expect(abs(found.recurrence) <= 4 * found.recurrenceError, "\(found.recurrence)")
}

@Test func powerGrowsWithTheEffect() {
  let found = [0.05, 0.1, 0.2, 0.4].map { size in
    var words = generator("power")
    let study = PlannedStudy(
      draws: 12, trainings: 4, margin: 0.05, effect: .opposite(size), modelResiduals: models,
      referenceResiduals: references)
    return study.simulate(studies: 1000, using: &words)
  }
  for (weaker, stronger) in zip(found, found.dropFirst()) {
    #expect(weaker.seen <= stronger.seen)
    #expect(weaker.recurrence < stronger.recurrence)
  }
  for one in found { #expect(abs(one.seen + one.notSeen + one.undecided - 1) < 1e-12) }
  // An effect of four standard deviations recurs unless a training is stuck.
  #expect(found[3].seen == 1 && found[3].recurrence > 0.7)
}

@Test func residualsOfOneTaskStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    _ = PlannedStudy(
      draws: 12, trainings: 4, margin: 0.05, effect: .opposite(0), modelResiduals: [[0.1]],
      referenceResiduals: [[0.1]])
  }
}

// Invalid specifications are rejected with field, value and allowed values.
import Formats
import ModelZoo
import Testing

@Suite struct SpecValidationTests {
  @Test(arguments: Specimen.all)
  func everySpecimenIsValid(_ specimen: Specimen) throws {
    try specimen.spec.validate()
  }

  @Test func theTableHasEveryKindOnceAndSpecimensOfEveryKind() {
    #expect(ModelDefinition.all.map(\.kind).count == ModelKind.allCases.count)
    #expect(Set(ModelDefinition.all.map(\.kind)) == Set(ModelKind.allCases))
    #expect(Set(Specimen.all.map(\.spec.kind)) == Set(ModelKind.allCases))
    #expect(Set(Specimen.all.map(\.spec)).count == Specimen.all.count)
  }

  /// A change to a valid PLE (or another kind), and the field that it makes invalid.
  private static let faults:
    [(kind: ModelKind, field: String, change: @Sendable (inout ModelSpec) -> Void)] = [
      (.ple, "inputWidth", { $0.inputWidth = 0 }),
      (.ple, "taskCount", { $0.taskCount = 0 }),
      (.ple, "levelWidths", { $0.levelWidths = [] }),
      (.ple, "levelWidths[1]", { $0.levelWidths = [[3], []] }),
      (.ple, "levelWidths[0]", { $0.levelWidths = [[3, 0]] }),
      (.ple, "towerWidths", { $0.towerWidths = [4, -1] }),
      (.ple, "taskExpertCounts", { $0.taskExpertCounts = [1] }),
      (.ple, "taskExpertCounts", { $0.taskExpertCounts = [1, -1] }),
      (.ple, "sharedExpertCount", { $0.sharedExpertCount = -1 }),
      (.ple, "taskExpertCounts[1]", { ($0.taskExpertCounts, $0.sharedExpertCount) = ([1, 0], 0) }),
      (.cgc, "levelWidths", { $0.levelWidths = [[3], [3]] }),
      (.mmoe, "taskExpertCounts", { $0.taskExpertCounts = [1, 1] }),
      (.mmoe, "sharedExpertCount", { $0.sharedExpertCount = 0 }),
      (.mmoe, "levelWidths", { $0.levelWidths = [[3], [3]] }),
      (.omoe, "levelWidths", { $0.levelWidths = [] }),
      (.mlMMoE, "sharedExpertCount", { $0.sharedExpertCount = 0 }),
      (.mlMMoE, "selector", { ($0.selector, $0.sharedExpertCount) = (.fusion, 1) }),
      (.mmoe, "selector", { $0.selector = .input }),
      (.cgc, "selector", { $0.selector = .input }),
      (.sharedBottom, "selector", { $0.selector = .fusion }),
      (.sharedBottom, "sharedExpertCount", { $0.sharedExpertCount = 1 }),
      (.sharedBottom, "levelWidths", { $0.levelWidths = [] }),
      (.singleTask, "levelWidths", { $0.levelWidths = [[3]] }),
      (.singleTask, "towerWidths", { ($0.towerWidths, $0.layers) = ([], .lstm) }),
      (.multiHead, "towerWidths", { $0.towerWidths = [3] }),
      (.multiHead, "levelWidths", { $0.levelWidths = [] }),
      (.mmoe, "stepCount", { $0.stepCount = 0 }),
      (.mmoe, "labelCount", { $0.labelCount = 2 }),
      (.mmoe, "labelCount", { ($0.stepCount, $0.labelCount) = (5, 6) }),
      (.ple, "labelCount", { ($0.stepCount, $0.labelCount) = (5, 0) }),
      (.mmoe, "bottomWidths", { $0.bottomWidths = [] }),
      (.cgc, "bottomWidths", { $0.bottomWidths = [4, 0] }),
      (.sharedBottom, "bottomWidths", { $0.bottomWidths = [4] }),
      (.multiHead, "bottomWidths", { $0.bottomWidths = [4] }),
      (.singleTask, "taskExpertCounts", { $0.taskExpertCounts = [1, 1] }),
    ]

  @Test(arguments: faults.indices)
  func anInvalidSpecificationIsRejectedByItsField(_ index: Int) throws {
    let (kind, field, change) = Self.faults[index]
    let definition = kind.definition
    var spec = ModelSpec(
      kind: kind, inputWidth: 5, taskCount: 2, levelWidths: kind == .singleTask ? [] : [[3]],
      towerWidths: definition.hasTowers ? [4] : [],
      taskExpertCounts: definition.hasTaskExperts ? [1, 1] : [],
      sharedExpertCount: definition.hasGates ? 2 : 0)
    try spec.validate()
    change(&spec)
    let error = #expect(throws: SpecError.self) { try spec.validate() }
    #expect(error?.field == field)
    #expect(throws: SpecError.self) { _ = try Model(spec, batchCapacity: 1) }
  }
}

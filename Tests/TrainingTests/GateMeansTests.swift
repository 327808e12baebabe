// Gate statistics of learning curves.
import LinearAlgebra
import ModelZoo
import Randomness
import SyntheticData
import Testing

@testable import Training

@Suite struct GateMeansTests {
  /// Against the recorder of test samples.
  @Test(arguments: [ModelKind.mmoe, .ple, .sharedBottom])
  func smallestMeansEqualTheRecorders(_ kind: ModelKind) throws {
    let isPLE = kind == .ple
    let spec = ModelSpec(
      kind: kind, inputWidth: 5, taskCount: 2, levelWidths: isPLE ? [[4], [3]] : [[4]],
      towerWidths: [3], taskExpertCounts: isPLE ? [1, 1] : [],
      sharedExpertCount: kind == .sharedBottom ? 0 : isPLE ? 1 : 3)
    let model = try Model(spec, batchCapacity: 16)
    model.initialise(from: RandomStream(seed: 3))
    let x = FloatBuffer(count: 16 * 5)
    let (means, recorder) = (GateMeans(model), GateRecorder(model))
    for count in [16, 7] {
      RandomStream(seed: 4).fillNormal(x.all, row: count)
      model.forward(x.base, count: count)
      means.record(count: count)
      recorder.record(count: count)
    }
    let expected = recorder.records().map { $0.experts.map(\.mean).min() ?? 0 }
    #expect(means.smallest.count == expected.count && expected.isEmpty == (kind == .sharedBottom))
    for (found, expected) in zip(means.smallest, expected) {
      #expect(abs(found - expected) < 1e-12)
    }
  }
}

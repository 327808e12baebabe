import Formats
import LinearAlgebra
import Testing
import Training

@testable import Experiments

/// Checksums of one tiny run per model, by the platform that they were made on.
///
/// When one of these fails, bits of results have changed: count `numericsVersion` up, record the new
/// checksums here, and regenerate the committed results in the same change.
private let golden = (
  numericsVersion: 2, openblas: "0.3.21", core: "Haswell",
  lapack: "openblas-pthread/liblapack.so.3",
  checksums: [
    "single-task": "bd78f46f7f83c759",
    "placebo": "bdbb986c49a3e5aa",
    "multi-head": "849163fb6452764e",
    "shared-bottom": "d753fe0f47eb73a4",
    "omoe": "17570926cffbbf0d",
    "mmoe": "ccd58659492ba98c",
    "ml-mmoe": "26d2204626812b26",
    "cgc": "fbe20ee15657674b",
    "ple": "6ed687518c0ae2fc",
  ]
)

private func isGoldenPlatform() -> Bool {
  let library = BLASLibrary.loaded()
  return library.version == golden.openblas && library.core == golden.core
    && library.lapack == golden.lapack
}

/// All measured numbers of a record, by their bits.
private func checksum(_ record: RunRecord) -> String {
  var numbers = record.scores.map(\.meanSquaredError) + record.scores.compactMap(\.meanExcessError)
  numbers += record.labelVariances + record.curve.map(\.validationNMSE)
  for gate in record.gates {
    for usage in gate.experts { numbers += [usage.mean, usage.smallest, usage.quantile50] }
  }
  var checksum = Checksum()
  for number in numbers { checksum.combine("\(number.bitPattern) ".utf8) }
  return checksum.hex
}

@Test(
  .enabled(
    if: isGoldenPlatform(), "checksums are recorded for OpenBLAS 0.3.21 with Haswell kernels"))
func bitsOfTinyRunsChangeOnlyWithTheNumericsVersion() throws {
  #expect(numericsVersion == golden.numericsVersion, "record the checksums of the new version")
  let plan = try Plan(tinyExperiment(), at: .quick)
  let study = try plan.study(rates: plan.equalRates()).filter { $0.key.draw == 0 }
  let names = Dictionary(
    study.map { ($0.run.subject, $0.key.model) }, uniquingKeysWith: { first, _ in first })
  let cell = try #require(StudyRunner.cells(of: study.map(\.run)).first)
  let records = try cell.train(on: testPlatform) { _ in }
  #expect(records.count == golden.checksums.count)
  for record in records {
    let name = names[record.spec.subject] ?? "unknown"
    #expect(checksum(record) == golden.checksums[name], "\(name)")
  }
}

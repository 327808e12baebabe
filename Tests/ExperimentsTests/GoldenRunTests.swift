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
  numericsVersion: 1, openblas: "0.3.21", core: "Haswell",
  lapack: "openblas-pthread/liblapack.so.3",
  checksums: [
    "single-task": "619c686a311ebab8",
    "placebo": "c533169046c8c2f9",
    "multi-head": "7fb50dcf282e8b47",
    "shared-bottom": "a1d5ff47cf98db8b",
    "omoe": "590c2f949d7f0d66",
    "mmoe": "be6f076119add14c",
    "ml-mmoe": "b5693371b09063de",
    "cgc": "228550dcb6913baa",
    "ple": "74db85185c30013e",
  ]
)

private func isGoldenPlatform() -> Bool {
  let library = BLASLibrary.loaded()
  return library.version == golden.openblas && library.core == golden.core
    && library.lapack == golden.lapack
}

/// All measured numbers of a record, by their bits.
private func checksum(_ record: RunRecord) -> String {
  var numbers = record.scores.map(\.meanSquaredError) + record.scores.compactMap(\.pairedZ)
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
  let rates = Dictionary(uniqueKeysWithValues: plan.tunedVariants.map { ($0, 0.01) })
  let study = try plan.study(rates: rates).filter { $0.key.replicate == 0 }
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

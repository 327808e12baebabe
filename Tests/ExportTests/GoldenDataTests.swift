// The generators against a second implementation, in NumPy, that was written from their description
// alone: the files in Tests/GoldenVectors/data.
import Formats
import Foundation
import SyntheticData
import Testing

@testable import Experiments
@testable import Export

/// One file.
struct GoldenData: CustomTestStringConvertible, Sendable {
  let name: String
  var testDescription: String { name }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("GoldenVectors/data").path

  static let all: [GoldenData] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()
    .map { GoldenData(name: String($0.dropLast(".safetensors".count))) }
}

/// The largest difference in units in the last place, of numbers below 1 in those of 1; infinite for
/// arrays of other lengths and for NaN.
private func ulps(_ found: [Float], _ reference: [Double]) -> Double {
  guard found.count == reference.count else { return .infinity }
  return zip(found, reference).reduce(0) { worst, pair in
    let unit = Double(max(abs(Float(pair.1)), 1).ulp)
    let difference = abs(Double(pair.0) - pair.1) / unit
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

@Suite struct GoldenDataTests {
  @Test func allGeneratorsHaveSamples() throws {
    #expect(ulps([1], []) == .infinity && ulps([.nan], [1]) == .infinity)
    #expect(ulps([1 + Float.ulpOfOne, 0.5], [1, 0.5]) == 1)
    #expect(GoldenData.all.count == 11)
  }

  /// Masks, and the uniform numbers that choose modes, are equal. A normal number is rounded a few
  /// times, a wave's angle before its sine, and the sines of a label multiply what is rounded in z by α.
  @Test(arguments: GoldenData.all)
  func samplesAreThoseOfTheSecondImplementation(_ golden: GoldenData) throws {
    let file = try SafeTensors(reading: "\(GoldenData.folder)/\(golden.name).safetensors")
    func decode<Value: Decodable>(_ key: String) throws -> Value {
      try JSONDecoder().decode(Value.self, from: Data(try #require(file.metadata[key]).utf8))
    }
    let data: DataSpec = try decode("data")
    let samples: [Int] = try decode("samples")
    let source = try data.generator.source(correlation: data.correlation, draw: data.stream)
    let batch = Batch(capacity: samples[1] - samples[0], of: source, hasNoiseFreeLabels: true)
    source.fill(batch, with: samples[0]..<samples[1])
    let isSequential = data.generator.isSequential
    for (name, found, limit) in [
      ("masks", batch.maskRows, 0.0), ("inputs", batch.inputRows, isSequential ? 16 : 4),
      ("labels", batch.labelRows, 96), ("noise_free_labels", batch.noiseFreeRows, 96),
    ] {
      let reference = try #require(file.tensors[name]).doubles()
      let difference = ulps(Array(found), reference)
      #expect(difference <= limit, "\(name): \(difference) units in the last place")
    }
  }
}

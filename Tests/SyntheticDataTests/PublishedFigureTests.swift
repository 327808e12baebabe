import Foundation
import Randomness
import SyntheticData
import Testing

/// A point of MMoE's Figure 2: the labels' Pearson correlation over the cosine of the weights.
struct Point: CustomTestStringConvertible {
  var weightCosine: Double
  var labelPearson: Double
  var testDescription: String { "\(weightCosine)" }
}

/// The digitised points.
private let figure: [Point] = {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../experiments/published/mmoe-figure2-label-correlation.csv")
  guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
  return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
    let fields = line.split(separator: ",").compactMap { Double($0) }
    return fields.count == 2 ? Point(weightCosine: fields[0], labelPearson: fields[1]) : nil
  }
}()

@Test func theFigureHasItsPoints() { #expect(figure.count == 9) }

/// 100 trials of 10 000 points as in the paper, with the reconstructed constants c = .65, m = 6.
///
/// Two inputs are sufficient: labels depend on x only through the tasks' projections z, whose
/// distribution, normal with variance c² and correlation p, does not depend on the input width.
@Test(arguments: figure)
func theReconstructedConstantsGiveMmoesFigureTwo(point: Point) throws {
  let spec = CorrelatedTasksSpec(inputWidth: 2, scale: 0.65, sineCount: 6, phases: .formula)
  let batch = Batch(capacity: 10_000, inputWidth: 2, taskCount: 2)
  var sum = 0.0
  for trial in 0..<100 {
    let source = try CorrelatedTasks(
      spec, correlation: point.weightCosine, draw: RandomStream(seed: 3).stream("trial", trial))
    source.fill(batch, with: 0..<10_000)
    sum += pearson(batch.labels)
  }
  #expect(abs(sum / 100 - point.labelPearson) < 0.02, "measured \(sum / 100)")
}

/// Pearson's correlation of the two columns of [B, 2].
private func pearson(_ labels: UnsafeMutableBufferPointer<Float>) -> Double {
  var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for place in stride(from: 0, to: labels.count, by: 2) {
    let (x, y) = (Double(labels[place]), Double(labels[place + 1]))
    a += x
    b += y
    aa += x * x
    bb += y * y
    ab += x * y
  }
  // Means are small compared with deviations here, so sums of squares are accurate.
  let n = Double(labels.count / 2)
  return (ab - a * b / n) / ((aa - a * a / n) * (bb - b * b / n)).squareRoot()
}

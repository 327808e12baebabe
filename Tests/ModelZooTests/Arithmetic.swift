// Functions of the C library, for computations independent of the code under test.
import Foundation

/// e^x by the C library, which the code under test does not use.
func exponential(_ x: Double) -> Double { exp(x) }

/// tanh x by the C library.
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// 1/(1 + e^−x) by the C library.
func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The root of the mean square.
func rootMeanSquare(_ values: some Collection<Double>) -> Double {
  (values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))).squareRoot()
}

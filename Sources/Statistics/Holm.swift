// Holm, "A simple sequentially rejective multiple test procedure", 1979.

/// Holm's adjusted p-values, in the given order.
///
/// The j-th smallest of m p-values is multiplied by m − j + 1. A running maximum keeps the order,
/// and values are capped at 1. Rejecting where the adjusted p-value is at most α bounds the
/// family-wise error rate by α under any dependence. Empty for no p-values.
public func holm(_ pValues: [Double]) -> [Double] {
  for (index, p) in pValues.enumerated() {
    precondition(p >= 0 && p <= 1, "p-values are from 0 to 1, but value \(index) is \(p)")
  }
  let ascending = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var largest = 0.0
  for (rank, index) in ascending.enumerated() {
    largest = max(largest, min(Double(pValues.count - rank) * pValues[index], 1))
    adjusted[index] = largest
  }
  return adjusted
}

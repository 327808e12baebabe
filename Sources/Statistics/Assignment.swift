// The linear assignment problem.

/// Returns the column assigned to each row such that the sum of costs is minimal. Every column is
/// used once.
///
/// The Hungarian method (Kuhn, Munkres) with shortest augmenting paths: exact, in O(n³). `costs` is
/// [n, n] and finite.
public func cheapestAssignment(_ costs: [[Double]]) -> [Int] {
  let count = costs.count
  precondition(costs.allSatisfy { $0.count == count }, "costs are square: \(count) rows")
  // Columns are numbered from 1; column 0 is a placeholder for the row being assigned.
  var rowPrices = [Double](repeating: 0, count: count)
  var columnPrices = [Double](repeating: 0, count: count + 1)
  var rowOf = [Int?](repeating: nil, count: count + 1)
  for row in 0..<count {
    rowOf[0] = row
    var distances = [Double](repeating: .infinity, count: count + 1)
    var previous = [Int](repeating: 0, count: count + 1)
    var isReached = [Bool](repeating: false, count: count + 1)
    var column = 0
    while let placed = rowOf[column] {
      isReached[column] = true
      var next = 0
      for other in 1...count where !isReached[other] {
        let distance = costs[placed][other - 1] - rowPrices[placed] - columnPrices[other]
        if distance < distances[other] {
          distances[other] = distance
          previous[other] = column
        }
        if next == 0 || distances[other] < distances[next] { next = other }
      }
      let step = distances[next]
      for other in 0...count {
        if isReached[other] {
          if let member = rowOf[other] { rowPrices[member] += step }
          columnPrices[other] -= step
        } else {
          distances[other] -= step
        }
      }
      column = next
    }
    while column != 0 {
      rowOf[column] = rowOf[previous[column]]
      column = previous[column]
    }
  }
  var columns = [Int](repeating: 0, count: count)
  for column in 0..<count {
    if let row = rowOf[column + 1] { columns[row] = column }
  }
  return columns
}

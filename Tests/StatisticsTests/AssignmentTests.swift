import Randomness
import Statistics
import Testing

/// The smallest sum over all permutations.
private func cheapestSum(_ costs: [[Double]], _ used: Set<Int> = [], row: Int = 0) -> Double {
  row == costs.count
    ? 0
    : costs.indices.filter { !used.contains($0) }.map {
      costs[row][$0] + cheapestSum(costs, used.union([$0]), row: row + 1)
    }.min() ?? 0
}

@Test func theCheapestAssignmentIsNotTheGreedyOne() {
  // Greedy takes 0 first and then has to take 9.
  #expect(cheapestAssignment([[0, 1], [1, 9]]) == [1, 0])
  #expect(cheapestAssignment([]) == [])
  #expect(cheapestAssignment([[3]]) == [0])
}

@Test(arguments: 1...7) func noPermutationIsCheaper(_ count: Int) {
  var generator = PhiloxGenerator(RandomStream(seed: 11).stream("assignment-\(count)"))
  for _ in 0..<30 {
    let costs = (0..<count).map { _ in
      (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
    }
    let assignment = cheapestAssignment(costs)
    #expect(Set(assignment).count == count)
    let sum = assignment.enumerated().reduce(0) { $0 + costs[$1.offset][$1.element] }
    #expect(abs(sum - cheapestSum(costs)) < 1e-12)
  }
}

// What equal means for numbers that were computed in another order.

func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  found.map { abs($0 - expected) < tolerance } ?? false
}

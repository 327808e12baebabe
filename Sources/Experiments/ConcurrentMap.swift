// Bounded parallel work with results in order.

/// Applies `transform` to all elements, at most `width` at a time; results in the elements' order.
///
/// The first error ends the work: what is under way is cancelled and awaited.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], width: Int,
  _ transform: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
  precondition(width >= 1, "\(width) at a time")
  return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: elements.count)
    var next = 0
    func start(_ group: inout ThrowingTaskGroup<(Int, Result), any Error>) {
      guard next < elements.count else { return }
      let (index, element) = (next, elements[next])
      group.addTask { (index, try await transform(element)) }
      next += 1
    }
    for _ in 0..<width { start(&group) }
    while let (index, result) = try await group.next() {
      results[index] = result
      start(&group)
    }
    return results.compactMap { $0 }
  }
}

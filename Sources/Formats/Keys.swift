// Keys of tasks and learning rates.
extension NumberFormat {
  /// A task (from 0) as a key: `task1`.
  public static func task(_ index: Int) -> String { "task\(index + 1)" }

  /// A learning rate as a key: the shortest decimal that reads back as the same number, `0.001`.
  public static func learningRate(_ value: Double) -> String { "\(value)" }
}

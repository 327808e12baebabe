// MMoE's Figures 2 to 4, digitised: the labels' correlation by p, and loss curves.

internal import Formats

extension PublishedValues {
  /// A point of MMoE's Figure 2.
  package struct LabelCorrelation: Hashable, Sendable {
    /// p.
    package var cosine: Double
    /// Pearson's correlation of the two labels.
    package var pearson: Double

    static func read(_ path: String) throws -> [LabelCorrelation] {
      let table = try CSVTable(readingFrom: path, key: ["weight_cosine"])
      let columns = try ["weight_cosine", "label_pearson"].map(table.position(of:))
      return try table.rows.indices.map { row in
        LabelCorrelation(
          cosine: try required(table, row, columns[0]),
          pearson: try required(table, row, columns[1]))
      }
    }
  }

  /// A point of a curve of MMoE's Figure 3 or 4.
  package struct LossPoint: Hashable, Sendable {
    /// The table that it is from.
    package var table: PublishedTable
    /// The model's name in published tables; ``smallBottom`` in Figure 3.
    package var model: String
    /// p as a key.
    package var correlation: String
    /// As the axis has it.
    package var step: Int
    /// The loss divided by that of Figure 3 at step 0 and the same p. The unit of the losses is not stated; Figure 4 has
    /// no step 0, and an untrained network of either figure predicts about nothing.
    package var relativeLoss: Double

    /// Where the axes of both figures end.
    package static let lastStep = 10_000
    /// The model of Figure 3, a shared bottom with 16 units.
    package static let smallBottom = "shared-bottom-16"

    static func read(bottom: String, models: String) throws -> [LossPoint] {
      let three = try CSVTable(readingFrom: bottom, key: ["correlation", "step"])
      let small = try points(three, ["loss": smallBottom], of: .bottomCurves)
      let initial = Dictionary(
        small.filter { $0.step == 0 }.map { ($0.correlation, $0.relativeLoss) },
        uniquingKeysWith: { first, _ in first })
      let four = try CSVTable(readingFrom: models, key: ["correlation", "step"])
      let names = four.columns.filter { !["correlation", "step"].contains($0) }
      let large = try points(
        four, Dictionary(names.map { ($0, $0) }, uniquingKeysWith: { first, _ in first }),
        of: .lossCurves)
      return (small + large).compactMap { point in
        initial[point.correlation].map { first in
          var point = point
          point.relativeLoss /= first
          return point
        }
      }
    }

    /// The losses as they are, column by column.
    private static func points(
      _ table: CSVTable, _ models: [String: String], of source: PublishedTable
    ) throws -> [LossPoint] {
      let correlation = try table.position(of: "correlation")
      let step = try table.position(of: "step")
      return try table.columns.filter { models[$0] != nil }.flatMap { name in
        let column = try table.position(of: name)
        return try table.rows.indices.map { row in
          LossPoint(
            table: source, model: models[name] ?? name,
            correlation: NumberFormat.correlation(try required(table, row, correlation)),
            step: try table.integer(row: row, column: step),
            relativeLoss: try required(table, row, column))
        }
      }
    }
  }
}

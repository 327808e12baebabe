// The forms of fields: what is written for a value, and what is refused when it is read.

internal import Formats

/// A field of a table, with what a message about it needs.
package struct Field: Sendable {
  let table: CSVTable
  let row: Int
  let column: Int

  /// The text between the commas.
  var text: String { table.rows[row][column] }

  /// The text, which reaches terminals and pages.
  fileprivate var printableText: String {
    get throws {
      if text.isPrintable { return text }
      throw error("must not have control characters")
    }
  }

  /// What is wrong with the field; `problem` completes "…, but ".
  func error(_ problem: String) -> CSVError {
    CSVError(
      path: table.path, line: table.line(ofRow: row),
      problem: "\(table.columns[column]) is \(text.isEmpty ? "empty" : text), but \(problem)")
  }
}

extension CellFormat where Value == String {
  /// A text that is not empty.
  package static var text: CellFormat {
    CellFormat(write: { $0 }) { field in
      if field.text.isEmpty { throw field.error("must not be empty") }
      return try field.printableText
    }
  }

  /// A text that may be empty.
  package static var optionalText: CellFormat {
    CellFormat(write: { $0 }, read: { try $0.printableText })
  }

  /// A correlation as a key: a number with two decimals, or `-` where nothing controls it.
  package static var correlation: CellFormat {
    CellFormat(write: { $0 }) { field in
      let isNumber = Double(field.text).map { NumberFormat.correlation($0) == field.text } ?? false
      guard isNumber || field.text == NumberFormat.noCorrelation else {
        throw field.error("must be a number with two decimals, or - where nothing controls it")
      }
      return field.text
    }
  }

  /// A draw as a key: digits, at least three.
  package static var draw: CellFormat {
    CellFormat(write: { $0 }) { field in
      guard let value = Int(field.text), value >= 0, NumberFormat.draw(value) == field.text
      else { throw field.error("must be a number of at least three digits") }
      return field.text
    }
  }
}

extension CellFormat where Value == Double? {
  /// A measured number with nine significant digits; empty for nil.
  package static var measured: CellFormat {
    CellFormat(write: { NumberFormat.measured($0) }) { field in
      let value = try field.table.number(row: field.row, column: field.column)
      if let value, value.magnitude > DecimalNumber.largest {
        throw field.error("must lie within ±1e100")
      }
      return value
    }
  }

  /// A measured number with four significant digits; empty for nil.
  package static var rough: CellFormat {
    CellFormat(write: { NumberFormat.rough($0) }, read: { try measured.read($0) })
  }

  /// A measured number that cannot be below 0: a square, or a spread.
  package static var amount: CellFormat { measured.within(0...(.infinity), "must be 0 or more") }

  /// A measured number from 0 to 1: a weight, or a share. Weights are single, and their means rounded.
  package static var share: CellFormat { measured.within(0...1 + 1e-6, "must be from 0 to 1") }

  /// The same with four significant digits.
  package static var roughShare: CellFormat { rough.within(0...1 + 1e-6, "must be from 0 to 1") }

  /// The same format for the numbers of a range. `problem` completes "…, but ".
  private func within(_ range: ClosedRange<Double>, _ problem: String) -> CellFormat {
    CellFormat(write: write) { [read] field in
      let value = try read(field)
      if let value, !range.contains(value) { throw field.error(problem) }
      return value
    }
  }

  /// A stated number in its shortest form; empty for nil.
  package static var optionalShortest: CellFormat {
    CellFormat(write: { $0.map(NumberFormat.learningRate) ?? "" }) { field in
      field.text.isEmpty ? nil : try CellFormat<Double>.shortest.read(field)
    }
  }
}

extension CellFormat where Value == Double {
  /// A stated number above 0, such as a learning rate, in its shortest form.
  package static var shortest: CellFormat {
    CellFormat(write: { NumberFormat.learningRate($0) }) { field in
      guard let value = Double(field.text), value > 0, value.isFinite,
        NumberFormat.learningRate(value) == field.text
      else { throw field.error("must be a number above 0 in its shortest form") }
      return value
    }
  }
}

extension CellFormat where Value == Int {
  /// A whole number.
  package static var integer: CellFormat {
    CellFormat(write: { String($0) }) { try $0.table.integer(row: $0.row, column: $0.column) }
  }
}

extension CellFormat where Value == Int? {
  /// A whole number; empty for nil.
  package static var optionalInteger: CellFormat {
    CellFormat(write: { $0.map(String.init) ?? "" }) { field in
      field.text.isEmpty ? nil : try CellFormat<Int>.integer.read(field)
    }
  }

  /// A number of things; empty for nil.
  package static var optionalCount: CellFormat {
    CellFormat(write: optionalInteger.write) { field in
      let value = try optionalInteger.read(field)
      if let value, value < 0 { throw field.error("must be 0 or more") }
      return value
    }
  }
}

extension CellFormat where Value == Bool? {
  /// `yes` or `no`; empty for nil.
  package static var yesOrNo: CellFormat {
    CellFormat(write: { $0.map { $0 ? "yes" : "no" } ?? "" }) { field in
      switch field.text {
      case "yes": true
      case "no": false
      case "": nil
      default: throw field.error("must be yes, no or empty")
      }
    }
  }
}

extension CellFormat where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of the words of an enumeration.
  package static var word: CellFormat {
    CellFormat(write: { $0.rawValue }) { field in
      guard let word = Value(rawValue: field.text) else {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw field.error("must be one of \(words)")
      }
      return word
    }
  }
}

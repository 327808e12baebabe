// A page as a value: what it says, before anybody decides how it is written down.

package import Formats

/// A part of a page.
package enum Block: Hashable, Sendable {
  /// A heading; level 1 is the page's.
  case heading(Int, String)
  /// Text; Markdown's inline marks are allowed.
  case paragraph(String)
  /// Items without an order.
  case list([String])
  /// A command or a listing, as it is.
  case code(String)
  /// A table; columns in which every row is empty are left out.
  case table(TextTable)
  /// A picture with its title; the path is relative to the page.
  case figure(title: String, path: String)

  /// A paragraph of sentences; empty ones are left out.
  static func sentences(_ sentences: [String]) -> Block {
    .paragraph(sentences.filter { !$0.isEmpty }.joined(separator: " "))
  }

  /// Whether the block says nothing.
  var isEmpty: Bool {
    switch self {
    case .heading, .figure: false
    case .paragraph(let text), .code(let text): text.isEmpty
    case .list(let items): items.isEmpty
    case .table(let table): table.rows.isEmpty
    }
  }
}

/// Writes pages in Markdown.
package enum Markdown {
  /// The text of a page: blocks with a blank line between them. Empty blocks are left out.
  package static func text(_ blocks: [Block]) -> String {
    blocks.filter { !$0.isEmpty }.map(text).joined(separator: "\n\n") + "\n"
  }

  private static func text(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text): String(repeating: "#", count: level) + " " + text
    case .paragraph(let text): text
    case .list(let items): items.map { "- \($0)" }.joined(separator: "\n")
    case .code(let text): "```\n\(text)\n```"
    case .table(let table): String(table.withoutEmptyColumns.markdown.dropLast())
    case .figure(let title, let path): "![\(title)](\(path))"
    }
  }
}

// What there is to run.
import ArgumentParser
import Experiments
import Foundation

/// `reproduce list`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the experiments, their scales, and what each regenerates.")

  func run() throws {
    let experiments = try Experiment.readAll(folder: Folders.experiments)
    var rows = [["experiment", "scale", "regenerates", "runs", "samples", "models"]]
    for experiment in experiments {
      for sized in experiment.scales {
        let plan = try Plan(experiment, at: sized.name)
        let runs = plan.variants.reduce(0) {
          $0 + plan.correlations(of: $1).count * sized.scale.replicates
        }
        rows.append([
          experiment.name, sized.name.rawValue, experiment.regenerates, "\(runs)",
          "\(sized.scale.sampleCount)", experiment.models.map(\.name).joined(separator: " "),
        ])
      }
    }
    print(aligned(rows))
    print("\nRun one with `swift run reproduce run NAME`, all with `swift run reproduce all`.")
    print("Results go to results/<scale>/<experiment>/; runs that coincide are trained once.")
  }
}

/// Rows as columns of equal width, the last one ragged.
func aligned(_ rows: [[String]]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    row.enumerated().map { column, text in
      column == row.count - 1
        ? text : text + String(repeating: " ", count: widths[column] - text.count)
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

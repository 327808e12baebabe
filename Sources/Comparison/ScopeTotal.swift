// What differs in all files of an experiment, by model, correlation and gate.

/// The sums over files of one model, correlation and gate.
struct ScopeTotal {
  let experiment: String
  let model: String
  let correlation: String
  let gate: String
  private(set) var cells = 0
  private(set) var unequal = 0
  private(set) var beyondTolerance = 0
  private(set) var groups = 0
  private(set) var groupsOutside = 0
  /// The file with the largest share of cells beyond tolerance.
  private(set) var file = ""
  /// Its worst cell.
  private(set) var worst: WorstCell?
  private var worstShare = -1.0

  /// All sums: most groups outside of noise first, else in the order of the files.
  static func all(in files: [FileComparison]) -> [ScopeTotal] {
    var totals: [ScopeTotal] = []
    var positions: [[String]: Int] = [:]
    for file in files {
      let folder = parent(file.file)
      let experiment = lastPart(folder) == "gates" ? parent(folder) : folder
      for scope in file.summary where !(scope.model + scope.correlation + scope.gate).isEmpty {
        let key = [experiment, scope.model, scope.correlation, scope.gate]
        let position = positions[key] ?? totals.count
        if position == totals.count {
          positions[key] = position
          totals.append(
            ScopeTotal(
              experiment: experiment, model: scope.model, correlation: scope.correlation,
              gate: scope.gate))
        }
        totals[position].add(scope, of: file.file)
      }
    }
    return totals.enumerated().sorted {
      ($1.element.groupsOutside, $0.offset) < ($0.element.groupsOutside, $1.offset)
    }.map(\.element)
  }

  private init(experiment: String, model: String, correlation: String, gate: String) {
    self.experiment = experiment
    self.model = model
    self.correlation = correlation
    self.gate = gate
  }

  private mutating func add(_ scope: ScopeSummary, of file: String) {
    cells += scope.cells
    unequal += scope.unequal
    beyondTolerance += scope.beyondTolerance
    groups += scope.groups
    groupsOutside += scope.groupsOutside
    let share = Double(scope.beyondTolerance) / Double(max(1, scope.cells))
    if share > worstShare {
      worstShare = share
      self.file = lastPart(file)
      worst = scope.worst
    }
  }
}

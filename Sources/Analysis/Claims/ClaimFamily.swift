// Families of claims: a rule with its arguments. Which claims there are is declared in experiment files.

package import Experiments
internal import Records

/// Claims that share a rule.
///
/// A family is added by writing a type (a file in `Families`, with its rule as a pure function) and listing it
/// in ``ClaimFamilies/all``.
package protocol ClaimFamily: Sendable {
  /// The name in experiment files, and in the ids of its claims.
  static var name: String { get }
  /// What its claims measure, in a word or two.
  static var unit: String { get }
  /// The derived tables that it reads and that are not always written.
  static var tables: [any DerivedTable.Type] { get }
  /// Reads the arguments of a declaration.
  /// - Throws: `ExperimentFileError` at the declaration, for what the experiment does not have.
  init(_ arguments: inout Arguments) throws(ExperimentFileError)
  /// What the ids of its claims begin with, models or tasks: two declarations may not share one.
  var keys: [[String]] { get }
  /// The claims about an experiment; none where a table has nothing for them.
  func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim]
}

extension ClaimFamily {
  package static var unit: String { "difference" }
  package static var tables: [any DerivedTable.Type] { [] }
  /// A family without a subject is declared once.
  package var keys: [[String]] { [[]] }
}

/// All families of claims.
package enum ClaimFamilies {
  package static let all: [any ClaimFamily.Type] = [
    LastingSeesaw.self, SomeLastingSeesaw.self, LoserPaysLess.self, NoTaskFavoured.self,
    ControlsHold.self, SingleRuns.self, GainOver.self, BestOfAll.self, BestAtEveryCorrelation.self,
    FirstPlaces.self, GainRatio.self, CostOfSetting.self, TaskDifferences.self, SharedMass.self,
    NoZeroWeight.self, NoZeroWeightInAny.self, NeverBecomes.self, SelectorOrSeparation.self,
    SameForm.self, StartedWeights.self, StartedStaysOut.self, StartedError.self,
    ExcludesExperts.self, BestOnBothTasks.self, ErrorRatio.self, PublishedErrors.self,
    NoBetterThanControl.self, LeadByCorrelation.self, MatchedSize.self,
    CostOfDeparture.self, SmallestSpread.self, VariesMost.self, EqualAt.self,
    LeadLost.self, OverfitsMore.self, OverfitsSparseTargets.self, SettingHelps.self,
  ]
}

/// The declared claims of an experiment, resolved.
package struct DeclaredClaims: Sendable {
  private let declared: [(declaration: Declaration, family: any ClaimFamily, origin: ClaimOrigin)]

  /// Resolves declarations.
  /// - Throws: `ExperimentFileError` naming file, line and what is missing.
  package init(
    _ file: ExperimentFile, families known: [any ClaimFamily.Type] = ClaimFamilies.all
  ) throws(ExperimentFileError) {
    var declared: [(Declaration, any ClaimFamily, ClaimOrigin)] = []
    var seen: [[String]: Declaration] = [:]
    let report = file.presentation.report
    for declaration in report.claims.asked(of: file.experiment) {
      let names = known.map { $0.name }
      guard let type = known.first(where: { $0.name == declaration.name }) else {
        throw declaration.refusal(
          "is of the family \(declaration.name), but must be of one of \(names.joined(separator: ", "))"
        )
      }
      var arguments = Arguments(declaration, in: file)
      let origin = try arguments.origin()
      let family = try Self.make(type, &arguments)
      try arguments.finish()
      for key in family.keys {
        let id = ([type.name] + key)
        if let first = seen.updateValue(declaration, forKey: id) {
          throw declaration.refusal(
            "declares the same claim as \(first.place.path): their rows would have the same id, "
              + "\(id.joined(separator: "/"))")
        }
      }
      declared.append((declaration, family, origin))
    }
    self.declared = declared
  }

  private static func make<Family: ClaimFamily>(
    _: Family.Type, _ arguments: inout Arguments
  ) throws(ExperimentFileError) -> any ClaimFamily { try Family(&arguments) }

  /// The derived tables that the claims need.
  package var tables: [any DerivedTable.Type] { declared.flatMap { type(of: $0.family).tables } }

  /// The claims about an experiment, in the order of the declarations.
  package func claims(_ results: ExperimentResults, in study: StudyResults) -> [Claim] {
    grouped(results, in: study).flatMap(\.claims)
  }

  /// The same, declaration by declaration; one about which the results say nothing has none.
  package func grouped(
    _ results: ExperimentResults, in study: StudyResults
  ) -> [(declaration: Declaration, claims: [Claim])] {
    declared.map { declaration, family, origin in
      let claims = family.claims(results, in: study).map { claim in
        var claim = claim
        let name = type(of: family).name
        claim.id = "\(results.name)/\(name)" + (claim.id.isEmpty ? "" : "/\(claim.id)")
        claim.unit = type(of: family).unit
        claim.isOfPaperSize = results.records.isOfPaperSize
        origin.apply(to: &claim)
        return claim
      }
      return (declaration, claims)
    }
  }
}

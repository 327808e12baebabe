// From records in memory, or from a folder, to results and claims.

package import Analysis
package import Experiments
package import Records

/// The records of some runs as those of an experiment.
///
/// - Parameter change: adds the other record tables.
package func records(
  _ metrics: [MetricRecord], of file: ExperimentFile, at scale: ScaleName = .quick,
  _ change: (inout ExperimentRecords) throws -> Void = { _ in }
) throws -> ExperimentRecords {
  var records = ExperimentRecords(
    metrics, plan: try Plan(file.experiment, at: scale), presentation: file.presentation)
  try change(&records)
  return records
}

/// The results of experiments in memory, with the tables that their claims need.
package func results(
  of experiments: [ExperimentRecords], published: PublishedValues? = nil,
  tables: [any DerivedTable.Type] = DerivedTables.all
) throws -> StudyResults {
  let needed = try Dictionary(
    uniqueKeysWithValues: experiments.map { ($0.name, try DeclaredClaims($0.file).tables) })
  return StudyResults(
    StudyRecords(experiments: experiments),
    published: try published ?? PublishedValues(folder: Repository.published), tables: tables
  ) { needed[$0.name] ?? [] }
}

/// The results of one experiment in memory.
package func results(of experiment: ExperimentRecords) throws -> StudyResults {
  try results(of: [experiment])
}

/// The results of a folder that a study was written to.
package func results(
  of folder: String, at scale: ScaleName = .quick, files: [ExperimentFile] = []
) throws -> StudyResults {
  try results(of: StudyRecords.read(folder: folder, scale: scale, files: files).experiments)
}

/// The declared claims of a study, in the order of its experiments.
package func claims(of study: StudyResults) throws -> [Claim] {
  try study.experiments.flatMap { results in
    try DeclaredClaims(results.records.file).claims(results, in: study)
  }
}

/// The declared claims of experiments in memory, computed without the tables that no claim reads.
package func claims(
  of experiments: ExperimentRecords..., published: PublishedValues? = nil
) throws -> [Claim] {
  let tables = DerivedTables.all.filter { $0 != GainTable.self }
  return try claims(of: results(of: experiments, published: published, tables: tables))
}

extension ExperimentRecords {
  /// Both halves of the experiment.
  package var file: ExperimentFile {
    ExperimentFile(experiment: plan.experiment, presentation: presentation)
  }
}

extension Sequence<Claim> {
  /// The claims of a family.
  package func family(_ name: String) -> [Claim] {
    filter { $0.id.split(separator: "/").dropFirst().first == Substring(name) }
  }
}

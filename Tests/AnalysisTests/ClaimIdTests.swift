// The keys of claims.csv over all made-up studies.
import Analysis
import Experiments
import Fixtures
import Formats
import ModelZoo
import Records
import Testing

struct ClaimIdTests {
  /// Records of every experiment for which claims are declared.
  private func study() throws -> [ExperimentRecords] {
    var made = MadeUpStudy()
    made.draws = 12
    var unequal = try MadeUpStudy.unequalTasks()
    unequal.draws = 4
    let again = Array(repeating: 0.001, count: 30)
    var sequences = MadeUpSequences()
    sequences.hasData = true
    return [
      try made.records("seesaw"), try unequal.records("unequal-tasks"),
      try made.adapted(to: "learning-rates").records("learning-rates"),
      try made.records("expert-utilization"),
      try made.adapted(to: "never-zero").records("never-zero"),
      try made.adapted(to: "never-zero-at-size").records("never-zero-at-size"),
      try selectorStudy(
        separateByFusion: 0.4, separateByInput: 0.8, pooledByInput: 0.8, pooledByFusion: 0.4),
      try embeddingStudy([startRecord(draw: "000", difference: 1)]),
      try startedStudy(offset: -4, ends: [0.1, 0.11, 0.12], errors: [0.1, 0.1, 0.1]),
      try configurationStudy("where-it-breaks", smallest: [0.001, 0.002]),
      try configurationStudy("where-it-breaks-confirmed", smallest: again, seed: 8),
      try configurationStudy("where-it-breaks-unequal", smallest: again, seed: 9),
      try sequences.records(), try MadeUpSequences.sweep(), try shipped("parameters"),
      try made.adapted(to: "weak-correlation").records("weak-correlation"),
      try shipped("ports"), try shipped("listing"), try shippedStudy("mmoe"),
      try shipped("sparse-target"), try shippedStudy("linear-task", draws: 4, at: .paper),
    ]
  }

  /// A shipped experiment as it is, with errors that differ by draw alone.
  private func shipped(_ name: String) throws -> ExperimentRecords {
    var file = try ExperimentFile.read(file: Repository.folder + "/experiments/\(name).yaml")
    file.experiment = file.experiment.asRun(at: .quick)
    let plan = try Plan(file.experiment, at: .quick)
    let metrics = try plan.variants.flatMap { variant in
      let spec = try variant.choice.spec(plan.scale, taskCount: 2, in: variant.setting)
      let parameterCount = try Model(spec, batchCapacity: 1).parameterCount
      return (0..<plan.scale.draws).flatMap { draw in
        runs(
          variant.choice.name, draw,
          Array(repeating: [0.1 * Double(draw), 0], count: plan.scale.trainings),
          setting: variant.setting.name
        ).map { record in
          var record = record
          record.parameterCount = parameterCount
          return record
        }
      }
    }
    return try records(metrics, of: file) { records in
      guard plan.recordsTrainingErrors else { return }
      records.trainingErrors = metrics.map { row in
        var record = TrainingErrorRecord()
        (record.run, record.task) = (row.run, row.task)
        (record.labels, record.mse, record.excessError) = (10, 0.5, 0.5)
        return record
      }
    }
  }

  @Test func idsAreUniqueAndBeginWithExperimentAndFamily() throws {
    let experiments = try study()
    #expect(Set(try ShippedDeclarations.namesWithClaims()).isSubset(of: experiments.map(\.name)))
    let tables = DerivedTables.all.filter { $0 != GainTable.self }
    let results = try results(of: experiments, tables: tables)
    var ids: [String] = []
    var families: Set<String> = []
    for result in results.experiments {
      let claims = try DeclaredClaims(result.records.file).claims(result, in: results)
      let declared = result.records.presentation.report.claims.map(\.name)
      #expect(claims.isEmpty == declared.isEmpty, "\(result.name)")
      for claim in claims {
        let parts = claim.id.split(separator: "/", omittingEmptySubsequences: false).map(
          String.init)
        #expect(parts[0] == result.name && declared.contains(parts[1]), "\(claim.id)")
        #expect(parts.allSatisfy { !$0.isEmpty }, "\(claim.id)")
        #expect(!claim.id.contains(" ") && !claim.id.contains(","), "\(claim.id)")
        families.insert(parts[1])
      }
      ids += claims.map(\.id)
    }
    #expect(Set(ids).count == ids.count)
    // Starts with an offset and starts with −∞ are studies of the same name.
    let shutOut = try Fixtures.claims(
      of: startedStudy(offset: nil, ends: [0, 0, 0], errors: [0.1, 0.1, 0.1]))
    #expect(shutOut.map(\.id) == ["starting-there/started-stays-out"])
    families.insert("started-stays-out")
    #expect(families == Set(ClaimFamilies.all.map { $0.name }), "every family is among them")
    let expected = [
      "seesaw/gain-over/ple/mmoe", "seesaw/best-of-all/ple", "seesaw/single-runs/-",
      "learning-rates/gain-over/ple/mmoe/rate-001/rate-003/rate-01/rate-03",
      "learning-rates/cost-of-setting/constant", "unequal-tasks/controls-hold/spike-0.40/-",
      "unequal-tasks/some-lasting-seesaw/own-sinusoids/one-linear/label-scales",
      "unequal-tasks/lasting-seesaw/cgc/label-scales", "unequal-tasks/no-task-favoured/-",
      "seesaw/best-at-every-correlation/ple/single-task/shared-bottom/mmoe",
      "expert-utilization/task-differences/cgc/mmoe",
      "never-zero/no-zero-weight/mmoe/no-gate-bias",
      "never-zero/no-zero-weight-in-any/mmoe/ml-mmoe", "starting-there/started-error/mmoe/sgd/0.50",
      "sequential/error-ratio/mose/multi-head/task1",
      "sequential-seesaw/no-better-than-control/stepwise",
      "mmoe/smallest-spread/mmoe", "mmoe/varies-most/shared-bottom/log_excess/drawn-sines",
      "mmoe/equal-at/mmoe/omoe/1.00/squared-phases",
    ]
    for id in expected { #expect(ids.contains(id), "\(id)") }
  }

  /// An id is a key: sentences and numbers may change, it does not.
  @Test func idsDoNotDependOnTitlesOrMeasurements() throws {
    var other = MadeUpStudy()
    other.seed = 2
    other.gains["ple"] = [-0.3, 0.3]
    var records = try other.records()
    var presentation = records.presentation
    presentation.models["ple"] = ModelLook(title: "Progressive extraction")
    records = ExperimentRecords(
      other.metrics(), plan: records.plan, presentation: presentation)
    let renamed = try claims(of: records)
    #expect(renamed.contains { $0.statement.hasPrefix("Progressive extraction") })
    #expect(try renamed.map(\.id) == claims(of: MadeUpStudy().records()).map(\.id))
  }

  /// A rule is part of what is compared between results, a title is not.
  @Test func rulesDoNotDependOnTitles() throws {
    let experiments = try study()
    let retitled = experiments.map { records in
      var presentation = records.presentation
      for (index, model) in records.models.models.enumerated() {
        presentation.models[model.name, default: ModelLook()].title = "Title \(index)"
      }
      var other = ExperimentRecords([], plan: records.plan, presentation: presentation)
      other.sweep = records.sweep
      (other.gates, other.starts, other.curves) = (records.gates, records.starts, records.curves)
      other.tuning = records.tuning
      return other
    }
    func claims(_ experiments: [ExperimentRecords]) throws -> [Claim] {
      let results = try results(of: experiments)
      return try results.experiments.flatMap {
        try DeclaredClaims($0.records.file).claims($0, in: results)
      }
    }
    let (first, second) = (try claims(experiments), try claims(retitled))
    #expect(first.map(\.id) == second.map(\.id))
    #expect(first.map(\.rule) == second.map(\.rule))
    #expect(first.map(\.statement) != second.map(\.statement))
  }
}

// The tables of a results folder as a comparison sees them, told apart by their headers: the one place
// that knows which columns of a table name a row, and what there is to judge the others by.

extension TableKind {
  /// The kind that a header belongs to, whatever the file is called; nil for a header of no table of
  /// this program.
  static func known(_ header: [String]) -> TableKind? { knownTables[header] ?? varying(header) }

  /// Tables whose header is always the same.
  static let knownTables: [[String]: TableKind] = [
    MetricRecord.columns: TableKind(
      key: MetricRecord.key, configuration: ["parameter_count", "learning_rate"],
      // Whether a run diverged is judged, when it did is not.
      words: ["status"], following: ["diverged_at"], leading: "nmse",
      evidence: .repetitions("replicate")),
    TuningRecord.columns: TableKind(
      // A rate is chosen for all draws alike.
      key: TuningRecord.key, configuration: ["chosen"], words: ["status"],
      evidence: .repetitions("draw")),
    CurveRecord.columns: TableKind(
      key: CurveRecord.key, configuration: ["samples"], evidence: .repetitions("replicate")),
    GateRecord.columns: TableKind(
      key: GateRecord.key, configuration: ["owner"], leading: "mean",
      evidence: .repetitions("replicate"), namesExperts: true),
    GateSummary.columns: TableKind(
      key: GateSummary.key, evidence: .repetitions("replicate"), namesExperts: true),
    GateSample.columns: TableKind(
      key: GateSample.key, evidence: .none(singleRun), source: "gates/*.csv", namesExperts: true),
    GainTable.columns: TableKind(
      key: ["model", "setting", "correlation", "task", "metric"], configuration: ["published"],
      words: ["published_within_prediction"],
      // All of these follow from n, mean and sd, or from the same runs in another way.
      following: [
        "n", "lower", "upper", "sd", "iqm", "iqm_lower", "iqm_upper", "sign_flip_p",
        "prediction_lower", "prediction_upper", "published_within_prediction",
      ],
      evidence: .moments(count: "n", mean: "mean", deviation: "sd")),
    SeesawTable.columns: TableKind(
      key: ["model", "setting", "correlation"], following: ["runs", "diverged", "seesaw"],
      evidence: .intervals(IntervalColumns.all(in: SeesawTable.columns))),
    UtilizationTable.columns: TableKind(
      key: ["model", "setting", "correlation", "level", "gate", "owner", "rank"],
      following: ["n", "sd", "bottom", "top"],
      evidence: .moments(count: "n", mean: "mean", deviation: "sd")),
    ReplicateBars.columns: TableKind(
      key: ["source", "model", "setting", "level", "gate", "expert"],
      configuration: ["owner", "shade"], evidence: .none(singleRun), source: "gates/*.csv"),
    CurveTable.columns: TableKind(
      key: ["model", "setting", "step"], configuration: ["samples"],
      evidence: .none("it pools runs that are not independent"), source: "curves.csv"),
    SmallestWeights.columns: TableKind(
      key: ["model", "setting", "correlation", "replicate"], words: whereSmallest,
      following: whereSmallest, evidence: .repetitions("replicate"), namesExperts: true),
    StartRecord.columns: TableKind(
      key: StartRecord.key, configuration: ["donor", "excluded_experts"],
      leading: "largest_difference", evidence: .repetitions("replicate")),
    EmbeddingTable.columns: TableKind(
      key: ["model", "setting", "correlation"], configuration: ["donor"], following: ["n"],
      evidence: .none("it shows extremes over runs"), source: "starts.csv"),
    DriftTable.columns: TableKind(
      key: ["model", "setting", "correlation"], configuration: ["donor", "offset", "optimiser"],
      following: [
        "n", "diverged", "excluding_at_start", "excluding_at_end", "collapsed", "weight_at_start",
        "weight_at_end",
      ],
      evidence: .intervals(IntervalColumns.all(in: DriftTable.columns))),
    GateMap.columns: TableKind(
      key: ["model", "setting", "correlation"],
      configuration: ["place", "learning_rate", "experts", "passes", "temperature"],
      evidence: .none("it shows few runs per place"), source: "curves.csv"),
    SequenceErrors.columns: TableKind(
      key: ["model", "task", "unit"], configuration: ["published"],
      words: ["published_within_prediction"],
      following: [
        "n", "prediction_lower", "prediction_upper", "published_within_prediction",
      ], evidence: .intervals(IntervalColumns.all(in: SequenceErrors.columns))),
    ModeCurves.columns: TableKind(
      key: ["mode", "sample", "step"],
      evidence: .none("it shows the data, and no training"), source: "data.csv"),
    ClaimTable.columns: TableKind(
      key: ["claim"], configuration: ["source", "published", "rule"], words: ["verdict"],
      following: ["claim", "n"], evidence: .intervals(IntervalColumns.all(in: ClaimTable.columns)),
      keyQuotesNumbers: true),
  ]

  /// Tables whose header depends on the number of tasks.
  private static func varying(_ header: [String]) -> TableKind? {
    let taskCount = header.count { $0.hasPrefix("variance_") }
    if taskCount > 0, DataCard.headers(taskCount: taskCount).contains(header) {
      return TableKind(
        key: DataCard.key, identities: Set(header.filter { $0.hasPrefix("checksum_") }),
        evidence: .repetitions("replicate"))
    }
    let plane = ["model", "setting", "correlation", "replicate"]
    if header.starts(with: plane), header.count > plane.count,
      header.dropFirst(plane.count).allSatisfy({ $0.hasSuffix("_nmse_gain") })
    {
      return TableKind(key: plane, evidence: .repetitions("replicate"))
    }
    return nil
  }

  /// Why a table that shows one run has no seed noise to be judged by.
  private static let singleRun = "it shows single runs, without replicates"

  /// In what gate a run's smallest weight is, and what it is compared with: this follows from the gates and the
  /// errors, which are judged in their own tables.
  private static let whereSmallest: Set<String> = [
    "level", "gate", "expert", "like_cgc_05", "like_cgc_01", "like_cgc_001", "cgc_is_better",
  ]

  /// All columns that are part of some key.
  static let knownKeys: Set<String> = Set(knownTables.values.flatMap(\.key))
}

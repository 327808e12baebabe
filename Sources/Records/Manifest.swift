// `manifest.json`: what made the results of a folder.

public import Experiments

/// Versions, platform, and every experiment as it was run and as it is shown.
public struct Manifest: Codable, Hashable, Sendable {
  /// The libraries and programs that the bytes depend on.
  public struct Platform: Codable, Hashable, Sendable {
    /// OpenBLAS's release.
    public var openblas: String
    /// OpenBLAS's kernels.
    public var core: String
    /// The LAPACK library.
    public var lapack: String
    /// gnuplot's release, or `none`.
    public var gnuplot: String
  }

  /// Counts up when a file of the folder changes its form.
  public static let currentSchemaVersion = 5

  /// The form of the folder's files.
  public var schemaVersion = Self.currentSchemaVersion
  /// Counts up when the same specification gives other bits.
  public var numericsVersion: Int
  /// Where the results were made.
  public var platform: Platform
  /// `quick` or `paper`.
  public var scale: String
  /// The experiments by name, as they were run.
  public var experiments: [String: Experiment]
  /// How they are shown, by name; decides no number.
  public var presentation: [String: Presentation]

  /// The manifest of experiments at one scale.
  package init(
    _ files: [ExperimentFile], at scale: ScaleName, platform: NumericPlatform, gnuplot: String?
  ) {
    numericsVersion = Experiments.numericsVersion
    self.platform = Platform(
      openblas: platform.openblas, core: platform.core, lapack: platform.lapack,
      gnuplot: gnuplot ?? "none")
    self.scale = scale.rawValue
    experiments = [:]
    presentation = [:]
    for file in files {
      experiments[file.experiment.name] = file.experiment.asRun(at: scale)
      presentation[file.experiment.name] = file.presentation
    }
  }

  /// The experiments as they were run, each with the presentation of the file that asks for the same study,
  /// else with the one recorded here.
  package func files(at scale: ScaleName, preferring files: [ExperimentFile]) -> [ExperimentFile] {
    experiments.keys.sorted().compactMap { name in
      guard let experiment = experiments[name] else { return nil }
      let file = files.first {
        $0.experiment.name == name && $0.experiment.asRun(at: scale) == experiment
      }
      let recorded =
        presentation[name] ?? Presentation(title: name, regenerates: "nothing published")
      return ExperimentFile(
        experiment: experiment, presentation: file?.presentation ?? recorded, path: file?.path)
    }
  }
}

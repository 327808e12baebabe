// What the project's own experiment files declare under `report`, for made-up studies of the same names.

package import Experiments
internal import ModelZoo

/// The declarations of the shipped experiments, limited to the models that a made-up study has.
package enum ShippedDeclarations {
  /// The published tables and the claims of the experiment with this name.
  package static func report(of name: String, in experiment: Experiment) -> ReportDeclarations {
    ReportDeclarations(
      published: published[name] ?? [],
      claims: (claims[name] ?? []).compactMap { limited($0, to: experiment) })
  }

  /// The names of the experiments that declare claims.
  package static var names: [String] { claims.keys.sorted() }

  private static let published = [
    "seesaw": ["ple-figure7-mtl-gain"],
    "expert-utilization": ["ple-figure8-expert-utilization", "mmoe-figure6-gates"],
    "never-zero": ["ple-figure8-expert-utilization"],
    "gate-selector": ["ple-figure8-expert-utilization"],
    "starting-there": ["ple-figure8-expert-utilization"],
    MadeUpSequences.modes: ["mose-figure6-mse"],
  ]

  // MARK: The claims

  private static let beyond = "beyond the paper"
  private static let section2 = "PLE section 5.2"
  private static let figure7 = "PLE section 5.2, Figure 7"
  private static let section3 = "PLE section 5.3"
  private static let figure8 = "PLE section 5.3, Figure 8"

  private static let claims: [String: [Declaration]] = [
    "seesaw": [
      claim("seesaw-beyond-placebo"),
      claim("placebo-seesaw"),
      claim(
        "seesaw-rate", lists: ["subject": ["shared-bottom", "mmoe"]], from: section2,
        published: "sometimes"),
      claim("seesaw-rate", lists: ["subject": ["ml-mmoe", "cgc"]], from: beyond),
      claim("no-seesaw", ["subject": "ple"], from: section2, published: "none shown"),
      claim(
        "best-at-every-correlation", ["subject": "ple"],
        lists: ["over": ["single-task", "shared-bottom", "mmoe"]], from: figure7, published: "yes"),
      claim(
        "first-places", ["subject": "ple"],
        lists: ["over": ["single-task", "shared-bottom", "mmoe"]], from: "PLE Figure 7",
        published: "10 of 10"),
      claim(
        "best-at-every-correlation", ["subject": "ple"], lists: ["over": ["ml-mmoe"]], from: beyond),
      claim(
        "best-at-every-correlation", ["subject": "ple"], lists: ["over": ["cgc"]], from: beyond),
      claim("gain-over", ["subject": "ple"], lists: ["over": ["mmoe"]], from: figure7),
      claim("gain-ratio", ["subject": "ple", "over": "mmoe", "ratio": "1.872"], from: figure7),
    ],
    "seesaw-fixed-draw": [
      claim("lasting-seesaw", ["subject": "placebo"], from: "negative control"),
      claim("lasting-seesaw", ["subject": "shared-bottom"], from: "this study, after \(section2)"),
      claim("lasting-seesaw", ["subject": "mmoe"], from: "this study, after \(section2)"),
      claim("lasting-seesaw", ["subject": "ml-mmoe"], from: beyond),
      claim("lasting-seesaw", ["subject": "cgc"], from: beyond),
      claim(
        "lasting-seesaw", ["subject": "ple", "expected": "absent"],
        from: "this study, after \(section2)"),
    ],
    "expert-utilization": [
      claim("task-differences", ["separated": "cgc", "pooled": "mmoe"], from: figure8),
      claim("shared-mass", ["subject": "ple", "over": "cgc"], from: figure8),
    ],
    "never-zero": [
      claim("no-zero-weight", ["subject": "mmoe"], from: figure8),
      claim("never-becomes", ["subject": "mmoe", "goal": "CGC"], from: figure8),
      claim("no-zero-weight", ["subject": "ml-mmoe"], from: figure8),
      claim("never-becomes", ["subject": "ml-mmoe", "goal": "PLE"], from: figure8),
    ],
    "gate-selector": [
      claim(
        "selector-or-separation", ["separated": "ple", "pooled": "ml-mmoe"],
        from: "this study, after \(section3)")
    ],
    "embedding": [claim("same-form", from: section3, published: "in theory")],
    "starting-there": [
      claim("started-weights", from: "this study, after \(section3)"),
      claim("started-error", from: "this study, after \(section3)"),
    ],
    "where-it-breaks-confirmed": [claim("excludes-experts", ["explored": "where-it-breaks"])],
    "where-it-breaks-unequal": [claim("excludes-experts", ["explored": "where-it-breaks"])],
    MadeUpSequences.modes: [
      claim(
        "best-on-both-tasks", ["subject": "mose"], lists: ["over": MadeUpSequences.alternatives],
        from: "MoSE section 5.1.2, Figure 6", published: "yes"),
      claim("best-on-both-tasks", ["subject": "mose"], lists: ["over": ["ml-mmoe"]], from: beyond),
      claim("best-on-both-tasks", ["subject": "mose"], lists: ["over": ["cgc"]], from: beyond),
      claim("best-on-both-tasks", ["subject": "mose"], lists: ["over": ["ple"]], from: beyond),
      claim(
        "error-ratio", ["subject": "mose", "over": "multi-head", "task": "1"],
        from: "MoSE section 5.1.2 (about 10%), Figure 6"),
      claim(
        "error-ratio", ["subject": "mose", "over": "shared-bottom", "task": "1"],
        from: "MoSE Figure 6, the runner-up"),
      claim(
        "error-ratio", ["subject": "mose", "over": "multi-head", "task": "2"],
        from: "MoSE Figure 6, the runner-up"),
      claim("published-errors", from: "MoSE Figure 6"),
    ],
    MadeUpSequences.sweepName: [
      claim("seesaw-beyond-placebo", note: "sequences"),
      claim("placebo-seesaw", note: "sequences"),
      claim(
        "seesaw-rate", lists: ["subject": ["shared-bottom", "mmoe"]],
        from: "this study, after \(section2)", note: "sequences"),
      claim(
        "seesaw-rate", lists: ["subject": ["ml-mmoe", "cgc"]], from: beyond, note: "sequences"),
      claim(
        "no-seesaw", ["subject": "ple"], from: "this study, after \(section2)", note: "sequences"),
      claim(
        "gain-over", ["subject": "ple"], lists: ["over": ["mmoe"]],
        from: "this study, after \(figure7)", note: "sequences"),
      claim("no-better-than-control", ["control": "stepwise"]),
    ],
  ]

  private static func claim(
    _ family: String, _ texts: [String: String] = [:], lists: [String: [String]] = [:],
    from source: String? = nil, published: String? = nil, note: String? = nil
  ) -> Declaration {
    var texts = texts
    texts["source"] = source
    texts["published"] = published
    texts["note"] = note
    let arguments = texts.mapValues { Declaration.Value.text($0) }
      .merging(lists.mapValues { .list($0) }) { text, _ in text }
    return Declaration(family, arguments)
  }

  // MARK: What a made-up study can have

  private static let needPlacebo = [
    "seesaw-beyond-placebo", "placebo-seesaw", "seesaw-rate", "no-seesaw",
  ]
  private static let models = ["subject", "over", "separated", "pooled", "control"]

  /// The declaration without the models that the experiment lacks; nil where it then says nothing.
  private static func limited(_ claim: Declaration, to experiment: Experiment) -> Declaration? {
    let names = experiment.models.map(\.name)
    if needPlacebo.contains(claim.name), !experiment.models.contains(where: \.isPlacebo) {
      return nil
    }
    if claim.name == "task-differences", !experiment.correlations.contains(1) { return nil }
    if claim.name == "selector-or-separation",
      !GateSelector.allCases.allSatisfy(experiment.settings.map(\.selector).contains)
    {
      return nil
    }
    var limited = claim
    for key in models {
      switch claim.arguments[key] {
      case .text(let name): if !names.contains(name) { return nil }
      case .list(let list):
        let present = list.filter(names.contains)
        if present.isEmpty { return nil }
        limited.arguments[key] = .list(present)
      case nil: break
      }
    }
    return limited
  }
}

// The many ways to spoil a line of a good experiment file, with the exact sentence for each.
import Experiments
import Testing

/// One line of the whole file replaced, and what is said of it.
struct DamagedLine: CustomTestStringConvertible, Sendable {
  var line: Int
  var replacement: String
  /// The line named, if not the damaged one.
  var reported: Int?
  var problem: String
  var testDescription: String { "\(line): \(replacement)" }

  init(_ line: Int, _ replacement: String, at reported: Int? = nil, _ problem: String) {
    self.line = line
    self.replacement = replacement
    self.reported = reported
    self.problem = problem
  }

  var text: String {
    var lines = wholeFile.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = replacement
    return lines.joined(separator: "\n")
  }
}

private let words = "lower-case words joined by hyphens"
private let correlation = "a number from -1 to 1 with at most two decimals"
private let notation = ", written like 12, 0.5 or 1e-3"
let allKeys =
  "title, regenerates, order, seed, data, correlations, models, settings, training, tuning, gateFiles, "
  + "gateSamples, curveSettings, curveDraws, measures, scales, report"
private let modelKeys =
  "model, name, role, levels, taskExperts, sharedExperts, levelWidths, towerWidths, layers, bottomWidths, "
  + "epochCount, labelShares, title, label, colour, point, published"
private let dataKeys =
  "generator, taskCount, scale, sineCount, noiseVariance, phases, perTaskPhases, labelShares, taskSineCounts, "
  + "labelScales, unscaledSecondTerm"
private let seeds = "an integer from 0 to 18446744073709551615"

let damagedLines: [DamagedLine] = [
  // Starts.
  DamagedLine(
    27, "  - {name: s, gateBias: true, start: {after: 1.5, offset: -2}}",
    "settings[1].start.after is 1.5, but must be a number above 0 and at most 1"),
  DamagedLine(
    27, "  - {name: s, gateBias: true, start: {after: 0.5, offset: 2}}",
    "settings[1].start.offset is 2, but must be a number from -80 to 0, or -infinity"),
  DamagedLine(
    27, "  - {name: s, gateBias: true, start: {after: 0.5, offset: -.inf}}",
    "settings[1].start.offset is -.inf, but must be a number from -80 to 0, or -infinity, written like 12, 0.5 or 1e-3"
  ),
  DamagedLine(
    27, "  - {name: s, gateBias: true, start: {after: 0.5, offset: -2, optimiser: sdg}}",
    "settings[1].start.optimiser is sdg, but must be one of adam, sgd (did you mean sgd?)"),
  DamagedLine(
    27, "  - {name: s, gateBias: false, start: {after: 0.5, offset: -2}}",
    "settings[1].start is a start before the end, but must be absent or after all steps where gateBias is false: the "
      + "offset is part of the bias"),
  DamagedLine(
    27, "  - {name: s, gateBias: true, temperature: 2, start: {after: 0.5, offset: -2}}",
    "settings[1].start is a start of mmoe, but must be absent unless there is a setting like this one but without it, in "
      + "which mmoe is trained"),
  DamagedLine(
    27, "  - {name: s, gateBias: true, start: {after: 0.5, offset: -2}}", at: 20,
    "models[4] starts at cgc in the setting s: taskExpertCounts[0] is 1, but must be enough for two "
      + "or more experts in the task's gate"),
  // Keys.
  DamagedLine(
    3, "sede: 1",
    "sede is an unknown key (did you mean seed?), but must be one of \(allKeys)"),
  DamagedLine(3, "colour: 1", "colour is an unknown key, but must be one of \(allKeys)"),
  DamagedLine(
    18, "  - {model: shared-bottom, SharedExpert: 1}",
    "models[2].SharedExpert is an unknown key (did you mean sharedExperts?), "
      + "but must be one of \(modelKeys)"),
  DamagedLine(3, "", at: 1, "seed is missing, but must be \(seeds)"),
  DamagedLine(
    8, "", at: 5, "data.sineCount is missing, but must be an integer from 0 to 100"),
  DamagedLine(
    3, "title: Again", at: 1,
    "title is a doubled key: it is set here and again further on, but must be set once"),
  DamagedLine(
    3, "? [a, b]\n: 1", "the document has a key that is not text, but keys must be words"),
  // What YAML would take.
  DamagedLine(3, "seed: 010", "seed is 010, but must be \(seeds), in plain digits"),
  DamagedLine(3, "seed: 0x10", "seed is 0x10, but must be \(seeds), in plain digits"),
  DamagedLine(3, "seed: 1:30", "seed is 1:30, but must be \(seeds), in plain digits"),
  DamagedLine(3, "seed: 1_000", "seed is 1_000, but must be \(seeds), in plain digits"),
  DamagedLine(3, "seed: +1", "seed is +1, but must be \(seeds), in plain digits"),
  DamagedLine(3, "seed: 1.0", "seed is 1.0, but must be \(seeds)"),
  DamagedLine(3, "seed: 1e3", "seed is 1e3, but must be \(seeds)"),
  DamagedLine(3, "seed: -1", "seed is -1, but must be \(seeds)"),
  DamagedLine(
    3, "seed: 18446744073709551616", "seed is 18446744073709551616, but must be \(seeds)"),
  DamagedLine(3, "seed: \"12\"", "seed is \"12\", but must be \(seeds), without quotes"),
  DamagedLine(3, "seed:", "seed is empty, but must be \(seeds)"),
  DamagedLine(3, "seed: ~", "seed is ~, but must be \(seeds)"),
  DamagedLine(3, "seed: [1]", "seed is a list, but must be \(seeds)"),
  DamagedLine(3, "seed: !!int 3", "seed has the tag !!int, but values must have none"),
  DamagedLine(
    3, "seed: &a 3", "seed has the anchor &a, but values must be written out wherever they are used"
  ),
  DamagedLine(3, "seed: *a", "not YAML: found undefined alias"),
  DamagedLine(
    14, "correlations: &p [0.5]\n<<: {title: *p}",
    "correlations has the anchor &p, but values must be written out wherever they are used"),
  DamagedLine(
    3, "seed: 3\n<<: {a: 1}", at: 4, "<< is an unknown key, but must be one of \(allKeys)"),
  DamagedLine(
    9, "  noiseVariance: .inf",
    "data.noiseVariance is .inf, but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: .nan",
    "data.noiseVariance is .nan, but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: .5",
    "data.noiseVariance is .5, but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: 1.",
    "data.noiseVariance is 1., but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: 1e999",
    "data.noiseVariance is 1e999, but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: 1e-999",
    "data.noiseVariance is 1e-999, but must be a number of at least 0\(notation)"),
  DamagedLine(
    9, "  noiseVariance: -0.1", "data.noiseVariance is -0.1, but must be a number of at least 0"),
  DamagedLine(11, "  perTaskPhases: yes", "data.perTaskPhases is yes, but must be true or false"),
  DamagedLine(38, "gateFiles: True", "gateFiles is True, but must be true or false"),
  DamagedLine(
    38, "gateFiles: 'true'", "gateFiles is \"true\", but must be true or false, without quotes"),
  DamagedLine(
    3, "seed: 3\n---\nseed: 4", at: 4,
    "not YAML: but found another document, expected a single document in the stream"),
  DamagedLine(
    3, "seed: [1, 2", at: 4,
    "not YAML: did not find expected ',' or ']', while parsing a flow sequence"),
  // Values.
  DamagedLine(1, "title: ''", "title is \"\", but must be one line of text"),
  DamagedLine(1, "title: |\n  a\n  b", "title is \"a b \", but must be one line of text"),
  DamagedLine(
    5, "  generator: correlated-task",
    "data.generator is correlated-task, but must be one of correlated-tasks, sequential-modes, correlated-sequences (did you mean correlated-tasks?)"
  ),
  DamagedLine(6, "  taskCount: 1", "data.taskCount is 1, but must be an integer from 2 to 64"),
  DamagedLine(
    6, "  taskCount: 3", at: 24,
    "models[8].labelShares is a list of 2, but must be a list of 3, one share per task"),
  DamagedLine(
    13, "  labelShares: [1, 1, 0.25]",
    "data.labelShares is a list of 3, but must be a list of 2, one number per task"),
  DamagedLine(
    12, "  labelScales: [1]",
    "data.labelScales is a list of 1, but must be a list of 2, one number per task"),
  DamagedLine(
    12, "  taskSineCounts: [1, 2, 3]",
    "data.taskSineCounts is a list of 3, but must be a list of 2, one number per task"),
  DamagedLine(
    12, "  labelScales: [1, 0]", "data.labelScales[1] is 0, but must be a number above 0"),
  DamagedLine(
    12, "  labelScales: [1, 1001]",
    "data.labelScales is 1001.0, but must be above 0 and at most 1000 each"),
  DamagedLine(7, "  scale: 0", "data.scale is 0, but must be a number above 0"),
  DamagedLine(
    10, "  phases: normal",
    "data.phases is normal, but must be one of standard-normal, formula, squares"),
  DamagedLine(
    12, "  draws: fixed", "data.draws is an unknown key, but must be one of \(dataKeys)"),
  DamagedLine(
    13, "  labelShares: [1, 0]",
    "data.labelShares[1] is 0, but must be a number above 0 and at most 1"),
  DamagedLine(
    13, "  labelShares: [1, 0.1]",
    "data.labelShares[1] is 0.1, but must be at least 0.1563 with the 1280 samples of scales.quick, or sampleCount at least 2000: 20 labels in the tenth that validates, and in the tenth that tests"
  ),
  DamagedLine(
    17, "  - {model: single-task, name: placebo, role: placebo, towerWidths: [2]}",
    "models[1].towerWidths is a list, but must be absent for placebo, which is the baseline's network"
  ),
  DamagedLine(
    14, "correlations: [-1, 0.29, 0.5, 1.2]", "correlations[3] is 1.2, but must be \(correlation)"),
  DamagedLine(
    14, "correlations: [0.5, 0.125]", "correlations[1] is 0.125, but must be \(correlation)"),
  DamagedLine(
    14, "correlations:\n  - 0.5\n  - 0.50", at: 16,
    "correlations[1] is 0.50, but must be different from correlations[0]"),
  DamagedLine(
    14, "correlations: [0, 0.5, -0.0]",
    "correlations[2] is -0.0, but must be different from correlations[0]"),
  DamagedLine(
    14, "correlations: []", "correlations is an empty list, but must be a list of correlations"),
  DamagedLine(14, "correlations: 0.5", "correlations is 0.5, but must be a list of correlations"),
  DamagedLine(
    14, "correlations: [0.2]", at: 27,
    "settings[1].correlations[0] is 0.5, but must be one of the experiment's correlations"),
  // Models.
  DamagedLine(
    16, "  - {model: omoe, sharedExperts: 1}", at: 19,
    "models[3].model is omoe, but must be different from that of models[0]"),
  DamagedLine(
    16, "  # none", at: 17,
    "models is a list without a baseline, but must be a list in which one model has the role baseline, such as the line "
      + "- {model: single-task, role: baseline}"),
  DamagedLine(
    18, "  - {model: multi-head, towerWidths: [2]}",
    "models[2].towerWidths is a list, but must be absent for multi-head, which has no towers"),
  DamagedLine(
    18, "  - {model: pel}",
    "models[2].model is pel, but must be one of single-task, multi-head, shared-bottom, mmoe, omoe, ml-mmoe, cgc, ple (did you mean ple?)"
  ),
  DamagedLine(
    18, "  - mmoe", "models[2] is mmoe, but must be a mapping with the keys \(modelKeys)"),
  DamagedLine(
    17, "  - {model: single-task, name: placebo, role: placebo, levelWidths: [[8]]}",
    "models[1].levelWidths is a list, but must be absent for placebo, which has no levels"),
  DamagedLine(
    18, "  - {model: shared-bottom, sharedExperts: 1}",
    "models[2].sharedExperts is 1, but must be absent for shared-bottom, which has no experts"),
  DamagedLine(
    20, "  - {model: mmoe, taskExperts: [1, 1], sharedExperts: 1}",
    "models[4].taskExperts is a list, but must be absent for mmoe, which has no task-specific experts"
  ),
  DamagedLine(
    20, "  - {model: mmoe, levels: 2, sharedExperts: 3}",
    "models[4].levels is 2, but must be 1 or absent for mmoe"),
  DamagedLine(
    20, "  - {model: mmoe}",
    "models[4].sharedExperts is missing, but must be an integer from 1 to 99"),
  DamagedLine(
    20, "  - {model: mmoe, sharedExperts: 0}",
    "models[4].sharedExperts is 0, but must be an integer from 1 to 99"),
  DamagedLine(
    21, "  - {model: ml-mmoe, sharedExperts: 3}",
    "models[5].levels is missing, but must be an integer from 1 to 64"),
  DamagedLine(
    21, "  - {model: ml-mmoe, levels: 4, sharedExperts: 3}",
    "models[5].levels is 4, but must be at most the number of hiddenWidths, 2"),
  DamagedLine(
    22, "  - {model: cgc, taskExperts: [1, 1, 1], sharedExperts: 0}",
    "models[6].taskExperts is [1, 1, 1], but must be 2 counts of at least 0, one per task"),
  DamagedLine(
    22, "  - {model: cgc, taskExperts: [1, 0], sharedExperts: 0}",
    "models[6].taskExperts[1] is 0, but must be at least 1 if no expert is shared: the task's gate would have no experts"
  ),
  DamagedLine(
    22, "  - {model: cgc, taskExperts: [50, 40], sharedExperts: 10}",
    "models[6] has 100 experts per level, but must have at most 99, because their names have two digits"
  ),
  DamagedLine(
    23, "  - {model: ple, levels: 2, taskExperts: [1, 1], sharedExperts: 1, levelWidths: [[16]]}",
    "models[7].levelWidths is [[16]], but must be one list of widths per level, 2 in all"),
  DamagedLine(
    23, "  - {model: ple, levels: 1, taskExperts: [1, 1], sharedExperts: 1, towerWidths: [0]}",
    "models[7].towerWidths[0] is 0, but must be an integer from 1 to 65536"),
  // Roles.
  DamagedLine(
    17, "  - {model: placebo}",
    "models[1].model is placebo, but must be a model of the zoo: the placebo is a role, as in "
      + "- {model: single-task, name: placebo, role: placebo}"),
  DamagedLine(
    18, "  - {model: shared-bottom, role: baseline}",
    "models[2].role is baseline, but must be another: models[0] is the baseline, and there is only one"
  ),
  DamagedLine(
    18, "  - {model: single-task, name: again, role: placebo}",
    "models[2].role is placebo, but must be another: models[1] is the placebo, and there is only one"
  ),
  DamagedLine(
    17, "  - {model: multi-head, name: placebo, role: placebo}",
    "models[1].model is multi-head, but must be single-task, the baseline's, for placebo"),
  DamagedLine(
    18, "  - {model: shared-bottom, role: contrl}",
    "models[2].role is contrl, but must be one of baseline, placebo, planted, control (did you mean control?)"
  ),
  DamagedLine(
    24,
    "  - {model: mmoe, sharedExperts: 2, name: planted, role: planted, epochCount: 2, labelShares: [1, 1]}",
    "models[8].model is mmoe, but must be single-task, the baseline's, for planted"),
  DamagedLine(
    24, "  - {model: single-task, name: planted, role: planted, labelShares: [1, 1]}",
    "models[8].epochCount is missing, but must be an integer from 1 to 1000"),
  DamagedLine(
    24, "  - {model: single-task, name: planted, role: planted, epochCount: 2}",
    "models[8].labelShares is missing, but must be a list of shares, one per task"),
  DamagedLine(
    24,
    "  - {model: single-task, name: planted, role: planted, epochCount: 2, labelShares: [1, 0.1]}",
    "models[8].labelShares[1] is 0.1, but must be at least 0.1563 with the 1280 samples of scales.quick, or sampleCount at least 2000: 20 labels in the tenth that validates, and in the tenth that tests"
  ),
  DamagedLine(
    24,
    "  - {model: single-task, name: planted, role: planted, epochCount: 2, labelShares: [1, 1], towerWidths: [2]}",
    "models[8].towerWidths is a list, but must be absent for planted, which is the baseline's network"
  ),
  DamagedLine(
    17,
    "  - {model: single-task, name: placebo, role: planted, epochCount: 2, labelShares: [1, 1]}",
    at: 24,
    "models[8].role is planted, but must be another: models[1] is the planted, and there is only one"
  ),
  DamagedLine(
    18, "  - {model: shared-bottom, epochCount: 2}",
    "models[2].epochCount is 2, but must be absent for shared-bottom, which is not planted"),
  DamagedLine(
    17, "  - {model: single-task, name: placebo, role: placebo, labelShares: [1, 1]}",
    "models[1].labelShares is a list, but must be absent for placebo, which is not planted"),
  // Presentation.
  DamagedLine(
    18, "  - {model: shared-bottom, colour: \"E69F00\"}",
    "models[2].colour is \"E69F00\", but must be a colour in quotes, such as \"#0072B2\""),
  DamagedLine(
    18, "  - {model: shared-bottom, point: 76}",
    "models[2].point is 76, but must be an integer from 1 to 75"),
  DamagedLine(42, "order: 0", "order is 0, but must be an integer from 1 to 9999"),
  DamagedLine(
    44, "  publishd: [x]",
    "report.publishd is an unknown key (did you mean published?), but must be one of published, headline, paperSize, figures, claims, answers"
  ),
  DamagedLine(46, "  headline: ''", "report.headline is \"\", but must be one line of text"),
  DamagedLine(45, "  figures: figure7", "report.figures is figure7, but must be a list of figures"),
  DamagedLine(
    48, "    - {subject: ple}", "report.claims[0].family is missing, but must be one line of text"),
  DamagedLine(
    48, "    - gain-over",
    "report.claims[0] is gain-over, but must be a mapping with the key family and its arguments"),
  DamagedLine(
    48, "    - {family: gain-over, subject: {ple: 1}}",
    "report.claims[0].subject is a mapping, but must be a word, a number or a list of them"),
  // Settings and training.
  DamagedLine(
    26, "  - {name: default, gateBias: true}",
    "settings[0].name is default, but must be -, the default, which comes first"),
  DamagedLine(
    27, "  - {name: No_Bias, gateBias: false}",
    "settings[1].name is No_Bias, but must be - or \(words)"),
  DamagedLine(
    27, "  - {name: \"-\", gateBias: false}",
    "settings[1].name is \"-\", but must be different from that of settings[0]"),
  DamagedLine(
    27, "  - {name: again, gateBias: true}",
    "settings[1] is gateBias true, no selector, but must be a setting that changes a model of the file "
      + "beyond the settings before it"),
  DamagedLine(
    27, "  - {name: other, gateBias: true, selector: raw}",
    "settings[1].selector is raw, but must be one of input, fusion"),
  DamagedLine(
    30, "  epochCount: 0", "training.epochCount is 0, but must be an integer from 1 to 1000"),
  DamagedLine(
    31, "  taskWeights: [{initial: 1, decay: 1}]",
    "training.taskWeights is a list of 1, but must be a list of 2, one weight per task"),
  DamagedLine(
    31, "  taskWeights: [{initial: 0, decay: 1}, {initial: 0, decay: 1}]",
    "training.taskWeights is a list of zeros, but must be a list with a weight above 0: nothing would be learned"
  ),
  DamagedLine(
    31, "  taskWeights: [{initial: 1, decay: 1}, {initial: 1, decay: 0}]",
    "training.taskWeights[1].decay is 0, but must be a number above 0"),
  // Tuning and scales.
  DamagedLine(
    33, "  learningRates: [1e-2, 1e-3]",
    "tuning.learningRates[1] is 1e-3, but must be above the rate before it: rates stand in ascending order"
  ),
  DamagedLine(
    33, "  learningRates: [0]", "tuning.learningRates[0] is 0, but must be a number above 0"),
  DamagedLine(35, "  trainings: 0", "tuning.trainings is 0, but must be an integer from 1 to 99"),
  DamagedLine(37, "  doublesBudget: 2", "tuning.doublesBudget is 2, but must be true or false"),
  DamagedLine(34, "  draws: 0", "tuning.draws is 0, but must be an integer from 1 to 99"),
  DamagedLine(
    36, "  correlations: [0.75, 0.750]",
    "tuning.correlations[1] is 0.750, but must be different from tuning.correlations[0]"),
  DamagedLine(
    41, "  quik: {}",
    "scales.quik is an unknown key (did you mean quick?), but must be one of quick, paper"),
  DamagedLine(
    41,
    "  quick: {inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1279, draws: 2, batchSize: 128}",
    "scales.quick.sampleCount is 1279, but must be at least 1280, ten times batchSize: the test split is a tenth"
  ),
  DamagedLine(
    41,
    "  quick: {inputWidth: 8, hiddenWidths: [8, 0], sampleCount: 1280, draws: 2, batchSize: 128}",
    "scales.quick.hiddenWidths[1] is 0, but must be an integer from 1 to 65536"),
  DamagedLine(
    41,
    "  quick: {inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1280, draws: 1000, batchSize: 128}",
    "scales.quick.draws is 1000, but must be an integer from 1 to 999"),
  DamagedLine(
    41,
    "  quick: {inputWidth: 8, hiddenWidths: [8, 4], sampleCount: 1280, draws: 2, trainings: 100, batchSize: 128}",
    "scales.quick.trainings is 100, but must be an integer from 1 to 99"),
]

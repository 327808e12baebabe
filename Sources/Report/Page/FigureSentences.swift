// A sentence or two under every figure, made from the numbers that the figure draws.

internal import Experiments
internal import Formats
internal import Statistics

/// What the figures of one experiment show.
struct FigureSentences {
  let result: ExperimentResults
  let study: Study

  var sweep: Sweep { result.records.sweep }

  /// The sentences about one figure.
  func about(_ figure: Figure) -> String {
    switch figure.script {
    case "seesaw-rates": rates
    case "figure7": gains
    case "gain-plane": plane
    case "figure8": bars
    case "figure8-ordered": orderedBars
    case "curves": curves
    case "smallest-weights": smallestWeights
    case "smallest-weight-curves": smallestWeightCurves
    case "embedding": embedding
    case "drift": drift
    case "gate-map": map
    case "mose-figure6": sequenceErrors
    case "mose-figure5": modeCurves
    default: ""
    }
  }

  private var smallestWeights: String {
    guard let weights = result.smallestWeights else { return "" }
    let counts = sweep.comparedArms.compactMap { arm -> String? in
      let runs = weights.runs.filter { $0.arm == arm }
      guard let lowest = runs.map(\.mean).min() else { return nil }
      return
        "\(Phrase.arm(arm)) \(runs.count { $0.mean < NoZeroWeight.threshold }) of \(runs.count) "
        + "(lowest \(Phrase.significant(lowest)))"
    }
    return
      "Each line is the share of runs whose smallest mean weight lies below the value on the x axis; the dark "
      + "vertical line is the .01 below which an expert counts as excluded. Runs below it: "
      + counts.joined(separator: ", ")
      + "."
  }

  private var smallestWeightCurves: String {
    guard let table = result.curves else { return "" }
    let changes = sweep.comparedArms.compactMap { arm -> String? in
      let medians = table.rows.filter { $0.arm == arm }.compactMap { $0.smallestWeight?.median }
      guard let first = medians.first, let last = medians.last else { return nil }
      return "\(Phrase.arm(arm)) \(Phrase.significant(first)) to \(Phrase.significant(last))"
    }
    return
      "Medians over runs with quartiles, on the first validation samples; from the first point to the last: "
      + changes.joined(separator: ", ") + "."
  }

  private var embedding: String {
    let parts = (result.embedding?.rows ?? []).map {
      "\(Phrase.arm($0.arm)) \($0.largestDifference == 0 ? "0" : Phrase.significant($0.largestDifference))"
    }
    return
      "A point is a run and a task: over its test samples the largest difference between the predictions of the trained "
      + "model and of the one made of it, in standard deviations of the label. Left of the dark line lies what rounding "
      + "explains. Largest of all: \(parts.joined(separator: ", ")). All rows: "
      + "[embedding.csv](\(result.records.name)/embedding.csv)."
  }

  private var drift: String {
    let rows = result.drift?.rows ?? []
    let gains = rows.compactMap { row -> String? in
      guard let estimate = Estimate(row.gainOverScratch.present) else { return nil }
      return "\(row.arm.setting) \(Phrase.signed(estimate.mean))"
    }
    return
      "Left: the mean weight, over tasks and runs, of the experts that CGC's gates do not see; 0 stands at the edge. Right: "
      + "the NMSE of MMoE trained for as many steps from first weights of its own minus that of the started one, with "
      + "95% t intervals over replicates: \(gains.joined(separator: ", ")). All rows, also against CGC trained for all "
      + "steps: [drift.csv](\(result.records.name)/drift.csv)."
  }

  private var map: String {
    guard let places = result.map?.places, !places.isEmpty else { return "" }
    let excluding = places.filter { $0.excluding > 0 }
    let runs = places.map { $0.smallest.count + $0.diverged }
    let (fewest, most) = (runs.min() ?? 0, runs.max() ?? 0)
    let diverged = places.reduce(0) { $0 + $1.diverged }
    return
      "Each field is a place: its colour the median over runs of the smallest mean weight of any gate at the end of training, "
      + "red below .01; its text the number of runs below .01. The even weight of E experts is 1/E, so that with many "
      + "experts .01 is not as far away. \(fewest == most ? "\(most)" : "\(fewest) to \(most)") runs per place. "
      + "Some run is below .01 in \(excluding.count) of \(Phrase.count(places.count, "place"))"
      + (excluding.map(\.spec.learningRate).min().map {
        ", the least learning rate among them is \(Phrase.rate($0))"
      } ?? "")
      + ". \(diverged == 0 ? "No run" : Phrase.count(diverged, "run")) diverged. All rows, with polarised gates and errors: "
      + "[gate-map.csv](\(result.records.name)/gate-map.csv)."
  }

  /// The arms in which a seesaw would be one of sharing.
  private var comparableArms: [Arm] {
    sweep.defaultArms.filter { $0.model != SequenceStudy.memoryless }
  }

  private var rates: String {
    guard let table = result.seesaw else { return "" }
    let rows = comparableArms.compactMap { table.overall($0) }
    let compared = rows.compactMap { row in row.excess?.interval().map { (row.arm, $0) } }
    let above = compared.filter { $0.1.lower > 0 }.map { Phrase.arm($0.0) }
    let below = compared.filter { $0.1.upper < 0 }.map { Phrase.arm($0.0) }
    var sentences = [
      "Bars are shares of runs, lines exact 95% intervals, the band the placebo's interval."
    ]
    if compared.isEmpty {
      sentences.append("No model's rate could be compared with the placebo's.")
    } else if above.isEmpty && below.isEmpty {
      sentences.append(
        "No model's rate can be told from the placebo's (95% intervals of the paired difference).")
    }
    if !above.isEmpty {
      sentences.append(
        "Above the placebo (95% interval of the paired difference): \(Phrase.list(above)).")
    }
    if !below.isEmpty {
      sentences.append(
        "Below the placebo (95% interval of the paired difference): \(Phrase.list(below)).")
    }
    return (sentences + [Self.dense(result.records)].filter { !$0.isEmpty }).joined(separator: " ")
  }

  private var gains: String {
    guard let table = result.gains else { return "" }
    let correlation =
      sweep.correlations.count > 1 ? GainTable.average : sweep.correlations.first ?? ""
    let rows = comparableArms.filter { $0.model != "placebo" }
      .compactMap { table.row($0, correlation, GainTable.taskMean, .raw) }
    let hasPublished = table.rows.contains { $0.published != nil }
    var sentences = [
      "Bars are mean raw gains, lines 95% Student t intervals over replicates"
        + (hasPublished ? ", diamonds the paper's single runs." : ".")
    ]
    if sweep.arms.contains(Arm(model: SequenceStudy.memoryless)) {
      sentences.append(
        "The memoryless model, which differs from single-task in more than sharing, is left out; its gains are in the table."
      )
    }
    if let best = rows.max(by: { ($0.mean ?? -.infinity) < ($1.mean ?? -.infinity) }),
      let mean = best.mean, let interval = best.interval
    {
      let side =
        interval.lower > 0
        ? "above 0" : interval.upper < 0 ? "below 0" : "not told from 0"
      sentences.append(
        "Averaged over correlations and tasks, \(Phrase.arm(best.arm)) has the largest mean gain, "
          + "\(Phrase.signed(mean)) [\(Phrase.signed(interval.lower)), \(Phrase.signed(interval.upper))], \(side)."
      )
    }
    let cells = table.rows.filter {
      $0.metric == .raw && $0.task != GainTable.taskMean && $0.correlation != GainTable.average
    }
    let judged = cells.compactMap(\.publishedIsWithinPrediction)
    if !judged.isEmpty {
      sentences.append(
        "The paper's run lies in the 95% prediction interval for one run in \(judged.count { $0 }) of \(judged.count) cells."
      )
    }
    return sentences.joined(separator: " ")
  }

  private var plane: String {
    func signs(_ arms: [Arm]) -> (seesaw: Int, runs: Int) {
      var counts = (seesaw: 0, runs: 0)
      for arm in arms {
        for correlation in sweep.correlations {
          for replicate in sweep.replicates {
            let gains = sweep.run(arm, correlation, replicate)?.compactMap(\.nmseGain) ?? []
            guard gains.count == sweep.tasks.count else { continue }
            counts.runs += 1
            if gains.contains(where: { $0 > 0 }) && gains.contains(where: { $0 < 0 }) {
              counts.seesaw += 1
            }
          }
        }
      }
      return counts
    }
    let models = signs(comparableArms.filter { $0.model != "placebo" })
    let placebo = signs([Arm(model: "placebo")])
    var sentences = [
      "\(models.seesaw) of \(models.runs) multi-task runs lie in a seesaw quadrant"
        + (placebo.runs > 0 ? ", and \(placebo.seesaw) of \(placebo.runs) placebo runs" : "")
        + "; signs alone, significant or not."
    ]
    if result.records.name == "seesaw-fixed-draw" {
      let opposed = sweep.defaultArms.filter { arm in
        sweep.correlations.contains { correlation in
          let tasks = sweep.tasks.indices.map {
            sweep.gains(arm, correlation, task: $0, .nmse).present
          }
          let finding = PersistentSeesaw.finding(tasks, margin: Metric.nmse.margin)
          return finding == .reproduced || finding == .negligible
        }
      }
      sentences.append(
        opposed.isEmpty
          ? "On this fixed data set no model's mean gain is wholly above 0 on one task and wholly below on the other."
          : "On this fixed data set mean gains are wholly above 0 on one task and wholly below on the other for \(Phrase.list(opposed.map(Phrase.arm)))."
      )
    }
    return sentences.joined(separator: " ")
  }

  private var curves: String {
    guard let table = result.curves else { return "" }
    let defaults = table.rows.filter { $0.arm.setting == Arm.defaultSetting }
    guard let last = defaults.map(\.step).max() else { return "" }
    let ends = defaults.filter { $0.step == last }.sorted { $0.median < $1.median }
    guard let best = ends.first, let worst = ends.last else { return "" }
    return
      "After \(best.samples) samples the median validation NMSE is lowest for \(Phrase.arm(best.arm)) "
      + "(\(Phrase.significant(best.median))) and highest for \(Phrase.arm(worst.arm)) (\(Phrase.significant(worst.median)))."
  }
}

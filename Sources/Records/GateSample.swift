// `<experiment>/gates/<model>.samples.csv`: the weights of single samples as they are.

package import Experiments
internal import Formats
package import Training

/// One expert's weight in one gate for one sample of draw 000, training 0, at one correlation.
package struct GateSample: TableRecord, Hashable, Sendable {
  package var setting = ""
  /// From 1, the lowest.
  package var level = 1
  package var gate = ""
  /// From 0, the first of its part of the samples.
  package var sample = 0
  package var expert = ""
  package var weight: Double?

  package init() {}

  package static let schema = Schema<GateSample>(
    [.stored("setting", \.setting, .text, .key, "the setting; - is the default")]
      + GateRecord.gateColumns(level: \.level, gate: \.gate) + [
        .stored("sample", \.sample, .integer, .key, "the test sample, from 0"),
        .stored("expert", \.expert, .text, .key, "expert01, expert02, …"),
        .measured("weight", \.weight, "the expert's weight for this sample", as: .share),
      ])

  /// The rows of a gate's kept samples.
  package static func rows(of gate: Training.GateRecord, setting: String) -> [GateSample] {
    gate.firstSamples.enumerated().flatMap { sample, weights in
      zip(gate.experts, weights).map { usage, weight in
        var row = GateSample()
        row.setting = setting
        row.level = gate.level
        row.gate = gate.gate
        row.sample = sample
        row.expert = usage.expert
        row.weight = Double(weight)
        return row
      }
    }
  }

  /// The draw and the training of which samples are kept.
  package static let draw = "000"
  package static let training = "0"

  /// The key of the correlation at which samples are kept where an experiment names none: p = 0.50, or the one that is
  /// nearest; that of data without a correlation.
  package static func correlation(among keys: some Sequence<String>) -> String {
    let values = keys.compactMap { Double($0) }
    return GateSampling.correlation(among: values).map { NumberFormat.correlation($0) }
      ?? NumberFormat.noCorrelation
  }
}

extension Plan {
  /// The key of the correlation at which samples of an arm are kept.
  package func sampledCorrelation(of arm: Arm) -> String {
    let variant = variants.first { Arm($0) == arm }
    let asked = experiment.gateSamples?.correlation
    return NumberFormat.correlation(
      asked ?? GateSampling.correlation(among: variant.map { correlations(of: $0) } ?? []))
  }

  /// Whether samples of a run are kept: of draw 000, training 0 at one correlation, in every setting.
  package func keepsSamples(_ run: RunKey) -> Bool {
    run.draw == GateSample.draw && run.training == GateSample.training
      && run.correlation == sampledCorrelation(of: run.arm)
  }
}

// What the key `scales` of an experiment file may hold.
import SyntheticData

/// More would take longer than anybody waits.
let mostSamples = 1_000_000_000

extension Reading where Value == [Experiment.Sized] {
  /// The sizes by scale, quick before paper whatever the order of the file.
  static func scales(of data: GeneratorSpec) -> Reading {
    .mapping(ScaleName.allCases.map(\.rawValue)) { fields throws(ExperimentFileError) in
      var scales: [Experiment.Sized] = []
      for name in ScaleName.allCases {
        if let scale = try fields.optional(name.rawValue, .scale(of: data)) {
          scales.append(Experiment.Sized(name: name, scale: scale))
        }
      }
      guard !scales.isEmpty else {
        throw fields.yaml.refusal(allowed: "a mapping with quick, paper or both")
      }
      return scales
    }
  }
}

extension Reading where Value == Scale {
  /// The sizes at one scale; steps and labels are there exactly if samples are sequences.
  static func scale(of data: GeneratorSpec) -> Reading {
    .mapping([
      "inputWidth", "hiddenWidths", "sampleCount", "draws", "trainings", "batchSize", "stepCount",
      "labelCount", "epochCount", "widths", "seed", "omits",
    ]) { fields throws(ExperimentFileError) in
      var scale = Scale(
        inputWidth: try fields.required("inputWidth", .integer(1...largestWidth)),
        hiddenWidths: try fields.required("hiddenWidths", .widths(atLeast: 1)),
        sampleCount: try fields.required("sampleCount", .integer(20...mostSamples)),
        draws: try fields.required("draws", .integer(1...999)),
        trainings: try fields.optional("trainings", .integer(1...99)) ?? 1,
        batchSize: try fields.required("batchSize", .integer(1...largestWidth)),
        epochCount: try fields.optional("epochCount", .epochCount),
        widths: try fields.optional("widths", .list("widths, one entry per model", of: .widths)),
        seed: try fields.optional("seed", Reading<UInt64>.integer(0...(.max))),
        omits: try fields.optional("omits", .list("names of settings and models", of: .line)))
      if let sequence = data.sequence {
        scale.stepCount = try fields.required("stepCount", .integer(1...largestWidth))
        scale.labelCount =
          try fields.optional("labelCount", .integer(1...largestWidth)) ?? sequence.labelCount
      } else {
        for key in ["stepCount", "labelCount"] {
          guard let value = fields[key] else { continue }
          throw value.refusal(allowed: "absent for \(data.name), whose samples have no steps")
        }
      }
      return scale
    }
  }
}

extension Reading where Value == ModelWidths {
  /// The widths of a model of the file, by its name.
  fileprivate static var widths: Reading {
    .mapping(["model", "levelWidths", "towerWidths", "bottomWidths"]) {
      fields throws(ExperimentFileError) in
      ModelWidths(
        model: try fields.required("model", .line),
        levelWidths: try fields.optional(
          "levelWidths", .list("lists of widths, one per level", of: .widths(atLeast: 1))),
        towerWidths: try fields.optional("towerWidths", .widths(atLeast: 0)),
        bottomWidths: try fields.optional("bottomWidths", .widths(atLeast: 1)))
    }
  }
}

// What the key `data` of an experiment file may hold: a generator and its constants.
import SyntheticData

/// The generators; the key is there so that a file says which data it asks for.
private enum Generator: String, CaseIterable {
  case correlatedTasks = "correlated-tasks"
  case sequentialModes = "sequential-modes"
  case correlatedSequences = "correlated-sequences"
}

private let labelKeys = [
  "taskCount", "scale", "sineCount", "noiseVariance", "phases", "perTaskPhases", "labelShares",
  "taskSineCounts", "labelScales", "unscaledSecondTerm",
]
private let sequenceKeys = ["stepsAhead", "stepLength", "waveCount", "frequencies"]
private let modeKeys = [
  "modeCount", "modeShares", "modePhases", "firstFactors", "secondFactors", "secondOffsets",
  "inputNoise", "firstNoise", "secondNoise",
]

extension Reading where Value == GeneratorSpec {
  /// A generator without what its scales say. Which keys there are depends on the generator.
  static var data: Reading {
    let allowed = "a mapping with the key generator and those that the generator has"
    return Reading(allowed: allowed) { yaml throws(ExperimentFileError) in
      guard case .mapping(let entries) = yaml.content else { throw yaml.refusal(allowed: allowed) }
      let generator = try Fields(yaml, keys: entries.map(\.key), allowed: allowed)
        .required("generator", Reading<Generator>.choice.deciding)
      return switch generator {
      case .correlatedTasks: try Reading.correlatedTasks.read(yaml)
      case .sequentialModes: try Reading.sequentialModes.read(yaml)
      case .correlatedSequences: try Reading.correlatedSequences.read(yaml)
      }
    }
  }

  /// Some keys of the data again, with other values; the rest is as in `data`.
  static func data(over data: StrictYAML?) -> Reading {
    let allowed = "a mapping with some keys of data, but not generator"
    return Reading(allowed: allowed) { yaml throws(ExperimentFileError) in
      guard let data, case .mapping(let entries) = yaml.content, !entries.isEmpty else {
        throw yaml.refusal(allowed: allowed)
      }
      if let generator = entries.first(where: { $0.key == "generator" }) {
        throw generator.value.refusal(allowed: "absent: all settings have the generator of data")
      }
      return try Reading.data.read(data.replacing(entries))
    }
  }

  fileprivate static var correlatedTasks: Reading {
    .mapping(["generator"] + labelKeys) { fields throws(ExperimentFileError) in
      .correlatedTasks(try fields.labels())
    }
  }

  fileprivate static var correlatedSequences: Reading {
    .mapping(["generator"] + labelKeys + sequenceKeys) {
      fields throws(ExperimentFileError) in
      var spec = CorrelatedSequencesSpec(tasks: try fields.labels())
      spec.sequence = try fields.sequence(spec.sequence)
      return .correlatedSequences(spec)
    }
  }

  /// What the paper prints and what it leaves open have the generator's defaults.
  fileprivate static var sequentialModes: Reading {
    .mapping(["generator"] + modeKeys + sequenceKeys) {
      fields throws(ExperimentFileError) in
      let standard = SequentialModesSpec()
      return .sequentialModes(
        SequentialModesSpec(
          inputWidth: 0,
          modeCount: try fields.optional("modeCount", .integer(1...1000)) ?? standard.modeCount,
          sequence: try fields.sequence(standard.sequence),
          modeShares: try fields.optional(
            "modeShares", .list("shares, one per mode", of: .share)),
          modePhases: try fields.optional("modePhases", .distribution) ?? standard.modePhases,
          firstFactors: try fields.optional("firstFactors", .distribution) ?? standard.firstFactors,
          secondFactors: try fields.optional("secondFactors", .distribution)
            ?? standard.secondFactors,
          secondOffsets: try fields.optional("secondOffsets", .distribution)
            ?? standard.secondOffsets,
          inputNoise: try fields.optional("inputNoise", .noise) ?? standard.inputNoise,
          firstNoise: try fields.optional("firstNoise", .noise) ?? standard.firstNoise,
          secondNoise: try fields.optional("secondNoise", .noise) ?? standard.secondNoise))
    }
  }
}

extension Fields {
  /// Every constant of the labels must be there: all of them shape the data, and none is given by the
  /// papers alone.
  fileprivate func labels() throws(ExperimentFileError) -> CorrelatedTasksSpec {
    CorrelatedTasksSpec(
      inputWidth: 0,
      taskCount: try required("taskCount", .integer(2...64)),
      scale: try required("scale", .positive),
      sineCount: try required("sineCount", .integer(0...100)),
      noiseVariance: try required("noiseVariance", .nonNegative),
      phases: try required("phases", .choice),
      perTaskPhases: try required("perTaskPhases", .boolean),
      labelShares: try optional("labelShares", .list("shares", of: .share)),
      taskSineCounts: try optional(
        "taskSineCounts", .list("counts, one per task", of: .integer(0...100))),
      labelScales: try optional("labelScales", .list("numbers, one per task", of: .positive)),
      unscaledSecondTerm: try optional("unscaledSecondTerm", .boolean))
  }

  /// Steps and waves; what is absent has the generator's default.
  fileprivate func sequence(
    _ standard: SequenceSpec
  ) throws(ExperimentFileError) -> SequenceSpec {
    SequenceSpec(
      stepCount: standard.stepCount, labelCount: standard.labelCount,
      stepsAhead: try optional("stepsAhead", .integer(0...1)) ?? standard.stepsAhead,
      stepLength: try optional("stepLength", .positive) ?? standard.stepLength,
      waveCount: try optional("waveCount", .integer(1...100)) ?? standard.waveCount,
      frequencies: try optional("frequencies", .distribution) ?? standard.frequencies)
  }
}

extension Reading where Value == Double {
  /// A part of all samples.
  static var share: Reading {
    number("above 0 and at most 1") { $0 > 0 && $0 <= 1 }
  }

  /// Any number.
  fileprivate static var finite: Reading { number("of any size") { _ in true } }
}

extension Reading where Value == Distribution {
  /// `{uniform: [from, to]}` or `{normal: [mean, standardDeviation]}`.
  fileprivate static var distribution: Reading {
    let allowed = "{uniform: [from, to]} or {normal: [mean, standardDeviation]}"
    return Reading(allowed: allowed) { yaml throws(ExperimentFileError) in
      guard case .mapping(let entries) = yaml.content, entries.count == 1 else {
        throw yaml.refusal(allowed: allowed)
      }
      let fields = try Fields(yaml, keys: ["uniform", "normal"], allowed: allowed)
      let pair = Reading<[Double]>.list("two numbers", of: .finite, atLeast: 2)
      let numbers = try pair.read(entries[0].value)
      guard numbers.count == 2 else {
        throw entries[0].value.refusal(
          found: "a list of \(numbers.count)", allowed: pair.allowed)
      }
      return fields["uniform"] != nil
        ? .uniform(from: numbers[0], to: numbers[1])
        : .normal(mean: numbers[0], standardDeviation: numbers[1])
    }
  }
}

extension Reading where Value == PhaseNoise {
  /// ε of a formula.
  fileprivate static var noise: Reading {
    .mapping(["shape", "standardDeviation", "drawn"]) { fields throws(ExperimentFileError) in
      PhaseNoise(
        shape: try fields.optional("shape", .choice) ?? .normal,
        standardDeviation: try fields.required("standardDeviation", .nonNegative),
        drawn: try fields.required("drawn", .choice))
    }
  }
}

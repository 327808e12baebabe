// Two manifests as JSON, whatever fields a later or earlier version of the program gave them.

internal import Foundation
internal import Records

/// A manifest as paths and values: `experiments.seesaw.seed` is `2020`.
struct ManifestValues {
  let name: String
  /// The names of the experiments.
  let experiments: Set<String>
  private let values: [String: String]
  /// How experiments are shown: this decides no number, and is kept apart.
  private let presentation: [String: String]

  /// Reads a manifest.
  ///
  /// - Throws: `ResultsError` when the file holds no JSON object.
  init(bytes: [UInt8], name: String) throws {
    guard var object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw ResultsError("\(name) is no manifest: it holds no JSON object")
    }
    let presentation = object.removeValue(forKey: "presentation")
    values = Self.values(object)
    self.presentation = Self.values(presentation ?? [String: Any]())
    self.name = name
    experiments = Set((object["experiments"] as? [String: Any] ?? [:]).keys)
  }

  /// The values of a JSON object by their paths.
  private static func values(_ object: Any) -> [String: String] {
    var values: [String: String] = [:]
    func collect(_ value: Any, _ path: String) {
      if let object = value as? [String: Any] {
        for (key, member) in object { collect(member, path.isEmpty ? key : "\(path).\(key)") }
      } else if let list = value as? [Any] {
        values["\(path).count"] = "\(list.count)"
        for (index, member) in list.enumerated() { collect(member, "\(path).\(index)") }
      } else {
        values[path] = "\(value)"
      }
    }
    collect(object, "")
    return values
  }

  /// The value at a path.
  subscript(_ path: String) -> String? { values[path] }

  /// The values below a path.
  func below(_ path: String) -> [String: String] {
    values.filter { $0.key.hasPrefix(path + ".") }
  }

  /// Whether numbers were computed by the same libraries; gnuplot only draws.
  func isSamePlatform(as other: ManifestValues) -> Bool {
    ["openblas", "core", "lapack"].allSatisfy { self["platform.\($0)"] == other["platform.\($0)"] }
  }

  /// Whether the experiments that both have are shown in the same way.
  func isSamePresentation(as other: ManifestValues) -> Bool {
    experiments.intersection(other.experiments).allSatisfy { name in
      func shown(_ manifest: ManifestValues) -> [String: String] {
        manifest.presentation.filter { $0.key.hasPrefix(name + ".") }
      }
      return shown(self) == shown(other)
    }
  }

  /// What libraries and programs made the results, in one line.
  var platform: String {
    let parts = ["openblas", "core", "lapack", "gnuplot"].map { self["platform.\($0)"] ?? "?" }
    return "OpenBLAS \(parts[0]) \(parts[1]), \(parts[2]), gnuplot \(parts[3])"
  }

  /// What the data of an experiment are made from: equal in both, the data are the same.
  func dataSpecification(_ experiment: String) -> [String: String] {
    let path = "experiments.\(experiment)"
    return below(path).filter { entry in
      let rest = entry.key.dropFirst(path.count + 1)
      return rest == "seed" || rest == "draws" || rest.hasPrefix("data.")
        || (rest.hasPrefix("scales.")
          && (rest.hasSuffix(".inputWidth") || rest.hasSuffix(".sampleCount")))
    }
  }

  /// Every value in which two manifests differ, apart from the platform, sorted by path.
  func differences(from other: ManifestValues) -> [String] {
    var found: [String] = []
    let alone = experiments.symmetricDifference(other.experiments).sorted()
    for name in alone {
      found.append("only \(experiments.contains(name) ? "A" : "B") has the experiment \(name)")
    }
    let alonePaths = alone.map { "experiments.\($0)." }
    for path in Set(values.keys).union(other.values.keys).sorted()
    where values[path] != other.values[path] && !path.hasPrefix("platform.")
      && !alonePaths.contains(where: path.hasPrefix)
    {
      let name = path.hasPrefix("experiments.") ? String(path.dropFirst(12)) : path
      found.append(
        "\(name) is \(values[path] ?? "absent") against \(other.values[path] ?? "absent")")
    }
    return found
  }
}

// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 language mode, warnings are errors, and optimised in debug builds too, so
/// that the plain `swift run` is as fast as a release build and keeps its preconditions.
/// Without `-fno-math-errno` square roots do not vectorise.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .unsafeFlags(["-O"], .when(configuration: .debug)),
  .unsafeFlags(["-Xcc", "-fno-math-errno"], .when(platforms: [.linux])),
]

/// Targets whose loops training spends its time in are compiled for AVX2 on x86-64: normal numbers
/// take 0.6 of the time, Adam 0.5, a training step of small networks 0.8. The bits are the same, as a
/// sum is a sum in wide registers too, and without -mfma nothing is fused.
#if arch(x86_64)
  let loops: [SwiftSetting] =
    settings + [.unsafeFlags(["-Xcc", "-mavx2"], .when(platforms: [.linux]))]
#else
  let loops = settings
#endif

/// A library target of ours.
func library(
  _ name: String, on dependencies: [Target.Dependency], exclude: [String] = [],
  settings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// Of tests: what they test is optimised, they themselves are not, which builds them in less time. Those that compute
/// much by themselves are.
let tests = settings + [.unsafeFlags(["-Onone"], .when(configuration: .debug))]

/// The suite of one target.
func suite(
  of name: String, on dependencies: [Target.Dependency] = [], exclude: [String] = [],
  computesMuch: Bool = false
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: computesMuch ? settings : tests)
}

let numerics: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

// Versions are exact: the bytes of results/ must not move with a dependency.
// Targets stand in the order of their dependencies: each may import only those above it.
let package = Package(
  name: "seesaw",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "reproduce", targets: ["reproduce"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    // Runs before OpenBLAS is loaded; only the executable has it.
    .target(name: "Startup"),
    library("Formats", on: []),
    library("Processor", on: []),
    library(
      "LinearAlgebra", on: ["Formats", "Processor", "COpenBLAS", "CLAPACKE"], settings: loops),
    library(
      "Randomness", on: ["Formats", "LinearAlgebra"], exclude: ["README.md"], settings: loops),
    library("SyntheticData", on: ["Formats", "LinearAlgebra", "Randomness"], settings: loops),
    library("ModelZoo", on: ["Formats", "LinearAlgebra", "Randomness"], settings: loops),
    library(
      "Training", on: ["Formats", "LinearAlgebra", "Randomness", "SyntheticData", "ModelZoo"],
      settings: loops),
    library(
      "Benchmarks",
      on: ["Formats", "LinearAlgebra", "Randomness", "SyntheticData", "ModelZoo", "Training"],
      exclude: ["README.md"]),
    library("Statistics", on: ["Formats", "Randomness", numerics]),
    library(
      "Experiments",
      on: ["Formats", "LinearAlgebra", "Randomness", "SyntheticData", "ModelZoo", "Training", yams]),
    library(
      "Export",
      on: ["Formats", "LinearAlgebra", "SyntheticData", "ModelZoo", "Training", "Experiments"]),
    library(
      "Records",
      on: ["Formats", "SyntheticData", "ModelZoo", "Training", "Experiments", numerics]),
    library(
      "Analysis",
      on: [
        "Formats", "Randomness", "SyntheticData", "ModelZoo", "Training", "Statistics",
        "Experiments", "Records", numerics,
      ]),
    library(
      "Page",
      on: [
        "Formats", "SyntheticData", "ModelZoo", "Training", "Statistics", "Experiments", "Records",
        "Analysis",
      ]),
    library(
      "Comparison", on: ["Formats", "Statistics", "Records", "Analysis"], exclude: ["README.md"]),
    .executableTarget(
      name: "reproduce",
      dependencies: [
        "Startup", "Formats", "Processor", "LinearAlgebra", "Randomness", "SyntheticData",
        "ModelZoo", "Training", "Benchmarks", "Experiments", "Export", "Records", "Analysis",
        "Page",
        "Comparison", arguments,
      ],
      swiftSettings: settings),
    suite(of: "Formats"),
    suite(of: "Processor"),
    suite(of: "LinearAlgebra"),
    suite(of: "Randomness"),
    // Stands in for malloc in the tests' process, to count its calls.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    suite(
      of: "SyntheticData", on: ["Formats", "LinearAlgebra", "Randomness", "AllocationCounter"]),
    suite(
      of: "ModelZoo", on: ["Formats", "LinearAlgebra", "Randomness", "AllocationCounter"],
      exclude: ["Reference"], computesMuch: true),
    suite(
      of: "Training", on: ["Formats", "LinearAlgebra", "SyntheticData", "ModelZoo", "Randomness"]),
    suite(of: "Benchmarks", on: ["Formats", "LinearAlgebra", "ModelZoo"]),
    suite(of: "Statistics", on: ["Randomness"]),
    suite(
      of: "Experiments", on: ["Formats", "LinearAlgebra", "SyntheticData", "ModelZoo", "Training"],
      exclude: ["Fixtures"]),
    suite(
      of: "Export",
      on: ["Formats", "LinearAlgebra", "SyntheticData", "ModelZoo", "Training", "Experiments"]),
    // Made-up studies that several suites read.
    .target(
      name: "Fixtures",
      dependencies: [
        "Formats", "Randomness", "SyntheticData", "ModelZoo", "Training", "Experiments", "Records",
        "Analysis",
      ],
      path: "Tests/Fixtures", swiftSettings: settings),
    suite(
      of: "Records",
      on: ["Formats", "SyntheticData", "ModelZoo", "Training", "Experiments", "Fixtures"]),
    suite(
      of: "Analysis",
      on: [
        "Formats", "Statistics", "SyntheticData", "ModelZoo", "Training", "Experiments", "Records",
        "Fixtures",
      ]),
    suite(
      of: "Page",
      on: [
        "Formats", "LinearAlgebra", "Randomness", "Statistics", "SyntheticData", "ModelZoo",
        "Training", "Experiments", "Records",
        "Analysis", "Fixtures",
      ]),
    suite(of: "Comparison", on: ["Formats", "Experiments", "Records", "Analysis", "Fixtures"]),
    suite(of: "reproduce", on: ["Formats", "ModelZoo", "Experiments", arguments]),
  ]
)

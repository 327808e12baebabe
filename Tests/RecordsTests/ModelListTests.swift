// The order in which models are listed, and their names in texts.
import Experiments
import Fixtures
import ModelZoo
import Records
import Testing

struct ModelListTests {
  private func list(
    _ models: [ModelChoice], settings: [Setting] = [.standard], looks: [String: ModelLook] = [:]
  ) -> ModelList {
    var file = TinyStudy.file
    file.experiment.models = models
    file.experiment.settings = settings
    file.presentation.models = looks
    return ModelList(file.experiment, file.presentation)
  }

  private func choice(
    _ name: String, _ kind: ModelKind, role: ModelRole? = nil, layers: LayerKind? = nil
  ) -> ModelChoice {
    ModelChoice(name: name, role: role, kind: kind, levels: 1, layers: layers)
  }

  /// Roles come first, then layers, then the order of the zoo, then names; not the order of the file.
  @Test func modelsAreListedByRoleLayersKindAndName() {
    let models = [
      choice("z", .mmoe, layers: .lstm), choice("b", .mmoe), choice("a", .mmoe),
      choice("ple", .ple), choice("shared-bottom", .sharedBottom, layers: .lstm),
      choice("step", .sharedBottom, layers: .stepwise), choice("late", .cgc, role: .control),
      choice("early", .sharedBottom, role: .control), choice("planted", .cgc, role: .planted),
      choice("other", .singleTask), choice("placebo", .singleTask, role: .placebo),
      choice("base", .singleTask, role: .baseline, layers: .lstm),
    ]
    let expected = [
      "base", "placebo", "planted", "early", "late", "other", "a", "b", "ple", "step",
      "shared-bottom", "z",
    ]
    #expect(list(models).models.map(\.name) == expected)
    #expect(list(models.reversed()).models.map(\.name) == expected)
  }

  @Test func armsFollowTheirModelsAndTheSettingsOfTheFile() {
    let list = list(
      [choice("single-task", .singleTask, role: .baseline), choice("mmoe", .mmoe)],
      settings: [
        .standard, Setting(name: "z", gateBias: false), Setting(name: "a", gateBias: true),
      ])
    let arms = [
      Arm(model: "unknown"), Arm(model: "mmoe", setting: "a"), Arm(model: "mmoe", setting: "z"),
      Arm(model: "mmoe"), Arm(model: "single-task"), Arm(model: "mmoe"),
    ]
    #expect(
      list.sorted(arms) == [
        Arm(model: "single-task"), Arm(model: "mmoe"), Arm(model: "mmoe", setting: "z"),
        Arm(model: "mmoe", setting: "a"), Arm(model: "unknown"),
      ])
    #expect(list.title(Arm(model: "mmoe", setting: "z")) == "MMoE (z)")
    #expect(list.title(Arm(model: "mmoe")) == "MMoE" && list.title("unknown") == "unknown")
  }

  /// Only a word whose other letters are small loses its capital.
  @Test func titlesWithinSentencesKeepTheirAcronyms() {
    let titles = [
      ("Shared bottom", "shared bottom"), ("Single-task", "single-task"),
      ("Multi-head", "multi-head"), ("Placebo", "placebo"), ("MMoE", "MMoE"), ("OMoE", "OMoE"),
      ("MoSE", "MoSE"), ("ML-MMoE", "ML-MMoE"), ("CGC", "CGC"), ("PLE", "PLE"),
      ("MMoE (fully connected)", "MMoE (fully connected)"),
      ("Stepwise (memoryless)", "stepwise (memoryless)"), ("bottom", "bottom"), ("", ""),
    ]
    for (title, within) in titles {
      let model = list([choice("m", .mmoe)], looks: ["m": ModelLook(title: title)]).models[0]
      #expect(model.titleWithin == within)
    }
  }

  @Test func aModelIsShownAsItsFileOrElseItsRoleOrKindSays() throws {
    let looks = [
      "other": ModelLook(
        title: "Hard sharing", label: "hard", colour: "#123456", point: 4, published: "bottom")
    ]
    let list = list(
      [
        choice("single-task", .singleTask, role: .baseline, layers: .lstm),
        choice("again", .singleTask, role: .placebo), choice("other", .sharedBottom),
        choice("shared-bottom", .sharedBottom),
      ], looks: looks)
    let placebo = try #require(list["again"])
    #expect(placebo.title == "Placebo" && placebo.layers == .lstm, "as the baseline")
    #expect(placebo.colour != ModelKind.singleTask.definition.colour)
    let other = try #require(list["other"])
    #expect(other.title == "Hard sharing" && other.label == "hard" && other.colour == "#123456")
    #expect(other.point == 4 && other.published == "bottom")
    let bottom = try #require(list["shared-bottom"])
    #expect(bottom.title == "Shared bottom" && bottom.label == "shared bottom")
    #expect(bottom.colour == "#E69F00" && bottom.published == "shared-bottom")
    #expect(list.model(.baseline)?.name == "single-task" && list.model(.control) == nil)
  }
}

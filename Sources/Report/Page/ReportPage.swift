// placeholder
internal import Formats
struct ReportPage {
  let study: Study; let results: [ExperimentResults]; let claims: [Claim]; let scale: Scale;
  let figures: [String]
  var text: String { "" }
}

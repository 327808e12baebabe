// `<experiment>/models.csv`: names and looks of the models, for the figures.

package import Formats
package import Records

/// The models of an experiment in listing order.
package struct ModelTable: DerivedTable {
  package static let description = ListedModel.description
  private let models: [ListedModel]

  package init?(_ records: ExperimentRecords, published: PublishedValues) {
    models = records.models.models
  }

  package var table: CSVTable { ListedModel.schema.table(models) }
}

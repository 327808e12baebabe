// The data card of correlated labels.
//
// p is the cosine of weight vectors. The labels' correlation, variances and nonlinearity depend on
// the draw of α and β too.

extension CorrelatedTasks {
  /// The card without the two baselines, which need steps and modes.
  public func card(splits: Splits) -> DataCard {
    let batch = Batch(capacity: DataCard.checksumSamples, of: self)
    let moments = CoMoments(of: self, over: splits.test, batch, besides: taskCount) {
      row, _, linear in
      guard let inputs = batch.inputs.baseAddress else { return }
      for task in 0..<taskCount {
        linear[task] = Double(labels.linear(inputs + row * inputWidth, task: task))
      }
    }
    var card = DataCard(measuring: self, splits: splits, batch, moments: moments)
    labels.complete(&card, moments)
    return card
  }
}

extension CorrelatedLabels {
  /// Adds the measurements of correlated labels, from moments of y_1 … y_K, z_1 … z_K.
  func complete(_ card: inout DataCard, _ moments: CoMoments) {
    card.cosine = DataCard.meanOverPairs(taskCount) { a, b in
      product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    card.linearPearson = DataCard.meanOverPairs(taskCount) { a, b in
      moments.correlation(taskCount + a, taskCount + b)
    }
    card.nonlinearShares = (0..<taskCount).map { task in
      let correlation = moments.correlation(task, taskCount + task)
      return 1 - correlation * correlation
    }
    // Given x, a label varies with its noise only.
    card.noiseFloors = (0..<taskCount).map { task in
      let scale = spec.labelScales?[task] ?? 1
      return scale * scale * spec.noiseVariance
    }
  }

  /// w_aᵀw_b.
  private func product(_ a: Int, _ b: Int) -> Double {
    (0..<inputWidth).reduce(0) {
      $0 + Double(weights[a * inputWidth + $1]) * Double(weights[b * inputWidth + $1])
    }
  }
}

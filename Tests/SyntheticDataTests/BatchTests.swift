import SyntheticData
import Testing

@Test func aBatchHasItsShapesAndAlignment() {
  let batch = Batch(capacity: 5, inputWidth: 3, taskCount: 2)
  #expect(batch.count == 0)
  #expect(batch.inputs.count == 15 && batch.labels.count == 10 && batch.masks.count == 10)
  for buffer in [batch.inputs, batch.labels, batch.masks] {
    #expect(UInt(bitPattern: buffer.baseAddress) % 64 == 0)
    #expect(buffer.allSatisfy { $0 == 0 })
  }
  batch.count = 5
  #expect(batch.count == 5)
}

@Test func moreSamplesThanTheCapacityStopTheProgram() async {
  await #expect(processExitsWith: .failure) {
    Batch(capacity: 5, inputWidth: 3, taskCount: 2).count = 6
  }
}

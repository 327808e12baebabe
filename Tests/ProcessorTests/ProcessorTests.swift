// CPU features, and the message if a required one is missing.
import Testing

@testable import Processor

@Suite struct ProcessorTests {
  @Test func featuresAreReadFromTheFirstFlagsLine() {
    let text = """
      processor\t: 0
      model name\t: Some CPU: avx512f
      flags\t\t: fpu sse2 avx2
      processor\t: 1
      flags\t\t: fpu
      """
    #expect(Processor.features(in: text) == ["fpu", "sse2", "avx2"])
    #expect(Processor.features(in: "Features\t: fp asimd\n") == [])
  }

  #if arch(x86_64)
    @Test func aCPUWithoutAVX2IsRefusedInOneSentence() throws {
      let refusal = try #require(Processor.refusal(["fpu", "sse2", "avx"]))
      #expect(refusal.contains("AVX2") && !refusal.contains("." + " "))
    }
  #endif

  @Test func aCPUWithAVX2AndAnUnknownCPUAreAccepted() {
    #expect(Processor.refusal(["fpu", "avx2"]) == nil)
    #expect(Processor.refusal([]) == nil)
  }
}

@main
struct Reproduce {
  static func main() {}
}

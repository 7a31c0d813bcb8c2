import SignIn
import Text

extension Console {
    /// Asks whether to use a region that is not in farsign's list, or prints a warning where there is no terminal. A
    /// misspelled region leads to a host that does not exist, but a new AWS region is valid before farsign lists it.
    ///
    /// - Throws: ``ConfigError/Code/badRegion`` unless the answer is yes.
    func confirm(_ region: Region) throws(ConfigError) {
        guard !region.isKnown else { return }
        let near = region.nearest
        let fact = "farsign does not know the region \(region)"
        let guess = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        guard let readLine else { return warn("\(fact) and uses it as given\(guess)") }
        say("\(fact)\(near.isEmpty ? "." : guess) Continue with \(region)? [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw ConfigError(
                .badRegion, fact,
                hint: "name another region with --region" + (near.first.map { ", such as \($0)" } ?? ""))
        }
    }
}

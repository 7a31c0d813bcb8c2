import SignIn
import Text

extension Console {
    /// Asks about a region that AWS does not list, or warns of it: one that is miswritten makes a host that does not
    /// exist, and a new one is in use before farsign knows it.
    ///
    /// - Throws: ``ConfigError/Code/badRegion`` without a yes.
    func confirm(_ region: Region) throws(ConfigError) {
        guard !region.isKnown else { return }
        let near = region.nearest
        let fact = "\(region) is not a region that farsign knows"
        let guess = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        guard let readLine else { return warn("\(fact), and is used as given\(guess)") }
        say("\(fact)\(near.isEmpty ? "." : guess) Go on with \(region)? [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw ConfigError(
                .badRegion, fact, hint: "name another one with --region" + (near.first.map { ", such as \($0)" } ?? ""))
        }
    }
}

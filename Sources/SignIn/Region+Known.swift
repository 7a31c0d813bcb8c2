import Text

/// The regions that AWS's partitions file lists. A new one is in use before it is here, so none is refused for being new.
extension Region {
    /// Whether it is listed.
    package var isKnown: Bool { Self.known.contains(name) }

    /// Listed ones with a name like this one's, nearest first; at most three.
    package var nearest: [String] { NearestNames.of(name, among: Self.known) }

    package static let known = areas.flatMap { area, places in
        places.flatMap { place, count in (1...count).map { "\(area)-\(place)-\($0)" } }
    }

    /// Numbers go from 1 up, without a gap.
    private static let areas: KeyValuePairs<String, KeyValuePairs<String, Int>> = [
        "us": ["east": 2, "west": 2],
        "eu": ["central": 2, "north": 1, "south": 2, "west": 3],
        "ap": ["east": 2, "northeast": 3, "south": 2, "southeast": 7],
        "ca": ["central": 1, "west": 1], "sa": ["east": 1, "west": 1],
        "me": ["central": 1, "south": 1, "west": 1],
        "af": ["south": 1], "il": ["central": 1], "mx": ["central": 1],
        "cn": ["north": 1, "northwest": 1],
        "us-gov": ["east": 1, "west": 1],
        "eusc-de": ["east": 1],
        "us-iso": ["east": 1, "west": 1], "us-isob": ["east": 1, "west": 1],
        "eu-isoe": ["west": 1], "us-isof": ["east": 1, "south": 1],
    ]
}

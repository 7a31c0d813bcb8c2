import Text

/// The regions in AWS's partitions file. Other regions are not refused, because AWS adds new ones.
extension Region {
    /// Whether the region is in the list.
    package var isKnown: Bool { Self.known.contains(name) }

    /// At most three listed regions with a similar name, nearest first.
    package var nearest: [String] { NearestNames.of(name, among: Self.known) }

    package static let known = areas.flatMap { area, places in
        places.flatMap { place, count in (1...count).map { "\(area)-\(place)-\($0)" } }
    }

    /// The numbers of an area start at 1 and have no gap.
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

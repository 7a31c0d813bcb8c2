// How many columns text takes on a terminal, as wcwidth(3) has it. That function depends on the locale, which farsign
// does not set.

extension Unicode.Scalar {
    /// 0 for marks that are drawn over the character before, 2 for wide characters (UAX #11).
    var columns: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        return switch value {
        // The vowels and final consonants of Hangul, which follow a wide one.
        case 0x1160...0x11FF: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF,
            0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}

extension String {
    var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// The start of the text that takes at most so many columns, with the ellipsis if anything is missing.
    func cut(to limit: Int, ellipsis: String) -> String {
        guard columns > limit else { return self }
        var cut = String.UnicodeScalarView()
        var room = limit - ellipsis.columns
        for scalar in unicodeScalars {
            room -= scalar.columns
            if room < 0 { break }
            cut.append(scalar)
        }
        return String(cut) + ellipsis
    }
}

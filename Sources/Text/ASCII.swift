/// Classes of ASCII bytes in names, tokens and URLs.
extension UInt8 {
    @inlinable package var isDigit: Bool { (0x30...0x39).contains(self) }
    @inlinable package var isLowercaseLetter: Bool { (0x61...0x7A).contains(self) }
    @inlinable package var isLetterOrDigit: Bool { isDigit || isLowercaseLetter || (0x41...0x5A).contains(self) }
    @inlinable package var isHexDigit: Bool { isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
    @inlinable package var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    /// Whether the byte is ASCII, but neither a control character nor the space.
    @inlinable package var isVisible: Bool { (0x21...0x7E).contains(self) }
}

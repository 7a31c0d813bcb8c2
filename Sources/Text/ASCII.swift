/// The few classes of ASCII bytes that names, tokens and URLs are made of.
extension UInt8 {
    package var isDigit: Bool { (0x30...0x39).contains(self) }
    package var isLowercaseLetter: Bool { (0x61...0x7A).contains(self) }
    package var isLetterOrDigit: Bool { isDigit || isLowercaseLetter || (0x41...0x5A).contains(self) }
    package var isHexDigit: Bool { isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
    package var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    /// Anything but controls, the space and what is not ASCII.
    package var isVisible: Bool { (0x21...0x7E).contains(self) }
}

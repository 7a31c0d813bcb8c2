extension [UInt8] {
    /// The SHA-256 digest, 32 bytes (FIPS 180-4).
    ///
    /// By hand because every vend hashes its row: swift-crypto and Foundation's Data would make farsign-credentials
    /// 9 MB larger and each call 0.5 ms slower (docs/decisions/0010-written-by-hand.md).
    package var sha256: [UInt8] {
        var state = SHA256State()
        var message = self
        message.append(0x80)
        message.append(contentsOf: repeatElement(0, count: (120 - message.count % 64) % 64))
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: (UInt64(count) * 8) >> UInt64(shift)))
        }
        let bytes = message.span
        for start in stride(from: 0, to: bytes.count, by: 64) { state.absorb(bytes, at: start) }
        return state.digest
    }
}

/// The hash computation of FIPS 180-4, section 6.2.2, with its names.
private struct SHA256State {
    /// Section 4.2.2.
    private static let k: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    /// Section 5.3.3.
    private var h: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    var digest: [UInt8] {
        h.indices.flatMap { index in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: h[index] >> UInt32($0)) }
        }
    }

    /// Computes the next intermediate hash value from the 64 bytes at `start`.
    mutating func absorb(_ message: borrowing Span<UInt8>, at start: Int) {
        var w = InlineArray<64, UInt32>(repeating: 0)
        for t in 0..<16 {
            let byte = start + 4 * t
            w[t] =
                UInt32(message[byte]) << 24 | UInt32(message[byte + 1]) << 16 | UInt32(message[byte + 2]) << 8
                | UInt32(message[byte + 3])
        }
        for t in 16..<64 {
            let (w2, w15) = (w[t - 2], w[t - 15])
            let sigma1 = w2.rotated(17) ^ w2.rotated(19) ^ w2 >> 10
            let sigma0 = w15.rotated(7) ^ w15.rotated(18) ^ w15 >> 3
            w[t] = sigma1 &+ w[t - 7] &+ sigma0 &+ w[t - 16]
        }

        var (a, b, c, d, e, f, g, last) = (h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7])
        for t in 0..<64 {
            let sum1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
            let t1 = last &+ sum1 &+ (e & f ^ ~e & g) &+ Self.k[t] &+ w[t]
            let sum0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
            let t2 = sum0 &+ (a & b ^ a & c ^ b & c)
            (last, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        h[0] &+= a
        h[1] &+= b
        h[2] &+= c
        h[3] &+= d
        h[4] &+= e
        h[5] &+= f
        h[6] &+= g
        h[7] &+= last
    }
}

extension UInt32 {
    /// Rotated to the right.
    fileprivate func rotated(_ bits: UInt32) -> UInt32 {
        self >> bits | self << (32 - bits)
    }
}

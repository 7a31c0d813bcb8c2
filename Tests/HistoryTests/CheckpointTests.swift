import Crypto
import History
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@Suite("checkpoints")
struct CheckpointTests {
    let signer = NoteSigner(name: "farsign/00112233445566778899aabbccddeeff/alice")

    private func checkpoint(_ size: Int, by signer: NoteSigner? = nil) throws -> Checkpoint {
        try Checkpoint((signer ?? self.signer).sign(Self.head(size)))
    }

    private static func head(_ size: Int) -> TreeHead {
        TreeHead(size: size, root: .leaf(Array(String(size).utf8)))
    }

    private func check(_ rows: Int, pruned: Int = 0, keys: [(Int, NoteSigner)]? = nil, trusted: NoteSigner? = nil)
        -> CheckpointCheck
    {
        let records = (keys ?? [(1, signer)]).map { seq, signer in
            AuditRecord(
                AuditEvent(.checkpointKey, actor: Sample.actor, detail: AnnouncedKeys.detail(signer.verifier)),
                seq: seq, time: Sample.time, previousHash: AuditRecord.genesis)
        }
        let heads = Dictionary(uniqueKeysWithValues: (pruned...rows).map { ($0, Self.head($0)) })
        return CheckpointCheck(
            IntactHistory(
                rows: rows, pruned: pruned, hash: AuditRecord.genesis, heads: heads),
            announced: AnnouncedKeys(records), trusted: trusted?.verifier)
    }

    /// The example of C2SP signed-note.
    @Test func `a note of another implementation is verified`() throws {
        let note = try SignedNote(
            parsing: Array(
                """
                This is an example message.

                \u{2014} example.com/foo pLsEcXHqR3LcPChqCSGjKiXqOV9Y8VQXIDtx5a8/Pq5NYvAmxnYnlc0dRYXfMGqCSBAlIdjIObAFzPWQ4QIEJZ8cpgY=

                """.utf8))

        #expect(note.text == "This is an example message.\n")
        #expect(note.signatures.map(\.name) == ["example.com/foo"])
    }

    @Test func `what is signed reads back, and its signature is verified`() throws {
        let checkpoint = try checkpoint(7)
        let read = try Checkpoint(parsing: Array(checkpoint.encoded.utf8))

        #expect(read == checkpoint)
        #expect(read.origin == signer.verifier.name)
        #expect(read.head == Self.head(7))
        #expect(signer.verifier.verifies(read.note))
        #expect(try NoteVerifier(parsing: signer.verifier.text) == signer.verifier)
        #expect(try NoteSigner(parsing: signer.file).verifier == signer.verifier)
    }

    @Test func `a changed text, signature or key is not verified`() throws {
        let note = try checkpoint(7).note
        let other = try checkpoint(8).note
        var bytes = note.signatures[0].bytes
        bytes[40] ^= 1

        #expect(!signer.verifier.verifies(SignedNote(text: other.text, signatures: note.signatures)))
        #expect(!signer.verifier.verifies(SignedNote(text: note.text, signatures: [])))
        #expect(
            !signer.verifier.verifies(
                SignedNote(text: note.text, signatures: [.init(name: signer.verifier.name, bytes: bytes)])))
        #expect(!NoteSigner(name: signer.verifier.name).verifier.verifies(note))
    }

    @Test func `signatures of witnesses are kept and not needed`() throws {
        let note = try checkpoint(7).note
        let witness = SignedNote.Signature(name: "witness.example", bytes: Array(repeating: 7, count: 76))
        let cosigned = SignedNote(text: note.text, signatures: [witness] + note.signatures)
        let read = try Checkpoint(parsing: Array(cosigned.encoded.utf8))

        #expect(signer.verifier.verifies(read.note))
        #expect(read.note.signatures.count == 2)
    }

    @Test(arguments: [
        "", "\n", "text\n", "a\n1\n", "origin\n1\nAAAA\n\n\u{2014} name AAAAAAAA\n", "origin\n01\nROOT\n\nSIGNED",
        "origin\n-1\nROOT\n\nSIGNED", "origin\n99999999999999999999\nROOT\n\nSIGNED", "\n1\nROOT\n\nSIGNED",
        "origin\n1\nROOT\n\n", "origin\n1\nROOT\n\n\u{2014} name\n", "origin\n1\nROOT\n\n\u{2014} na+me AAAAAAAA\n",
        "origin\n1\nROOT\n\n- name AAAAAAAA\n", "origin\n1\nROOT\n\nSIGNED\u{1B}", "origin\n1\nROOT\n\nSIGNEDmore",
        String(repeating: "a\n", count: 40_000),
    ])
    func `anything else is not a checkpoint`(_ text: String) throws {
        let text = text.replacing("ROOT", with: TreeHash.empty.base64)
            .replacing("SIGNED", with: "\u{2014} name AAAAAAAA\n")

        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: Array(text.utf8)) }
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: [0xFF, 0x0A, 0x0A]) }
    }

    @Test(arguments: ["", "name", "name+00000000+AAAA", "+12345678+AUOFgZ", "na me+12345678+AAAA"])
    func `anything else is not a key`(_ text: String) throws {
        #expect(throws: CheckpointError.self) { try NoteVerifier(parsing: text) }
        #expect(throws: CheckpointError.self) { try NoteSigner(parsing: Secret(Array(text.utf8))) }
        let other = NoteSigner(name: "other").verifier.text.split(separator: "+")
        let own = signer.verifier.text.split(separator: "+", maxSplits: 2)
        #expect(throws: CheckpointError.self) { try NoteVerifier(parsing: "\(own[0])+\(other[1])+\(own[2])") }
    }

    @Test func `a checkpoint of each size fits its history`() throws {
        let check = check(9)
        for size in 1...9 { #expect(throws: Never.self) { try check.check(try checkpoint(size)) } }
    }

    @Test func `a cut tail, another tree and pruned rows are told`() throws {
        #expect(code { try check(9).check(try checkpoint(10)) } == .checkpointRefuted)
        let forged = try Checkpoint(signer.sign(TreeHead(size: 7, root: .empty)))
        #expect(code { try check(9).check(forged) } == .checkpointRefuted)
        #expect(code { try check(9, pruned: 5).check(try checkpoint(4)) } == .checkpointRefuted)
        #expect(throws: Never.self) { try check(9, pruned: 5).check(try checkpoint(5)) }
    }

    @Test func `the key that the history named at that size must have signed`() throws {
        let next = NoteSigner(name: signer.verifier.name)
        let both = [(1, signer), (5, next)]
        #expect(throws: Never.self) { try check(9, keys: both).check(try checkpoint(4)) }
        #expect(throws: Never.self) { try check(9, keys: both).check(try checkpoint(5, by: next)) }
        // A later key does not seal earlier rows, and an earlier one no later rows.
        #expect(code { try check(9, keys: both).check(try checkpoint(4, by: next)) } == .checkpointKey)
        #expect(code { try check(9, keys: both).check(try checkpoint(5)) } == .checkpointKey)
        #expect(code { try check(9, keys: [(5, next)]).check(try checkpoint(4)) } == .checkpointKey)
        #expect(code { try check(9, keys: []).check(try checkpoint(4)) } == .checkpointKey)
    }

    @Test func `a checkpoint of another history is not one of this`() throws {
        let other = NoteSigner(name: "farsign/00112233445566778899aabbccddeeff/bob")
        #expect(code { try check(9).check(try checkpoint(4, by: other)) } == .checkpointKey)
        #expect(code { try check(9, trusted: other).check(try checkpoint(4)) } == .checkpointKey)
        #expect(throws: Never.self) { try check(9, keys: [], trusted: signer).check(try checkpoint(4)) }
    }

    private func code(_ body: () throws -> Void) -> HistoryErrorCode? {
        do { try body() } catch { return (error as? HistoryError)?.code }
        return nil
    }

    @Test func `an origin is a host's and a user's, and safe in a path`() {
        let machine = Array("0123456789abcdef0123456789abcdef".utf8)
        let origin = CheckpointOrigin(machineID: machine, user: "alice", uid: 1000)

        #expect(origin.user == "alice")
        #expect(!origin.text.contains("0123456789abcdef"))
        #expect(CheckpointOrigin(origin.text) == origin)
        #expect(CheckpointOrigin(machineID: machine, user: "a/../b", uid: 7).user == "uid-7")
        #expect(CheckpointOrigin(machineID: machine, user: nil, uid: 7).user == "uid-7")
        let second = CheckpointOrigin(machineID: machine, user: "alice", uid: 1000, history: 2)
        #expect(second.user == "alice~2" && second.history == 2 && second.host == origin.host)
        for text in ["", "farsign/x/alice", "other/\(origin.host)/alice", origin.text + "/x", origin.text + "\u{301}"] {
            #expect(CheckpointOrigin(text) == nil)
        }
    }
}

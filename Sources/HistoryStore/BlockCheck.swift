import SessionStore
import Text

/// Compares the index of blocks, which decides what a filter shows, with the rows.
struct BlockCheck {
    private let blocks: IndexedBlocks
    private var number = -1
    private var block: IndexedBlocks.Block?
    /// Contents that were compared with this block: most rows have that of an earlier one.
    private var contents: Set<Int> = []
    /// The first block that leaves out one of its rows.
    private(set) var wrong: Int?

    init(_ blocks: IndexedBlocks) {
        self.blocks = blocks
    }

    mutating func check(_ row: borrowing CanonicalRow, _ statement: borrowing Statement) {
        if row.seq / BlockIndex.size != number {
            number = row.seq / BlockIndex.size
            block = blocks[number]
            contents.removeAll(keepingCapacity: true)
        }
        guard let block, wrong == nil else { return }
        let isInTime = unsafe statement.withText(1) { unsafe Self.precedes(block.earliest, $0, block.latest) }
        if isInTime != true { wrong = number }
        if contents.insert(row.content()).inserted, !block.has(LedgerReader.record(statement)) { wrong = number }
    }

    private static func precedes(_ earliest: [UInt8], _ time: UnsafeBufferPointer<UInt8>, _ latest: [UInt8]) -> Bool {
        unsafe !time.lexicographicallyPrecedes(earliest) && !latest.lexicographicallyPrecedes(time)
    }
}

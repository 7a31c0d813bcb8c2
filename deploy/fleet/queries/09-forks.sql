-- Two different rows with one number: somebody rewrote a history after it had been sent, or copied a ledger.
SELECT host, owner, min(seq) AS first_seq, max(seq) AS last_seq, count(*) AS numbers
FROM (
    SELECT host, owner, seq FROM history GROUP BY host, owner, seq HAVING count(DISTINCT hash) > 1
) AS forked
GROUP BY 1, 2
ORDER BY host, owner;

-- Rows that were altered on the way, whose place or members differ from their content, whose predecessor is missing,
-- or that cannot be read. docs/verify-history.py checks one history completely, with its checkpoints.
SELECT host, owner, problem, count(*) AS rows_with_it, min(seq) AS first_seq, max(seq) AS last_seq,
    min(object) AS object
FROM (
    SELECT history.host, history.owner, history.seq, history.object,
        CASE
            WHEN history.hash IS NULL OR history.seq IS NULL THEN 'unreadable'
            WHEN history.is_unaltered IS NOT TRUE THEN 'altered'
            WHEN history.is_faithful IS NOT TRUE THEN 'says something else than raw_data'
            WHEN before.hash IS NULL AND history.seq > 1 THEN 'predecessor missing'
            WHEN history.seq = 1 AND history.previous_hash <> rpad('', 64, '0') THEN 'not the first row'
        END AS problem
    FROM history
    LEFT JOIN history AS before
        ON before.host = history.host AND before.owner = history.owner AND before.seq = history.seq - 1
        AND before.hash = history.previous_hash
) AS checked
WHERE problem IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

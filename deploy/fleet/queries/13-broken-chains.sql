-- Rows that were altered on the way, whose place or members differ from their content, whose predecessor is missing,
-- or that cannot be read. docs/verify-history.py checks one history completely, with its checkpoints.
WITH links AS (
    SELECT host, owner, seq, hash, previous_hash, object, is_unaltered, is_faithful FROM history
)
SELECT host, owner, problem, count(*) AS rows_with_it, min(seq) AS first_seq, max(seq) AS last_seq,
    min(object) AS object
FROM (
    SELECT links.host, links.owner, links.seq, links.object,
        CASE
            WHEN links.hash IS NULL OR links.seq IS NULL THEN 'unreadable'
            WHEN links.is_unaltered IS NOT TRUE THEN 'altered'
            WHEN links.is_faithful IS NOT TRUE THEN 'says something else than raw_data'
            WHEN before.hash IS NULL AND links.seq > 1 THEN 'predecessor missing'
            WHEN links.seq = 1 AND links.previous_hash <> rpad('', 64, '0') THEN 'not the first row'
        END AS problem
    FROM links
    LEFT JOIN links AS before
        ON before.host = links.host AND before.owner = links.owner AND before.seq = links.seq - 1
        AND before.hash = links.previous_hash
) AS checked
WHERE problem IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3;

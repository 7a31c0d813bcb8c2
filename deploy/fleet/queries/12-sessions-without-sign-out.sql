-- Sessions that nobody signed out, and when they were used last.
SELECT identity, host, max_by(host_name, seq) AS host_name, owner,
    max(CASE WHEN kind = 'signed-in' THEN time END) AS signed_in,
    max(CASE WHEN kind = 'vended' THEN time END) AS last_vended
FROM history
WHERE identity IS NOT NULL
GROUP BY identity, host, owner
HAVING max(CASE WHEN kind = 'signed-in' THEN seq END)
    > coalesce(max(CASE WHEN kind = 'signed-out' AND outcome = 'ok' THEN seq END), 0)
ORDER BY signed_in, identity, host;

-- Temporary credentials of identities that sign in with farsign, used at AWS, but handed out by no farsign. They came
-- from another tool of the same person, or from somebody who has the session's tokens. A profile with
-- '--integration native' refreshes without farsign, so its credentials are listed too.
WITH known AS (
    SELECT DISTINCT CASE kind WHEN 'vended' THEN access_key_id ELSE identity END AS name
    FROM history
    WHERE kind IN ('signed-in', 'vended')
)
SELECT used.access_key_id, used.identity, count(*) AS uses, count(DISTINCT used.event_name) AS events,
    min(used.source_ip) AS source_ip, min(used.time) AS first, max(used.time) AS last
FROM cloudtrail AS used
CROSS JOIN settings
JOIN known AS signed_in ON signed_in.name = used.identity
LEFT JOIN known AS vended ON vended.name = used.access_key_id
WHERE used.access_key_id LIKE 'ASIA%' AND vended.name IS NULL
    AND used.time < as_of - shipping_minutes * INTERVAL '1' MINUTE
GROUP BY 1, 2
ORDER BY uses DESC, used.access_key_id;

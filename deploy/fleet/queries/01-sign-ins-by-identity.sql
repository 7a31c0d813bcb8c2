-- Who signed in, on how many hosts.
SELECT identity, count(*) AS sign_ins, count(DISTINCT host) AS hosts, min(time) AS first, max(time) AS last
FROM history
WHERE kind = 'signed-in' AND outcome = 'ok'
GROUP BY 1
ORDER BY sign_ins DESC, identity;

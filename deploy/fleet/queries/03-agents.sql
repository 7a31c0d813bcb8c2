-- Which coding agents got credentials, for which identities.
SELECT agent, identity, count(*) AS vends, count(DISTINCT host) AS hosts, min(time) AS first, max(time) AS last
FROM history
WHERE kind = 'vended' AND agent IS NOT NULL
GROUP BY 1, 2
ORDER BY vends DESC, agent, identity;

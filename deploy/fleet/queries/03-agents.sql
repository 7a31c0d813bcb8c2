-- Which coding agents got credentials, for which identities.
SELECT agent, identity, sum(coalesce("count", 1)) AS vends, count(DISTINCT host) AS hosts,
    min(coalesce(start_time, time)) AS first, max(time) AS last
FROM history
WHERE kind = 'vended' AND agent IS NOT NULL
GROUP BY 1, 2
ORDER BY vends DESC, agent, identity;

-- Which programs got credentials, and how often.
SELECT program, sum(coalesce("count", 1)) AS vends, count(DISTINCT host) AS hosts, count(DISTINCT identity) AS identities,
    max(time) AS last
FROM history
WHERE kind = 'vended'
GROUP BY 1
ORDER BY vends DESC, program;

-- What failed, and why.
SELECT kind, error, count(*) AS failures, count(DISTINCT host) AS hosts, max(time) AS last
FROM history
WHERE outcome = 'failed'
GROUP BY 1, 2
ORDER BY failures DESC, kind, error;

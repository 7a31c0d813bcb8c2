-- Programs that have got credentials for the first time, on any host.
SELECT program, min(coalesce(start_time, time)) AS first, sum(coalesce("count", 1)) AS vends,
    array_agg(DISTINCT host_name) AS host_names, array_agg(DISTINCT identity) AS identities
FROM history
WHERE kind = 'vended'
GROUP BY 1
HAVING min(coalesce(start_time, time)) >= (SELECT as_of - new_days * INTERVAL '1' DAY FROM settings)
ORDER BY first, program;

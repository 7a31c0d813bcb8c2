-- Programs that have got credentials for the first time, on any host.
SELECT program, min(time) AS first, count(*) AS vends, array_agg(DISTINCT host_name) AS host_names,
    array_agg(DISTINCT identity) AS identities
FROM history
WHERE kind = 'vended'
GROUP BY 1
HAVING min(time) >= (SELECT as_of - new_days * INTERVAL '1' DAY FROM settings)
ORDER BY first, program;

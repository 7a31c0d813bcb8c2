-- Credentials that were handed out at night or on a weekend. Sunday is day 0 in DuckDB and day 7 in
-- Athena. A row that stands for several vends belongs to the time of the last one.
SELECT identity, host_name, owner, program, agent, sum(coalesce("count", 1)) AS vends,
    min(coalesce(start_time, time)) AS first, max(time) AS last
FROM history
CROSS JOIN settings
WHERE kind = 'vended'
    AND (extract(hour FROM time) < working_hours_begin OR extract(hour FROM time) >= working_hours_end
        OR extract(dow FROM time) IN (0, 6, 7))
GROUP BY 1, 2, 3, 4, 5
ORDER BY vends DESC, identity, host_name, program;

-- Hosts that have sent nothing for days: removed, without network, or prevented from sending.
SELECT host, max_by(host_name, time) AS host_name, owner, max(time) AS last, max(seq) AS last_seq
FROM history
GROUP BY host, owner
HAVING max(time) < (SELECT as_of - silent_days * INTERVAL '1' DAY FROM settings)
ORDER BY last, host, owner;

-- One identity from two SSH clients within minutes: somebody may use another person's session.
SELECT identity, ssh_client, previous_ssh_client, host_name, previous_host_name, time, previous_time
FROM (
    SELECT identity, ssh_client, host_name, time,
        lag(ssh_client) OVER clients AS previous_ssh_client,
        lag(host_name) OVER clients AS previous_host_name,
        lag(time) OVER clients AS previous_time
    FROM history
    WHERE kind IN ('signed-in', 'vended') AND outcome = 'ok' AND ssh_client IS NOT NULL
    WINDOW clients AS (PARTITION BY identity ORDER BY time, seq)
) AS pairs
CROSS JOIN settings
WHERE ssh_client <> previous_ssh_client
    AND time <= previous_time + minutes_between_clients * INTERVAL '1' MINUTE
ORDER BY time, identity;

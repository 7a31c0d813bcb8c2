-- Replies that belong to no login, or whose state is wrong: somebody may try to sign another person in as himself.
SELECT host_name, owner, time, error, intake, ssh_client, login
FROM history
WHERE kind = 'reply-refused' AND error IN ('state-mismatch', 'unknown-login')
ORDER BY time, host_name;

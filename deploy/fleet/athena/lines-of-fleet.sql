-- The lines of all hosts.
CREATE OR REPLACE VIEW lines AS
SELECT
    regexp_extract("$path", '/host=([^/]+)/user=[^/]+/date=[^/]+/[^/]+$', 1) AS host,
    regexp_extract("$path", '/user=([^/]+)/date=[^/]+/[^/]+$', 1) AS owner,
    regexp_extract("$path", '/date=([^/]+)/[^/]+$', 1) AS day,
    "$path" AS object,
    actor, cloud, "count", device, end_time, metadata, raw_data, session, severity_id, src_endpoint, start_time, status_code,
    status_id, time, unmapped
FROM farsign_fleet
WHERE regexp_like("$path", '/date=[^/]+/[^/]+[.]jsonl[.]gz$');

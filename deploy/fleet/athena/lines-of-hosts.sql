-- The lines of the hosts that a query names.
CREATE OR REPLACE VIEW lines AS
SELECT
    host, owner, day, "$path" AS object,
    actor, cloud, "count", device, end_time, metadata, raw_data, session, severity_id, src_endpoint, start_time, status_code,
    status_id, time, unmapped
FROM farsign_hosts;

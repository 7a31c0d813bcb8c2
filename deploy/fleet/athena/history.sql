-- The history as the view `history`, one row an event, with the same columns as in DuckDB.
-- Objects may repeat rows; each is listed once. Two different rows with one number are both listed (09-forks.sql).
CREATE OR REPLACE VIEW history AS
SELECT
    host, owner, day, metadata."sequence" AS seq, metadata.uid AS hash,
    arbitrary(unmapped.previous_hash) AS previous_hash,
    arbitrary(CAST(from_unixtime(time / 1000e0) AT TIME ZONE 'UTC' AS timestamp)) AS time,
    arbitrary(metadata.event_code) AS kind,
    arbitrary(CASE status_id WHEN 1 THEN 'ok' ELSE 'failed' END) AS outcome,
    arbitrary(status_code) AS error,
    arbitrary(severity_id) AS severity_id,
    arbitrary(session.uid) AS identity,
    arbitrary(cloud.account.uid) AS account,
    arbitrary(cloud.region) AS region,
    arbitrary(unmapped.profile) AS profile,
    arbitrary(actor.app_name) AS program,
    -- Of a row that stands for several vends: their number, and the time of the first one. `time` is that of the last one.
    arbitrary("count") AS "count",
    arbitrary(CAST(from_unixtime(start_time / 1000e0) AT TIME ZONE 'UTC' AS timestamp)) AS start_time,
    arbitrary(unmapped.agent) AS agent,
    arbitrary(coalesce(src_endpoint.ip, src_endpoint.name)) AS ssh_client,
    arbitrary(actor.session.terminal) AS tty,
    arbitrary(actor."user".name) AS user_name,
    arbitrary(actor.process.pid) AS pid,
    arbitrary(device.hostname) AS host_name,
    arbitrary(session.credential_uid) AS access_key_id,
    arbitrary(CAST(from_unixtime(session.expiration_time / 1000e0) AT TIME ZONE 'UTC' AS timestamp))
        AS credentials_expire_at,
    arbitrary(metadata.correlation_uid) AS login,
    arbitrary(unmapped.intake) AS intake,
    arbitrary(unmapped.lost_rows_before) AS lost_rows_before,
    arbitrary(metadata.product.version) AS version,
    arbitrary(object) AS object,
    -- Whether the row has its hash.
    bool_and(lower(to_hex(sha256(to_utf8(raw_data)))) = metadata.uid) AS is_unaltered,
    -- Whether the members that the queries use say what raw_data says, and the object is where its host belongs.
    bool_and(coalesce(TRY(
        metadata.log_name = 'farsign/' || host || '/' || owner
        AND metadata."sequence" = CAST(json_extract_scalar(raw_data, '$.seq') AS bigint)
        AND metadata.event_code = json_extract_scalar(raw_data, '$.kind')
        AND time = CAST(round(to_unixtime(from_iso8601_timestamp(json_extract_scalar(raw_data, '$.time'))) * 1000) AS bigint)
        AND (status_id = 1) = (json_extract_scalar(raw_data, '$.outcome') = 'ok')
        AND session.uid IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.session')
        AND cloud.account.uid IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.account')
        AND actor.app_name IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.actor.process')
        AND unmapped.profile IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.profile')
        AND unmapped.agent IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.detail.agent')
        AND unmapped.previous_hash = json_extract_scalar(raw_data, '$.previous_hash')
        AND session.credential_uid IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.detail.access_key_id')
        AND coalesce(src_endpoint.ip || ' ' || CAST(src_endpoint.port AS varchar), src_endpoint.name)
            IS NOT DISTINCT FROM json_extract_scalar(raw_data, '$.actor.ssh_client')
        AND "count" IS NOT DISTINCT FROM CAST(json_extract_scalar(raw_data, '$.detail.count') AS bigint)
        AND start_time IS NOT DISTINCT FROM
            CAST(round(to_unixtime(from_iso8601_timestamp(json_extract_scalar(raw_data, '$.detail.first_time'))) * 1000) AS bigint)
        AND end_time IS NOT DISTINCT FROM CASE WHEN "count" IS NOT NULL THEN time END
    ), false)) AS is_faithful,
    arbitrary(raw_data) AS raw_data
FROM lines
GROUP BY 1, 2, 3, 4, 5;

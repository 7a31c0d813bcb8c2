-- The history of all hosts as the view `history`, one row an event. Before: SET VARIABLE root = 's3://BUCKET/PREFIX';
-- or the path of a folder. Filter by `day` to read only some of the objects.
--
-- The partition user= replaces OCSF's object `user`, which would have the same column; session.uid has the identity.
-- A line that is no JSON, or has a member of another type, is not skipped: its members are null.
CREATE OR REPLACE VIEW lines AS
SELECT * FROM read_json(
    getvariable('root') || '/host=*/user=*/date=*/*.jsonl.gz',
    format = 'newline_delimited', compression = 'gzip', ignore_errors = true, filename = true,
    hive_partitioning = true, hive_types = {'host': VARCHAR, 'user': VARCHAR, 'date': DATE},
    columns = {
        activity_id: 'BIGINT',
        actor: 'STRUCT(app_name VARCHAR, process STRUCT(pid BIGINT), session STRUCT(terminal VARCHAR), "user" STRUCT(name VARCHAR, uid VARCHAR))',
        class_uid: 'BIGINT',
        cloud: 'STRUCT(account STRUCT(uid VARCHAR), region VARCHAR)',
        "count": 'BIGINT',
        device: 'STRUCT(hostname VARCHAR, uid VARCHAR)',
        end_time: 'BIGINT',
        metadata: 'STRUCT(correlation_uid VARCHAR, event_code VARCHAR, log_name VARCHAR, product STRUCT(version VARCHAR), "sequence" BIGINT, uid VARCHAR, version VARCHAR)',
        raw_data: 'VARCHAR',
        session: 'STRUCT(credential_uid VARCHAR, expiration_time BIGINT, uid VARCHAR)',
        severity_id: 'BIGINT',
        src_endpoint: 'STRUCT(ip VARCHAR, name VARCHAR, port BIGINT)',
        start_time: 'BIGINT',
        status_code: 'VARCHAR',
        status_id: 'BIGINT',
        "time": 'BIGINT',
        unmapped: 'STRUCT(agent VARCHAR, intake VARCHAR, lost_rows_before BIGINT, previous_hash VARCHAR, profile VARCHAR, reason VARCHAR, way VARCHAR)'
    });

-- Objects may repeat rows; each is listed once. Two different rows with one number are both listed (09-forks.sql).
CREATE OR REPLACE VIEW history AS
SELECT
    host, "user" AS owner, "date" AS day, metadata.sequence AS seq, metadata.uid AS hash,
    any_value(unmapped.previous_hash) AS previous_hash,
    any_value(epoch_ms("time")) AS "time",
    any_value(metadata.event_code) AS kind,
    any_value(CASE status_id WHEN 1 THEN 'ok' ELSE 'failed' END) AS outcome,
    any_value(status_code) AS error,
    any_value(severity_id) AS severity_id,
    any_value(session.uid) AS identity,
    any_value(cloud.account.uid) AS account,
    any_value(cloud.region) AS region,
    any_value(unmapped.profile) AS profile,
    any_value(actor.app_name) AS program,
    -- Of a row that stands for several vends: their number, and the time of the first one. `time` is that of the last one.
    any_value("count") AS "count",
    any_value(epoch_ms(start_time)) AS start_time,
    any_value(unmapped.agent) AS agent,
    any_value(coalesce(src_endpoint.ip, src_endpoint.name)) AS ssh_client,
    any_value(actor.session.terminal) AS tty,
    any_value(actor.user.name) AS user_name,
    any_value(actor.process.pid) AS pid,
    any_value(device.hostname) AS host_name,
    any_value(session.credential_uid) AS access_key_id,
    any_value(epoch_ms(session.expiration_time)) AS credentials_expire_at,
    any_value(metadata.correlation_uid) AS login,
    any_value(unmapped.intake) AS intake,
    any_value(unmapped.lost_rows_before) AS lost_rows_before,
    any_value(metadata.product.version) AS version,
    any_value(filename) AS object,
    -- Whether the row has its hash.
    bool_and(sha256(raw_data) = metadata.uid) AS is_unaltered,
    -- Whether the members that the queries use say what raw_data says, and the object is where its host belongs.
    bool_and(coalesce(TRY(
        metadata.log_name = 'farsign/' || host || '/' || "user"
        AND metadata.sequence = CAST(said[1] AS BIGINT)
        AND metadata.event_code = said[2]
        AND epoch_ms("time") = CAST(said[3] AS TIMESTAMP)
        AND (status_id = 1) = (said[4] = 'ok')
        AND session.uid IS NOT DISTINCT FROM said[5]
        AND cloud.account.uid IS NOT DISTINCT FROM said[6]
        AND actor.app_name IS NOT DISTINCT FROM said[7]
        AND unmapped.profile IS NOT DISTINCT FROM said[8]
        AND unmapped.agent IS NOT DISTINCT FROM said[9]
        AND unmapped.previous_hash = said[10]
        AND session.credential_uid IS NOT DISTINCT FROM said[11]
        AND coalesce(src_endpoint.ip || ' ' || src_endpoint.port, src_endpoint.name) IS NOT DISTINCT FROM said[12]
        AND "count" IS NOT DISTINCT FROM CAST(said[13] AS BIGINT)
        AND epoch_ms(start_time) IS NOT DISTINCT FROM CAST(said[14] AS TIMESTAMP)
        AND end_time IS NOT DISTINCT FROM CASE WHEN "count" IS NOT NULL THEN "time" END
    ), false)) AS is_faithful,
    any_value(raw_data) AS raw_data
FROM (
    -- All values with one parse of raw_data, which takes as long as the rest of the line.
    SELECT *, TRY(json_extract_string(raw_data, [
        '$.seq', '$.kind', '$.time', '$.outcome', '$.session', '$.account', '$.actor.process', '$.profile',
        '$.detail.agent', '$.previous_hash', '$.detail.access_key_id', '$.actor.ssh_client', '$.detail.count',
        '$.detail.first_time'])) AS said
    FROM lines
) AS parsed
GROUP BY 1, 2, 3, 4, 5;

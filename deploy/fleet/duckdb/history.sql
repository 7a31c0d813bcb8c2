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
        device: 'STRUCT(hostname VARCHAR, uid VARCHAR)',
        metadata: 'STRUCT(correlation_uid VARCHAR, event_code VARCHAR, log_name VARCHAR, product STRUCT(version VARCHAR), "sequence" BIGINT, uid VARCHAR, version VARCHAR)',
        raw_data: 'VARCHAR',
        session: 'STRUCT(credential_uid VARCHAR, expiration_time BIGINT, uid VARCHAR)',
        severity_id: 'BIGINT',
        src_endpoint: 'STRUCT(ip VARCHAR, name VARCHAR, port BIGINT)',
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
        AND metadata.sequence = CAST(json_extract_string(raw_data, '$.seq') AS BIGINT)
        AND metadata.event_code = json_extract_string(raw_data, '$.kind')
        AND epoch_ms("time") = CAST(json_extract_string(raw_data, '$.time') AS TIMESTAMP)
        AND (status_id = 1) = (json_extract_string(raw_data, '$.outcome') = 'ok')
        AND session.uid IS NOT DISTINCT FROM json_extract_string(raw_data, '$.session')
        AND cloud.account.uid IS NOT DISTINCT FROM json_extract_string(raw_data, '$.account')
        AND actor.app_name IS NOT DISTINCT FROM json_extract_string(raw_data, '$.actor.process')
        AND unmapped.profile IS NOT DISTINCT FROM json_extract_string(raw_data, '$.profile')
        AND unmapped.agent IS NOT DISTINCT FROM json_extract_string(raw_data, '$.detail.agent')
        AND unmapped.previous_hash = json_extract_string(raw_data, '$.previous_hash')
        AND session.credential_uid IS NOT DISTINCT FROM json_extract_string(raw_data, '$.detail.access_key_id')
        AND coalesce(src_endpoint.ip || ' ' || src_endpoint.port, src_endpoint.name)
            IS NOT DISTINCT FROM json_extract_string(raw_data, '$.actor.ssh_client')
    ), false)) AS is_faithful,
    any_value(raw_data) AS raw_data
FROM lines
GROUP BY 1, 2, 3, 4, 5;

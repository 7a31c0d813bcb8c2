-- Writes one day's events as the Parquet files of two custom sources of Amazon Security Lake, which wants one source for
-- each class. Before:
--   SET VARIABLE root = 's3://BUCKET/PREFIX';
--   SET VARIABLE lake = 's3://aws-security-data-lake-REGION-…/ext';  -- the location of the custom sources
--   SET VARIABLE lake_region = 'eu-central-1';
--   SET VARIABLE day = '2026-11-27';
-- Writing a day again replaces its files. An event without an AWS account belongs to the account "external".
CREATE OR REPLACE TEMP TABLE day_of_events AS
SELECT DISTINCT ON (metadata.log_name, metadata."sequence", metadata.uid)
    *,
    getvariable('lake_region') AS region,
    coalesce(cloud.account.uid, 'external') AS accountId,
    strftime(CAST(getvariable('day') AS DATE), '%Y%m%d') AS eventDay
FROM read_json(
    getvariable('root') || '/host=*/user=*/date=' || getvariable('day') || '/*.jsonl.gz',
    format = 'newline_delimited', compression = 'gzip', ignore_errors = true, hive_partitioning = false,
    columns = {
        activity_id: 'INTEGER', activity_name: 'VARCHAR',
        actor: 'STRUCT(app_name VARCHAR, process STRUCT(pid BIGINT), session STRUCT(terminal VARCHAR), "user" STRUCT(name VARCHAR, uid VARCHAR))',
        auth_protocol_id: 'INTEGER', category_uid: 'INTEGER', class_uid: 'INTEGER',
        cloud: 'STRUCT(account STRUCT(uid VARCHAR), provider VARCHAR, region VARCHAR)',
        "count": 'INTEGER',
        device: 'STRUCT(hostname VARCHAR, type_id INTEGER, uid VARCHAR)',
        end_time: 'BIGINT',
        metadata: 'STRUCT(correlation_uid VARCHAR, event_code VARCHAR, log_name VARCHAR, product STRUCT(name VARCHAR, vendor_name VARCHAR, version VARCHAR), profiles VARCHAR[], "sequence" BIGINT, uid VARCHAR, version VARCHAR)',
        privileges: 'VARCHAR[]', raw_data: 'VARCHAR',
        raw_data_hash: 'STRUCT(algorithm VARCHAR, algorithm_id INTEGER, "value" VARCHAR)',
        service: 'STRUCT(name VARCHAR)',
        session: 'STRUCT(credential_uid VARCHAR, expiration_time BIGINT, uid VARCHAR)',
        severity_id: 'INTEGER', src_endpoint: 'STRUCT(ip VARCHAR, name VARCHAR, port INTEGER)',
        start_time: 'BIGINT', status: 'VARCHAR', status_code: 'VARCHAR', status_id: 'INTEGER', "time": 'BIGINT', type_uid: 'BIGINT',
        unmapped: 'MAP(VARCHAR, VARCHAR)', "user": 'STRUCT(name VARCHAR, uid VARCHAR)'
    })
WHERE metadata.uid IS NOT NULL;

COPY (SELECT * EXCLUDE privileges FROM day_of_events WHERE class_uid = 3002 ORDER BY "time")
TO (getvariable('lake') || '/farsign-authentication') (
    FORMAT parquet, COMPRESSION zstd, PARTITION_BY (region, accountId, eventDay), FILENAME_PATTERN 'farsign_{i}',
    OVERWRITE_OR_IGNORE);

COPY (SELECT * EXCLUDE (service, activity_name, auth_protocol_id) FROM day_of_events WHERE class_uid = 3003 ORDER BY "time")
TO (getvariable('lake') || '/farsign-authorize-session') (
    FORMAT parquet, COMPRESSION zstd, PARTITION_BY (region, accountId, eventDay), FILENAME_PATTERN 'farsign_{i}',
    OVERWRITE_OR_IGNORE);

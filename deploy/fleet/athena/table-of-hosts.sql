-- The objects of some hosts. A query has to name the hosts and the accounts on them, and should name the days:
-- WHERE host IN ('…') AND owner = 'alice' AND day >= '2026-11-01'. Athena then reads only these folders, and needs no
-- partition in the catalog. Replace BUCKET and PREFIX, and begin the range with the first day on which a host shipped.
CREATE EXTERNAL TABLE farsign_hosts (
    actor struct<app_name:string, process:struct<pid:bigint>, session:struct<terminal:string>, `user`:struct<name:string, uid:string>>,
    cloud struct<account:struct<uid:string>, region:string>,
    `count` bigint,
    device struct<hostname:string, uid:string>,
    end_time bigint,
    metadata struct<correlation_uid:string, event_code:string, log_name:string, product:struct<version:string>, `sequence`:bigint, uid:string, version:string>,
    raw_data string,
    session struct<credential_uid:string, expiration_time:bigint, uid:string>,
    severity_id int,
    src_endpoint struct<ip:string, name:string, port:int>,
    start_time bigint,
    status_code string,
    status_id int,
    `time` bigint,
    unmapped struct<agent:string, intake:string, lost_rows_before:bigint, previous_hash:string, profile:string, reason:string, way:string>
)
PARTITIONED BY (host string, owner string, day string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
STORED AS TEXTFILE
LOCATION 's3://BUCKET/PREFIX/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.host.type' = 'injected',
    'projection.owner.type' = 'injected',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy-MM-dd',
    'projection.day.range' = '2026-11-01,NOW+1DAYS',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = 's3://BUCKET/PREFIX/host=${host}/user=${owner}/date=${day}/'
);

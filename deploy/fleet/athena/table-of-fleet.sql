-- All objects as one table, for the queries over all hosts. Each query reads everything below the prefix, apart from
-- what a filter on `day` in the view excludes. The checkpoints are below the prefix too and are no JSON;
-- the view leaves them out. Replace BUCKET and PREFIX.
CREATE EXTERNAL TABLE farsign_fleet (
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
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')
STORED AS TEXTFILE
LOCATION 's3://BUCKET/PREFIX/';

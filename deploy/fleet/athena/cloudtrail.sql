-- CloudTrail's events as the view `cloudtrail`, from the table `cloudtrail_logs` that the console of CloudTrail or the
-- documentation of AWS creates ("Create a table for CloudTrail logs in Athena").
CREATE OR REPLACE VIEW cloudtrail AS
SELECT
    CAST(from_iso8601_timestamp(eventtime) AT TIME ZONE 'UTC' AS timestamp) AS time,
    eventid AS event_id,
    eventsource AS event_source,
    eventname AS event_name,
    awsregion AS region,
    sourceipaddress AS source_ip,
    useragent AS user_agent,
    useridentity.accountid AS account,
    useridentity.arn AS identity,
    useridentity.accesskeyid AS access_key_id
FROM cloudtrail_logs;

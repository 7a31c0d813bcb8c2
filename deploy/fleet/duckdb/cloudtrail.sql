-- CloudTrail's log files as the view `cloudtrail`. Before: SET VARIABLE cloudtrail = 's3://BUCKET'; or a folder that
-- contains AWSLogs. The folders between it and CloudTrail are those of the account and, in an organization's trail, of
-- the organization.
CREATE OR REPLACE VIEW cloudtrail AS
SELECT
    CAST(record.eventTime AS TIMESTAMP) AS "time",
    record.eventID AS event_id,
    record.eventSource AS event_source,
    record.eventName AS event_name,
    record.awsRegion AS region,
    record.sourceIPAddress AS source_ip,
    record.userAgent AS user_agent,
    record.userIdentity.accountId AS account,
    record.userIdentity.arn AS identity,
    record.userIdentity.accessKeyId AS access_key_id
FROM (
    SELECT unnest(Records) AS record FROM read_json(
        getvariable('cloudtrail') || '/AWSLogs/**/CloudTrail/*/*/*/*/*.json.gz', format = 'auto', compression = 'gzip',
        maximum_object_size = 1073741824,
        columns = {Records: 'STRUCT(eventTime VARCHAR, eventID VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR, userAgent VARCHAR, userIdentity STRUCT(accountId VARCHAR, arn VARCHAR, accessKeyId VARCHAR))[]'}));

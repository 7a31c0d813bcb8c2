-- What the queries compare with, for DuckDB and for Athena. Times are in UTC.
CREATE OR REPLACE VIEW settings AS
SELECT
    CAST(now() AT TIME ZONE 'UTC' AS timestamp) AS as_of,
    10 AS minutes_between_clients,  -- 05: two SSH clients of one identity
    60 AS shipping_minutes,         -- 07: the time that a row may need to arrive here
    3 AS silent_days,               -- 08: a host is silent after this time
    7 AS new_days,                  -- 10: a program is new for this time
    7 AS working_hours_begin,       -- 11: from 07:00
    19 AS working_hours_end;        -- 11: to 19:00

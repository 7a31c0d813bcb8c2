-- Vends that are in no history, because a disk was full or a ledger locked. The row counts those before it.
SELECT host_name, owner, time, seq, lost_rows_before
FROM history
WHERE lost_rows_before > 0
ORDER BY time, host_name;

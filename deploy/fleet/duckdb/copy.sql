-- Reads the objects once and keeps the history in the database file with which DuckDB was started. The queries then
-- take a fraction of the time. Read history.sql and this file again for newer rows.
CREATE OR REPLACE TABLE copied_history AS SELECT * EXCLUDE raw_data FROM history;
CREATE OR REPLACE VIEW history AS SELECT * FROM copied_history;

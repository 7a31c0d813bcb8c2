-- Tables for the events that rsyslog brings (receiver.conf). PostgreSQL 11 or later; run it once, as the owner of the database:
--   psql -d farsign -v ON_ERROR_STOP=1 -f schema.sql
-- What proves an event is the column "message": the canonical bytes that its hash covers. The database computes the hash
-- itself and reads all other columns from the message, so that a sender cannot state them differently.
BEGIN;

CREATE TABLE farsign_events (
    host_id text NOT NULL,
    user_name text NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    hash text NOT NULL,
    previous_hash text NOT NULL,
    time timestamptz NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    profile text,
    session text,
    account text,
    actor jsonb NOT NULL,
    detail jsonb NOT NULL,
    host_name text NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    message text NOT NULL,
    -- The same row twice is one row; another row with its number is a fork, and both stay.
    PRIMARY KEY (host_id, user_name, seq, hash)
);
CREATE INDEX ON farsign_events (time);

CREATE TABLE farsign_checkpoints (
    host_id text NOT NULL,
    user_name text NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (host_id, user_name, size, note)
);

-- Messages that are neither: somebody else wrote to the socket, or a receiver on the way cut them off.
CREATE TABLE farsign_rejected (
    digest text PRIMARY KEY,
    host_name text,
    origin text,
    kind text,
    message text,
    reason text NOT NULL,
    received timestamptz NOT NULL DEFAULT now()
);

-- All that rsyslog may write to.
CREATE VIEW farsign_messages AS
SELECT NULL::text AS host_name, NULL::text AS origin, NULL::text AS kind, NULL::text AS message WHERE false;

CREATE FUNCTION farsign_receive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    whose text[] := regexp_match(NEW.origin, '^farsign/([0-9a-f]{32})/([A-Za-z0-9._~-]{1,80})$');
    event jsonb;
BEGIN
    -- A text of PostgreSQL has no NUL, but one of JSON may: the columns get U+FFFD for it.
    event := regexp_replace(NEW.message, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::jsonb;
    IF NEW.kind = 'checkpoint' THEN
        INSERT INTO farsign_checkpoints (host_id, user_name, size, note)
        VALUES (
            whose[1], whose[2], split_part(event ->> 'checkpoint', E'\n', 2)::bigint, event ->> 'checkpoint')
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO farsign_events (
            host_id, user_name, seq, hash, previous_hash, time, kind, outcome, profile, session, account, actor, detail,
            host_name, message
        ) VALUES (
            whose[1], whose[2], (event ->> 'seq')::bigint, encode(sha256(convert_to(NEW.message, 'UTF8')), 'hex'),
            event ->> 'previous_hash', (event ->> 'time')::timestamptz, event ->> 'kind', event ->> 'outcome',
            event ->> 'profile', event ->> 'session', event ->> 'account', event -> 'actor', event -> 'detail',
            NEW.host_name, NEW.message
        ) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
-- A message that no table takes must not stop the ones after it.
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN
    INSERT INTO farsign_rejected (digest, host_name, origin, kind, message, reason)
    VALUES (
        encode(sha256(convert_to(concat_ws(' ', NEW.host_name, NEW.origin, NEW.kind, NEW.message), 'UTF8')), 'hex'),
        NEW.host_name, NEW.origin, NEW.kind, NEW.message, SQLERRM)
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;

CREATE TRIGGER farsign_receive INSTEAD OF INSERT ON farsign_messages
FOR EACH ROW EXECUTE FUNCTION farsign_receive();

CREATE ROLE farsign_log LOGIN;
GRANT INSERT ON farsign_messages TO farsign_log;

-- What is wrong with the histories; no row means that none was found.
CREATE VIEW farsign_problems AS
WITH numbers AS (
    SELECT host_id, user_name, seq, count(*) AS rows,
        lag(seq, 1, 0::bigint) OVER (PARTITION BY host_id, user_name ORDER BY seq) AS before
    FROM farsign_events GROUP BY host_id, user_name, seq
)
SELECT host_id, user_name, 'gap' AS problem, format('events %s to %s are missing', before + 1, seq - 1) AS reason
FROM numbers WHERE seq > before + 1
UNION ALL
SELECT host_id, user_name, 'fork', format('there are %s different events %s', rows, seq) FROM numbers WHERE rows > 1
UNION ALL
SELECT host_id, user_name, 'broken-chain', format('event %s does not follow event %s', seq, seq - 1)
FROM farsign_events event
WHERE CASE WHEN seq = 1 THEN previous_hash <> repeat('0', 64) ELSE
    EXISTS (SELECT FROM farsign_events before
        WHERE (before.host_id, before.user_name, before.seq) = (event.host_id, event.user_name, event.seq - 1))
    AND NOT EXISTS (SELECT FROM farsign_events before
        WHERE (before.host_id, before.user_name, before.seq, before.hash)
            = (event.host_id, event.user_name, event.seq - 1, event.previous_hash))
    END
UNION ALL
SELECT host_id, user_name, 'cut-tail', format('a checkpoint covers %s events, and the last one here is %s', size, last)
FROM (SELECT host_id, user_name, max(size) AS size FROM farsign_checkpoints GROUP BY host_id, user_name) checkpoint
LEFT JOIN LATERAL (
    SELECT coalesce(max(seq), 0) AS last FROM farsign_events event
    WHERE (event.host_id, event.user_name) = (checkpoint.host_id, checkpoint.user_name)
) events ON true
WHERE size > last
UNION ALL
SELECT NULL, NULL, 'rejected', format('a message of %s: %s', host_name, reason) FROM farsign_rejected;

COMMIT;

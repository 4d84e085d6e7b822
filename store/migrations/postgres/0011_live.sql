-- Tells every server that the log has grown, at the commit that made it grow: each has one reader that listens.
-- The row of `log_head` is locked until that commit anyway, so the notice holds up nobody who did not wait already.

CREATE FUNCTION log_grew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('lachan_log', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER log_grew AFTER UPDATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION log_grew();

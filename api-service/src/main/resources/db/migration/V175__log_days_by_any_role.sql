-- A service whose role owns no table makes and drops days of the log through these functions, with the rights of who owns them. Nobody else may
-- call them: a role for the service is granted that by deploy/postgres/roles.sql.
ALTER FUNCTION create_log_day(text, date) SECURITY DEFINER SET search_path FROM CURRENT;
ALTER FUNCTION create_log_day(date) SECURITY DEFINER SET search_path FROM CURRENT;
ALTER FUNCTION drop_log_days(text, date) SECURITY DEFINER SET search_path FROM CURRENT;
REVOKE EXECUTE ON FUNCTION create_log_day(text, date), create_log_day(date), drop_log_days(text, date) FROM PUBLIC;

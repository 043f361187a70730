-- Two roles for a database of Postrider: the owner, who makes and changes tables (the argument "migrate"), and the service's, which only reads and
-- writes rows. As a superuser, in the database, before the first migration:
--   psql -d postrider -v owner_password=… -v service_password=… -f roles.sql
-- Then run the API with postrider.database.username=postrider and postrider.database.migrate=false.
CREATE ROLE postrider_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE postrider LOGIN PASSWORD :'service_password';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO postrider_owner;
GRANT USAGE ON SCHEMA public TO postrider;

-- Whatever the owner makes, now and with later versions.
ALTER DEFAULT PRIVILEGES FOR ROLE postrider_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO postrider;
ALTER DEFAULT PRIVILEGES FOR ROLE postrider_owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO postrider;

package dev.postrider.embedded;

import java.nio.file.Path;

/** A process that runs a database until it is killed. */
final class DatabaseMain {
    private DatabaseMain() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedDatabase database =
                EmbeddedDatabase.start(DatabaseConfig.in(Path.of(args[0])).withBinariesDir(Path.of(args[1])));
        ChildJvm.ready(database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password());
    }
}

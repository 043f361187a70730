package dev.postrider.standalone.cluster;

import dev.postrider.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database with the roles of {@code deploy/postgres/roles.sql}, under other names: the tests' server may have had them before.
 *
 * @param owner the database as its owner reaches it
 * @param service the same as the service does
 */
record RolesFile(TestDatabase owner, TestDatabase service) {
    private static final Path FILE = Path.of("..", "deploy", "postgres", "roles.sql");
    private static final String PASSWORD = "a-password";

    static RolesFile applyTo(TestDatabase database) throws IOException, SQLException {
        String script = Files.readString(FILE)
                .replaceAll(":'[a-z_]+'", "'" + PASSWORD + "'")
                .replaceAll("\\bpostrider_owner\\b", "roles_owner")
                .replaceAll("\\bpostrider\\b", "roles_service");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
        return new RolesFile(as(database, "roles_owner"), as(database, "roles_service"));
    }

    private static TestDatabase as(TestDatabase database, String role) {
        return new TestDatabase(database.host(), database.port(), database.name(), role, PASSWORD);
    }
}

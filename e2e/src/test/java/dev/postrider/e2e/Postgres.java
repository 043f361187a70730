package dev.postrider.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program's database, as a reader of its tables sees it. */
final class Postgres {
    private final Path dataDir;
    private final int port;

    /**
     * @param port that the program was told to have its database listen on
     */
    Postgres(Path dataDir, int port) {
        this.dataDir = dataDir;
        this.port = port;
    }

    /** Rows, each by the names of its columns. */
    List<Map<String, String>> query(String sql) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postrider",
                        "postrider",
                        Files.readString(dataDir.resolve("postgres/password")).strip());
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnLabel(i), String.valueOf(result.getObject(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError("PostgreSQL refuses " + sql, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

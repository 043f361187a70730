package dev.postrider.e2e;

import dev.postrider.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The dashboards as they are in {@code deploy/grafana}. */
final class Dashboards {
    private static final Path FOLDER = Path.of("../deploy/grafana/dashboards");

    private Dashboards() {}

    /**
     * A panel that shows something.
     *
     * @param dashboard its file's name without the ending
     * @param queries for Prometheus; none of a panel that reads PostgreSQL
     * @param sql for PostgreSQL
     */
    record Panel(String dashboard, String title, JsonNode json, List<String> queries, List<String> sql) {
        @Override
        public String toString() {
            return dashboard + "/" + title;
        }
    }

    static List<Panel> panels() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Panel> panels = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                Json.tree(Files.readAllBytes(file)).required("panels").forEach(panel -> {
                    if (!panel.required("type").stringValue().equals("row")) {
                        panels.add(new Panel(
                                name,
                                panel.required("title").stringValue(),
                                panel,
                                texts(panel, "expr"),
                                texts(panel, "rawSql")));
                    }
                });
            }
            return panels;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode panel, String field) {
        return StreamSupport.stream(panel.required("targets").spliterator(), false)
                .filter(target -> target.has(field))
                .map(target -> target.required(field).stringValue())
                .toList();
    }
}

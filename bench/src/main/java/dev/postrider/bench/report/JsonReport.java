package dev.postrider.bench.report;

import dev.postrider.common.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Results for programs. */
public final class JsonReport {
    private JsonReport() {}

    /**
     * One object: when and where it was measured, and the scenarios.
     *
     * @param at when the run began
     */
    public static byte[] of(Instant at, String sizes, List<Result> results) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("sizes", sizes);
            json.writeNumberProperty("processors", Runtime.getRuntime().availableProcessors());
            json.writeStringProperty("java", Runtime.version().toString());
            json.writeStringProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            json.writeArrayPropertyStart("scenarios");
            results.forEach(result -> write(json, result));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Result result) {
        json.writeStartObject();
        json.writeStringProperty("scenario", result.scenario());
        json.writeBooleanProperty("holds", result.holds());
        json.writeArrayPropertyStart("figures");
        for (Figure figure : result.figures()) {
            json.writeStartObject();
            json.writeStringProperty("name", figure.name());
            number(json, "value", figure.value());
            json.writeStringProperty("unit", figure.unit());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("bounds");
        for (Bound bound : result.bounds()) {
            json.writeStartObject();
            json.writeStringProperty("name", bound.name());
            number(json, "measured", bound.measured());
            json.writeStringProperty(
                    "limit",
                    switch (bound.limit()) {
                        case AT_LEAST -> "at_least";
                        case AT_MOST -> "at_most";
                    });
            number(json, "than", bound.than());
            json.writeBooleanProperty("holds", bound.holds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("notes");
        result.notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** JSON has no NaN. */
    private static void number(JsonGenerator json, String name, double value) {
        if (Double.isFinite(value)) {
            json.writeNumberProperty(name, value);
        } else {
            json.writeNullProperty(name);
        }
    }
}

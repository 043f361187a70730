package dev.postrider.api.web;

import dev.postrider.common.json.Json;
import java.net.URI;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JsonGenerator;

/** JSON answers. */
public final class Answer {
    private Answer() {}

    public static ResponseEntity<byte[]> ok(Consumer<JsonGenerator> content) {
        return of(HttpStatus.OK, content);
    }

    /** 201, with the address of what was made. */
    public static ResponseEntity<byte[]> created(String location, Consumer<JsonGenerator> content) {
        return ResponseEntity.created(URI.create(location))
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.write(content));
    }

    /** 202, with the address of what goes on. */
    public static ResponseEntity<byte[]> accepted(String location, Consumer<JsonGenerator> content) {
        return ResponseEntity.accepted()
                .location(URI.create(location))
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.write(content));
    }

    public static ResponseEntity<byte[]> of(HttpStatus status, Consumer<JsonGenerator> content) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Json.write(content));
    }

    /** 204. */
    public static ResponseEntity<byte[]> noContent() {
        return ResponseEntity.noContent().build();
    }
}

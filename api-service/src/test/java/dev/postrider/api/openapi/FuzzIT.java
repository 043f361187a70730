package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.openapi.ApiDocument.Operation;
import dev.postrider.api.support.RunningApi;
import dev.postrider.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Whatever is sent to a route of the document is answered as the document says: with a problem where it is wrong, never with 5xx,
 * never with a word of a library. A failure names its seed and the number of the request.
 */
class FuzzIT {
    private static final RunningApi API = RunningApi.shared();
    private static final long SEED = 20_261_122;
    private static final int LARGE = 60_000;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern TRACE =
            Pattern.compile("\\bat [a-z]+\\.\\w|Exception|\\b(java|org|io|tools|reactor)\\.[a-z]+\\.");

    private final ApiDocument document = new ApiDocument(API);
    private final AnswerSchemas answers = new AnswerSchemas(document);
    private final List<String> faults = new ArrayList<>();

    @AfterEach
    void letEverythingGoOn() {
        API.admin().post().uri("/api/v1/resume").exchange().expectStatus().isOk();
    }

    @Test
    void wildRequestsAreAnsweredWithProblems() {
        fuzz(SEED, 6);

        assertThat(faults).isEmpty();
    }

    @Test
    @Tag("proof")
    void manyMoreWildRequestsAreAnsweredWithProblems() {
        for (int i = 1; i <= 6 && faults.isEmpty(); i++) {
            fuzz(SEED + i, 60);
        }

        assertThat(faults).isEmpty();
    }

    private void fuzz(long seed, int requestsPerRoute) {
        Subjects subjects = new Subjects(API);
        Wild wild = new Wild(new Random(seed));
        List<Operation> operations = document.ending().stream()
                // What deletes comes last, so that the others meet something that is there.
                .sorted(Comparator.comparing(operation -> operation.method().equals(HttpMethod.DELETE)))
                .toList();
        int number = 0;
        for (Operation operation : operations) {
            for (int i = 0; i < requestsPerRoute; i++) {
                number++;
                send(subjects, wild, operation, "seed " + seed + ", request " + number + ": ");
            }
        }
    }

    private void send(Subjects subjects, Wild wild, Operation operation, String which) {
        String path = subjects.path(operation);
        if (operation.path().contains("{") && wild.oneIn(4)) {
            path = operation.path().replaceAll("\\{[a-zA-Z]+}", wild.segment());
        }
        if (operation.method().equals(HttpMethod.GET) || wild.oneIn(6)) {
            path += wild.query(operation
                    .parametersIn("query")
                    .map(parameter -> parameter.required("name").stringValue())
                    .toList());
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(API.baseUrl() + path)).timeout(DEADLINE);
        if (operation.needsKey()) {
            request.header("Authorization", "Bearer " + RunningApi.ADMIN_KEY);
            request.header("X-Organization-Id", subjects.organization());
        }
        operation.parametersIn("header").forEach(parameter -> {
            if (wild.oneIn(8)) {
                request.setHeader(parameter.required("name").stringValue(), wild.header());
            }
        });
        String said = "";
        byte[] bytes = new byte[0];
        if (!operation.method().equals(HttpMethod.GET)) {
            JsonNode example = operation.examples().getFirst().body();
            Wild.Body body = wild.body(
                    example == null
                            ? JsonNodeFactory.instance.objectNode()
                            : Json.tree(subjects.body(example).getBytes(StandardCharsets.UTF_8)));
            bytes = body.bytes();
            request.header("Content-Type", body.type());
            said = " " + body.type() + " " + shortened(new String(bytes, StandardCharsets.UTF_8));
        }
        request.method(operation.method().name(), BodyPublishers.ofByteArray(bytes));
        exchange(operation, request.build(), bytes.length, which + operation.method() + " " + shortened(path) + said);
    }

    private void exchange(Operation operation, HttpRequest request, int length, String what) {
        // With a connection of its own: what a refused body leaves on one is the client's trouble.
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            judge(operation, client.send(request, BodyHandlers.ofByteArray()), what);
        } catch (IOException e) {
            // A server that has answered that a body is too large reads no more of it, which may break the sending.
            if (length < LARGE) {
                faults.add("no answer: " + what + " " + e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void judge(Operation operation, HttpResponse<byte[]> answer, String what) {
        int status = answer.statusCode();
        MediaType type = answer.headers()
                .firstValue("Content-Type")
                .map(MediaType::parseMediaType)
                .orElse(null);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String outcome = " -> " + status + " " + type + " " + shortened(text);
        if (status >= 500) {
            faults.add(what + outcome);
        } else if (status >= 400 && TRACE.matcher(text).find()) {
            faults.add("a word of a library: " + what + outcome);
        } else {
            answers.faults(operation, status, type, answer.body())
                    .forEach(fault -> faults.add(fault + ": " + what + outcome));
        }
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "… (" + text.length() + ")";
    }
}

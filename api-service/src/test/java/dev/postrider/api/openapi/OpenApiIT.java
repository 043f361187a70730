package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.openapi.ApiDocument.Example;
import dev.postrider.api.openapi.ApiDocument.Operation;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document says what the service does: its routes, their roles, fields, parameters, examples and answers. */
class OpenApiIT {
    private static final RunningApi API = RunningApi.shared();
    private static final String UNKNOWN = "zz_unknown";
    private static final String NO_PARAMETER =
            UNKNOWN + "\",\"message\":\"is not a known parameter; this request has none";
    private static final Pattern KNOWN = Pattern.compile(UNKNOWN + "\",\"message\":\"[^\"]*known are: ([a-z_, ]+)\"");

    private final ApiDocument document = new ApiDocument(API);
    private final AnswerSchemas answers = new AnswerSchemas(document);

    @AfterAll
    static void letEverythingGoOn() {
        Json.of(API.admin().post().uri("/api/v1/resume").exchange(), 200);
        Json.of(API.admin().delete().uri("/api/v1/shadow").exchange(), 200);
    }

    @Test
    void routesAndTheirRolesAreThoseOfTheCode() {
        Map<String, String> documented = new TreeMap<>();
        document.operations()
                .forEach(operation -> documented.put(
                        operation.name(),
                        operation.needsKey() ? operation.role().orElse("?") : ""));

        assertThat(documented).isEqualTo(ofTheCode());
    }

    private static Map<String, String> ofTheCode() {
        Map<String, String> routes = new TreeMap<>();
        API.bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> mapping.getPatternsCondition()
                        .getPatterns()
                        .forEach(path -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> routes.put(method + " " + path, role(handler)))));
        return routes;
    }

    private static String role(HandlerMethod handler) {
        return Stream.of(handler.getMethodParameters())
                .map(parameter -> parameter.getParameterAnnotation(Authorized.class))
                .filter(authorized -> authorized != null)
                .map(authorized -> authorized.value().text())
                .findFirst()
                .orElse("");
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(document.operations().stream()
                        .map(operation ->
                                operation.node().required("operationId").stringValue()))
                .doesNotHaveDuplicates();
    }

    @Test
    void fieldsOfRequestsAreThoseThatTheCodeKnows() {
        Subjects subjects = new Subjects(API);
        List<String> differences = new ArrayList<>();
        for (Operation operation : document.operations()) {
            JsonNode schema = document.requestSchema(operation);
            if (!schema.isMissingNode()) {
                new Unknown(document, UNKNOWN).in(schema).forEach((place, request) -> {
                    Set<String> known = new TreeSet<>();
                    request.bodies().forEach(body -> known.addAll(known(send(subjects, operation, body))));
                    if (!known.equals(request.documented())) {
                        differences.add(operation + " " + place + ": the code knows " + known + ", the document has "
                                + request.documented());
                    }
                });
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void parametersOfQueriesAreThoseThatTheCodeKnows() {
        Subjects subjects = new Subjects(API);
        List<String> differences = new ArrayList<>();
        for (Operation operation : document.operations()) {
            Set<String> documented = operation
                    .parametersIn("query")
                    .map(parameter -> parameter.required("name").stringValue())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (documented.isEmpty() && !operation.needsKey()) {
                continue;
            }
            EntityExchangeResult<byte[]> answer =
                    exchange(subjects, operation, subjects.path(operation) + "?" + UNKNOWN + "=1", "{}");
            Set<String> known = text(answer).contains(NO_PARAMETER) ? Set.of() : known(answer);
            if (answer.getStatus().value() != 400) {
                differences.add(operation + ": " + answer.getStatus() + " with an unknown parameter");
            }
            if (!known.equals(documented)) {
                differences.add(operation + ": the code knows " + known + ", the document has " + documented);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void parametersTakeTheValuesThatTheDocumentAllows() {
        Subjects subjects = new Subjects(API);
        List<String> refused = new ArrayList<>();
        for (Operation operation : document.ending()) {
            if (!operation.method().name().equals("GET")) {
                continue;
            }
            String path = subjects.path(operation);
            operation
                    .parametersIn("query")
                    .forEach(parameter -> Values.of(document, parameter).forEach(value -> {
                        String query = path + "?" + parameter.required("name").stringValue() + "=" + value;
                        EntityExchangeResult<byte[]> answer = exchange(subjects, operation, query, null);
                        if (answer.getStatus().value() != 200) {
                            refused.add(query + ": " + text(answer));
                        }
                    }));
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void examplesAreSentAndAnsweredAsTheDocumentSays() {
        List<String> faults = new ArrayList<>();
        Subjects read = new Subjects(API);
        for (Operation operation : document.ending()) {
            JsonNode schema = document.requestSchema(operation);
            for (Example example : operation.examples()) {
                Subjects subjects = operation.method().equals(HttpMethod.GET) ? read : new Subjects(API);
                String what = operation + " " + example.name() + ": ";
                JsonNode body = example.body();
                if (body != null && example.status() <= 202) {
                    answers.faults(schema, body).forEach(fault -> faults.add(what + "the example " + fault));
                }
                EntityExchangeResult<byte[]> answer =
                        send(subjects, operation, body == null ? null : subjects.body(body));
                if (answer.getStatus().value() != example.status()) {
                    faults.add(what + answer.getStatus() + " " + text(answer));
                }
                check(operation, answer).forEach(fault -> faults.add(what + fault + " " + text(answer)));
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Examples of schemas and answers are real answers, so they fit like those. */
    @Test
    void shownAnswersFitTheirSchemas() {
        List<String> faults = new ArrayList<>();
        document.root()
                .at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("examples")
                        .forEach(example -> answers.faults(schema.getValue(), example)
                                .forEach(fault -> faults.add(schema.getKey() + " " + fault))));
        document.root()
                .at("/components/responses")
                .properties()
                .forEach(response -> response.getValue()
                        .path("content")
                        .forEach(content -> shown(content)
                                .flatMap(example -> answers.faults(content.required("schema"), example).stream())
                                .forEach(fault -> faults.add(response.getKey() + " " + fault))));
        assertThat(faults).isEmpty();
    }

    private static Stream<JsonNode> shown(JsonNode content) {
        return Stream.concat(
                Stream.ofNullable(content.get("example")),
                content.path("examples").valueStream().map(example -> example.required("value")));
    }

    private List<String> check(Operation operation, EntityExchangeResult<byte[]> answer) {
        return answers.faults(
                operation,
                answer.getStatus().value(),
                answer.getResponseHeaders().getContentType(),
                answer.getResponseBodyContent());
    }

    private static Set<String> known(EntityExchangeResult<byte[]> answer) {
        Matcher matcher = KNOWN.matcher(text(answer));
        return matcher.find() ? new TreeSet<>(Set.of(matcher.group(1).split(", "))) : Set.of(text(answer));
    }

    private static EntityExchangeResult<byte[]> send(Subjects subjects, Operation operation, @Nullable String body) {
        return exchange(subjects, operation, subjects.path(operation), body);
    }

    private static EntityExchangeResult<byte[]> exchange(
            Subjects subjects, Operation operation, String uri, @Nullable String body) {
        WebTestClient client = operation.needsKey() ? API.adminOf(subjects.organization()) : API.anonymous();
        WebTestClient.RequestBodySpec request =
                client.method(operation.method()).uri(uri);
        return (body == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private static String text(EntityExchangeResult<byte[]> answer) {
        return new String(answer.getResponseBodyContent(), StandardCharsets.UTF_8);
    }
}

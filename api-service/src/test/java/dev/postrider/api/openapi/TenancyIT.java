package dev.postrider.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.access.Role;
import dev.postrider.api.openapi.ApiDocument.Example;
import dev.postrider.api.openapi.ApiDocument.Operation;
import dev.postrider.api.support.Json;
import dev.postrider.api.support.RunningApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** An organization finds nothing of another on any route of the document, whatever its role, and changes nothing there. */
class TenancyIT {
    private static final RunningApi API = RunningApi.shared();

    private final ApiDocument document = new ApiDocument(API);
    private final Subjects owner = new Subjects(API);
    private final String stranger = API.newOrganization();
    private final Map<Role, WebTestClient> strangers = new EnumMap<>(Role.class);
    private final List<String> faults = new ArrayList<>();

    @BeforeEach
    void giveTheStrangerAKeyOfEachRole() {
        for (Role role : Role.values()) {
            strangers.put(
                    role,
                    role == Role.PLATFORM_ADMIN
                            ? API.adminOf(stranger)
                            : API.withKey(API.newKey(stranger, role.text())));
        }
    }

    @Test
    void nothingOfAnotherOrganizationIsFoundOrChanged() {
        List<Operation> operations = document.ending().stream()
                .filter(Operation::needsKey)
                // What reads comes first: later the stranger's own jobs name the ids that it gave itself.
                .sorted(Comparator.comparing(operation -> !operation.method().equals(HttpMethod.GET)))
                .toList();
        operations.forEach(owner::path);
        Map<String, String> before = ownersView(operations);

        for (Operation operation : operations) {
            strangers.forEach((role, client) -> walk(operation, role, client));
        }

        assertThat(faults).isEmpty();
        assertThat(ownersView(operations)).isEqualTo(before);
    }

    private void walk(Operation operation, Role role, WebTestClient client) {
        if (role == Role.PLATFORM_ADMIN
                && (isAboutAll(operation) || operation.path().contains("/organizations"))) {
            return;
        }
        for (Example example : operation.examples()) {
            @Nullable String body = example.body() == null ? null : owner.body(example.body());
            boolean namesIds = body != null && !body.equals(String.valueOf(example.body()));
            judge(operation, role, owner.path(operation), body, namesIds, client);
        }
        if (operation.method().equals(HttpMethod.GET)) {
            operation
                    .parametersIn("query")
                    .map(parameter -> parameter.required("name").stringValue())
                    .filter(name -> name.equals("webhook_id") || name.equals("event_id"))
                    .forEach(name -> judge(
                            operation,
                            role,
                            owner.path(operation) + "?" + name + "="
                                    + (name.equals("webhook_id") ? owner.webhook() : owner.event()),
                            null,
                            true,
                            client));
        }
    }

    private void judge(
            Operation operation, Role role, String uri, @Nullable String body, boolean namesIds, WebTestClient client) {
        WebTestClient.RequestBodySpec request =
                client.method(operation.method()).uri(uri);
        EntityExchangeResult<byte[]> answer = (body == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange()
                .expectBody()
                .returnResult();
        int status = answer.getStatus().value();
        String text = new String(answer.getResponseBodyContent(), StandardCharsets.UTF_8);
        String what = role.text() + " " + operation.method() + " " + uri + ": " + status + " " + text;
        boolean allowed =
                role.covers(Role.valueOf(operation.role().orElseThrow().toUpperCase(Locale.ROOT)));
        if (!allowed) {
            expect(status == 403, "is not forbidden", what);
        } else if (operation.path().contains("{") && !makesWhatItNames(operation)) {
            expect(status == 404, "is found", what);
        } else if (namesIds) {
            expect(status == 404 || isOfNothing(text), "is about something", what);
        }
        String said = uri + body;
        owner.ids().stream()
                .filter(id -> !said.contains(id) && text.contains(id))
                .forEach(id -> faults.add("tells of " + id + ": " + what));
        expect(said.contains(owner.organization()) || !text.contains(owner.organization()), "tells whose it is", what);
    }

    /** Names of event types are each organization's own: the stranger makes, changes and deletes one of the same name. */
    private static boolean makesWhatItNames(Operation operation) {
        return operation.path().endsWith("{type}") && !operation.method().equals(HttpMethod.GET);
    }

    private void expect(boolean holds, String fault, String what) {
        if (!holds) {
            faults.add(fault + ": " + what);
        }
    }

    /** A list, a file, statistics or a job without anything. */
    private static boolean isOfNothing(String text) {
        return text.contains("\"items\":[]")
                || text.contains("\"count\":0,")
                || text.contains("\"total\":0,")
                || text.contains("\"attempts\":0,")
                || (text.lines().count() == 1 && text.startsWith("id,"))
                || text.contains("must be true where no filter is given")
                // The stranger's own job of the request before, for nothing as well.
                || text.contains("is running and may be about some of the same");
    }

    /** The platform administrator's switch holds everyone, which no tenancy keeps from. */
    private static boolean isAboutAll(Operation operation) {
        return operation.role().orElseThrow().equals(Role.PLATFORM_ADMIN.text());
    }

    private Map<String, String> ownersView(List<Operation> operations) {
        Map<String, String> view = new TreeMap<>();
        operations.stream()
                .filter(operation -> operation.method().equals(HttpMethod.GET))
                .filter(operation -> operation.path().contains("{"))
                // Jobs go on by themselves, and what they are about with them.
                .filter(operation -> !operation
                        .path()
                        .matches(".*/(redrives|replays|cancellations|stats)(/.*)?|.*/webhooks/.*/deliveries"))
                .forEach(operation -> view.put(
                        operation.name(),
                        Json.of(
                                        API.adminOf(owner.organization())
                                                .get()
                                                .uri(owner.path(operation))
                                                .exchange(),
                                        200)
                                .toString()));
        return view;
    }
}

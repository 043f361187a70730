package dev.postrider.api.webhook;

import dev.postrider.api.web.Answer;
import dev.postrider.api.web.Problem;
import dev.postrider.common.webhook.SigningSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JsonGenerator;

/** What became of the webhooks of an import, in their order. */
record ImportResult(boolean dryRun, List<Item> items) {
    ImportResult {
        items = List.copyOf(items);
    }

    /** What became of one webhook. */
    sealed interface Item {}

    /** What was done with a webhook, or would be. */
    enum Action {
        CREATED("created", HttpStatus.CREATED),
        UPDATED("updated", HttpStatus.OK),
        UNCHANGED("unchanged", HttpStatus.OK);

        private final String text;
        private final HttpStatus status;

        Action(String text, HttpStatus status) {
            this.text = text;
            this.status = status;
        }
    }

    /**
     * It is as the request says.
     *
     * @param webhook null for one that would be made
     * @param secret of one that was made
     */
    record Done(
            Action action,
            @Nullable StoredWebhook webhook,
            @Nullable SigningSecret secret) implements Item {
        Done with(StoredWebhook published) {
            return new Done(action, published, secret);
        }
    }

    /** It is not as the request says. */
    record Failed(Problem problem) implements Item {}

    /** 200 where all is done, 207 where some is, 400 where none is. */
    ResponseEntity<byte[]> toAnswer() {
        long refused = items.stream().filter(Failed.class::isInstance).count();
        HttpStatus status = refused == 0
                ? HttpStatus.OK
                : refused < items.size() ? HttpStatus.MULTI_STATUS : HttpStatus.BAD_REQUEST;
        return Answer.of(status, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("dry_run", dryRun);
            for (Action action : Action.values()) {
                json.writeNumberProperty(action.text, count(action));
            }
            json.writeNumberProperty("refused", refused);
            json.writeArrayPropertyStart("results");
            items.forEach(item -> write(json, item));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private long count(Action action) {
        return items.stream()
                .filter(item -> item instanceof Done done && done.action() == action)
                .count();
    }

    private static void write(JsonGenerator json, Item item) {
        switch (item) {
            case Done done -> {
                json.writeStartObject();
                json.writeNumberProperty("status", done.action().status.value());
                json.writeStringProperty("action", done.action().text);
                if (done.webhook() != null) {
                    WebhookJson.writeIdentity(json, done.webhook());
                }
                if (done.secret() != null) {
                    WebhookJson.writeSecret(json, done.secret());
                }
                json.writeEndObject();
            }
            case Failed failed -> failed.problem().write(json);
        }
    }
}

package dev.postrider.api.webhooktest;

import dev.postrider.api.access.Authorized;
import dev.postrider.api.access.Caller;
import dev.postrider.api.access.Role;
import dev.postrider.api.kafka.RecordProducer;
import dev.postrider.api.web.Answer;
import dev.postrider.api.web.BodyReader;
import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.api.web.PathId;
import dev.postrider.api.web.Problem;
import dev.postrider.api.web.StrictJson;
import dev.postrider.api.webhook.AdHocForm;
import dev.postrider.api.webhook.WebhookLookup;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Tests of webhooks over REST: {@code {success, status_code, response_time_ms, response_body, error}}. */
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhookTestController {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookTestController.class);

    private final WebhookLookup webhooks;
    private final AdHocForm adHocForm;
    private final WebhookTester tester;
    private final RecordProducer producer;
    private final Topics topics;

    WebhookTestController(
            WebhookLookup webhooks, AdHocForm adHocForm, WebhookTester tester, RecordProducer producer, Topics topics) {
        this.webhooks = webhooks;
        this.adHocForm = adHocForm;
        this.tester = tester;
        this.producer = producer;
        this.topics = topics;
    }

    /** Also of a webhook that is switched off. */
    @PostMapping("/{id}/test")
    Mono<ResponseEntity<byte[]>> test(
            @Authorized(Role.MANAGER) Caller caller, @PathVariable String id, ServerHttpRequest request) {
        WebhookId webhook = new WebhookId(PathId.of("webhook", id));
        return BodyReader.read(request, BodyReader.SETTINGS)
                .map(TestRequest::read)
                .flatMap(test -> webhooks.find(caller.organization(), webhook)
                        .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no webhook with this id.")
                                .toException()))
                        .flatMap(found -> tester.run(found, test)))
                .flatMap(attempted -> logged(attempted).thenReturn(attempted))
                .map(attempted -> answer(attempted.outcome()));
    }

    /** Of a URL that no webhook has; in no log. */
    @PostMapping("/test")
    Mono<ResponseEntity<byte[]>> testUrl(@Authorized(Role.MANAGER) Caller caller, ServerHttpRequest request) {
        return BodyReader.read(request, BodyReader.SETTINGS)
                .flatMap(body -> {
                    FieldErrors errors = new FieldErrors();
                    Fields fields = new Fields(StrictJson.object(body), "", errors);
                    TestRequest.refuseUnknown(fields, AdHocForm.FIELDS);
                    @Nullable TestRequest test = TestRequest.read(fields, body, errors);
                    @Nullable Webhook webhook = adHocForm.read(fields, caller.organization(), errors);
                    errors.throwIfAny();
                    return tester.run(Objects.requireNonNull(webhook), Objects.requireNonNull(test));
                })
                .map(attempted -> answer(attempted.outcome()));
    }

    /** The test was made whether the log has it or not, so its answer does not fail with the log. */
    private Mono<Void> logged(LogRecord.Attempted attempted) {
        return producer.send(LogCodec.encode(topics, attempted))
                .doOnError(error -> LOG.warn(
                        "The test {} of webhook {} is not in the delivery log: {}",
                        attempted.subject().delivery(),
                        attempted.subject().webhook(),
                        error.toString()))
                .onErrorComplete()
                .then();
    }

    private static ResponseEntity<byte[]> answer(AttemptOutcome outcome) {
        return Answer.ok(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("success", outcome.isSuccess());
            switch (outcome) {
                case AttemptOutcome.Responded responded -> {
                    json.writeNumberProperty("status_code", responded.status());
                    time(json, outcome);
                    json.writeStringProperty("response_body", responded.body());
                }
                case AttemptOutcome.Failed failed -> {
                    json.writeNullProperty("status_code");
                    time(json, outcome);
                    json.writeNullProperty("response_body");
                }
            }
            if (outcome.isSuccess()) {
                json.writeNullProperty("error");
            } else {
                json.writeStringProperty("error", outcome.error());
            }
            json.writeEndObject();
        });
    }

    private static void time(JsonGenerator json, AttemptOutcome outcome) {
        json.writeNumberProperty("response_time_ms", outcome.duration().toMillis());
    }
}

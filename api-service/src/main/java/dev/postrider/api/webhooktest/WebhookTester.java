package dev.postrider.api.webhooktest;

import dev.postrider.api.webhook.Reachability;
import dev.postrider.api.webhook.ReachabilitySettings;
import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.Event;
import dev.postrider.common.event.EventBody;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.signature.DeliveryHeaders;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.egress.OutboundRequest;
import dev.postrider.egress.Sender;
import dev.postrider.egress.Target;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Makes one request to a webhook as the dispatcher would make the first attempt of a delivery. How many users may have under way
 * is limited; the callers of {@link #probe} and {@link #send} limit theirs.
 */
@Component
public class WebhookTester implements Reachability {
    private final Sender sender;
    private final AskedRequests asked;
    private final UserAgent userAgent;
    private final ReachabilitySettings reachability;
    private final InstantSource clock;

    WebhookTester(
            Sender sender,
            AskedRequests asked,
            UserAgent userAgent,
            ReachabilitySettings reachability,
            InstantSource clock) {
        this.sender = sender;
        this.asked = asked;
        this.userAgent = userAgent;
        this.reachability = reachability;
        this.clock = clock;
    }

    /** Asks a disabled webhook's endpoint whether it works again, by a {@code test.ping}. */
    public Mono<LogRecord.Attempted> probe(Webhook webhook) {
        return run(webhook, TestRequest.PING, Trigger.PROBE);
    }

    @Override
    public Mono<Optional<String>> failure(Webhook webhook) {
        return asked.within(
                        webhook.organization(), run(webhook, TestRequest.PING, Trigger.TEST, reachability.timeout()))
                .map(attempted -> switch (attempted.outcome()) {
                    case AttemptOutcome.Responded _ -> Optional.empty();
                    case AttemptOutcome.Failed failed -> Optional.of(failed.error());
                });
    }

    /** Sends an event of Postrider's own making, signed as any other; in no log. */
    public Mono<AttemptOutcome> send(Webhook webhook, EventType type, RawJson data, Duration timeout) {
        return run(webhook, new TestRequest(type, data), Trigger.TEST, timeout).map(LogRecord.Attempted::outcome);
    }

    /** Sends when subscribed to; the result tells what was sent and what came back. */
    Mono<LogRecord.Attempted> run(Webhook webhook, TestRequest test) {
        return asked.within(webhook.organization(), run(webhook, test, Trigger.TEST));
    }

    private Mono<LogRecord.Attempted> run(Webhook webhook, TestRequest test, Trigger trigger) {
        return run(webhook, test, trigger, webhook.timeout());
    }

    private Mono<LogRecord.Attempted> run(Webhook webhook, TestRequest test, Trigger trigger, Duration timeout) {
        return Mono.defer(() -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Event event = event(webhook, test, now);
            LogRecord.Subject subject = subject(webhook, event);
            byte[] body = EventBody.of(event).bytesFor(webhook.id());
            Map<String, String> headers = DeliveryHeaders.of(
                    new DeliveryHeaders.Attempt(
                            webhook.id(),
                            subject.delivery().toString(),
                            event.type(),
                            subject.attempt(),
                            1,
                            now,
                            EventBody.CONTENT_TYPE),
                    webhook.signing(),
                    webhook.headers(),
                    userAgent.value(),
                    body);
            Target target = Target.of(webhook.url(), webhook.organization(), webhook.access());
            OutboundRequest request = new OutboundRequest(target, headers, body, timeout);
            return Mono.fromFuture(() -> sender.send(request))
                    .map(outcome -> attempted(
                            subject,
                            now,
                            trigger,
                            outcome,
                            DeliveryHeaders.masked(headers, webhook.headers(), webhook.access()),
                            body));
        });
    }

    private static Event event(Webhook webhook, TestRequest test, Instant now) {
        return new Event(
                webhook.organization(),
                new EventId("test_" + UUID.randomUUID().toString().replace("-", "")),
                test.event(),
                now.toString(),
                test.data(),
                null,
                null,
                null,
                0,
                now);
    }

    private static LogRecord.Subject subject(Webhook webhook, Event event) {
        return new LogRecord.Subject(
                DeliveryId.of(event.appendedAt(), event.organization(), event.id(), webhook.id()),
                webhook.id(),
                event.organization(),
                event.id(),
                event.type(),
                event.appendedAt(),
                event.appendedAt(),
                1,
                1);
    }

    private static LogRecord.Attempted attempted(
            LogRecord.Subject subject,
            Instant at,
            Trigger trigger,
            AttemptOutcome outcome,
            Map<String, String> headers,
            byte[] body) {
        return new LogRecord.Attempted(
                subject,
                at,
                trigger,
                outcome,
                headers,
                new String(body, StandardCharsets.UTF_8),
                null,
                outcome.isSuccess() ? new LogRecord.Next.Delivered() : new LogRecord.Next.GivenUp());
    }
}

package dev.postrider.bench.jmh;

import dev.postrider.bench.load.RunTopics;
import dev.postrider.common.event.EventPattern;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Access;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.SignatureSetting;
import dev.postrider.common.webhook.Signing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.common.wire.ReadWebhook;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a dispatcher does with each webhook's record when it starts: sealed, and in clear as it was before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WebhookRecordBenchmark {
    private static final WebhookId ID = new WebhookId(new UUID(1, 2));

    private final Seal seal = RunTopics.SEAL;
    private final ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(Topics.DEFAULT, webhook(), seal);
    private final ConsumerRecord<byte[], byte[]> sealed = received(new String(record.value(), StandardCharsets.UTF_8));
    private final ConsumerRecord<byte[], byte[]> inClear = received(new String(record.value(), StandardCharsets.UTF_8)
            .replaceFirst(
                    "\"sealed\":\"[^\"]+\"",
                    "\"secrets\":[{\"cipher\":\"none\",\"value\":\"" + Samples.SECRET.value()
                            + "\"}],\"headers\":{\"X-Team\":\"crm\"}"));

    @Benchmark
    public ReadWebhook readSealed() {
        return WebhookCodec.decode(ID, sealed, seal);
    }

    @Benchmark
    public ReadWebhook readInClear() {
        return WebhookCodec.decode(ID, inClear, seal);
    }

    private ConsumerRecord<byte[], byte[]> received(String value) {
        return new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                value.getBytes(StandardCharsets.UTF_8),
                record.headers(),
                Optional.empty());
    }

    private static Webhook webhook() {
        return new Webhook(
                ID,
                OrganizationId.DEFAULT,
                "https://hooks.example.com/in",
                List.of(EventPattern.parse("order.*")),
                WebhookState.ACTIVE,
                new CustomHeaders(Map.of("X-Team", "crm")),
                Webhook.DEFAULT_TIMEOUT,
                RetryPolicy.DEFAULT,
                Signing.by(Samples.SECRET, SignatureSetting.DEFAULT),
                Pacing.DEFAULT,
                1,
                null,
                Access.NONE);
    }
}

package dev.postrider.dispatcher.controls;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.DeliveryId;
import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.wire.Control;
import dev.postrider.common.wire.ControlCodec;
import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each attempt asks: whether its delivery was cancelled. None is. Stands in the view's package to fill a view. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ControlsBenchmark {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int WEBHOOKS = 1024;
    private static final int SINGLE = 100 * WEBHOOKS;

    /** What is known: nothing, cancels of other webhooks, a hundred of each webhook's deliveries, a filter of each webhook. */
    @Param({"nothing", "others", "deliveries", "filters"})
    public String known = "nothing";

    private final Delivery[] asked = new Delivery[WEBHOOKS];
    private PartitionControls controls = empty();
    private int next;

    @Setup
    public void fill() {
        controls = empty();
        for (int i = 0; i < WEBHOOKS; i++) {
            asked[i] = delivery(i, -i);
        }
        for (int i = 0; i < SINGLE && !known.equals("nothing"); i++) {
            take(control(i));
        }
    }

    @Benchmark
    public @Nullable CancelReason ending() {
        next = (next + 1) & (WEBHOOKS - 1);
        return controls.ending(asked[next]);
    }

    private Control control(int number) {
        if (known.equals("filters")) {
            Control.Filter filter = new Control.Filter(new EventType("other"), null, null, null);
            return new Control.OfMatching(
                    webhook(number % WEBHOOKS), new UUID(0, number), filter, NOW.plusSeconds(1 + number));
        }
        int webhook = known.equals("others") ? WEBHOOKS + number : number % WEBHOOKS;
        return new Control.OfDelivery(
                webhook(webhook), delivery(webhook, number).id(), 1, CancelReason.REQUESTED);
    }

    private void take(Control control) {
        ProducerRecord<byte[], byte[]> record = ControlCodec.encode(Topics.DEFAULT, 0, control);
        controls.take(new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                record.key().length,
                record.value().length,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
    }

    private static PartitionControls empty() {
        return new PartitionControls(
                new TopicPartition(Topics.DEFAULT.controls(), 0),
                new ControlsSettings(SINGLE, Duration.ofDays(31)),
                InstantSource.fixed(NOW));
    }

    private static WebhookId webhook(int number) {
        return new WebhookId(new UUID(0x0198_c5a0_0000_7000L + number, 0x8000_0000_0000_0000L + number * 31L));
    }

    private static Delivery delivery(int webhook, int number) {
        EventId event = new EventId("e" + number);
        return new Delivery(
                DeliveryId.of(NOW, OrganizationId.DEFAULT, event, webhook(webhook)),
                webhook(webhook),
                OrganizationId.DEFAULT,
                event,
                new EventType("a"),
                NOW,
                NOW,
                1,
                NOW,
                1,
                Trigger.EVENT,
                0,
                null,
                0,
                null,
                "application/json",
                new byte[] {'1'});
    }
}

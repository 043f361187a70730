package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.delivery.CancelReason;
import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.delivery.Trigger;
import dev.postrider.common.event.EventType;
import dev.postrider.common.id.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ControlCodecTest {
    private static final int PARTITION = 2;
    private static final Instant LATER = Samples.FANNED_OUT.plusSeconds(60);

    private final Delivery delivery = Samples.delivery();

    @Test
    void cancelStaysAsItIs() {
        verify("control-cancel", new Control.OfDelivery(Samples.WEBHOOK, delivery.id(), 1, CancelReason.REQUESTED));
    }

    @Test
    void supersedeStaysAsItIs() {
        verify("control-supersede", new Control.OfDelivery(Samples.WEBHOOK, delivery.id(), 1, CancelReason.SUPERSEDED));
    }

    @Test
    void cancelByFilterStaysAsItIs() {
        Control.Filter narrow = new Control.Filter(
                new EventType("user.created"),
                new EventId("evt-1"),
                Samples.FANNED_OUT.minus(Duration.ofHours(1)),
                LATER);

        verify("control-cancel-filter", new Control.OfMatching(Samples.WEBHOOK, Samples.JOB, narrow, LATER));
        verify(
                "control-cancel-everything",
                new Control.OfMatching(Samples.WEBHOOK, Samples.JOB, Control.Filter.ALL, LATER));
    }

    @Test
    void aCancelEndsTheTriesThatItNamesAndNoLaterOne() {
        Control cancel = new Control.OfDelivery(Samples.WEBHOOK, delivery.id(), 1, CancelReason.REQUESTED);

        assertThat(cancel.ends(delivery)).isTrue();
        assertThat(cancel.ends(delivery.nextAttempt())).isTrue();
        assertThat(cancel.ends(delivery.nextTry(2, Trigger.MANUAL, LATER))).isFalse();
    }

    @Test
    void aCancelByFilterEndsWhatMatchesAndWasBegunBefore() {
        Control.Filter type = new Control.Filter(new EventType("user.created"), null, null, null);
        Control.Filter otherType = new Control.Filter(new EventType("user.deleted"), null, null, null);
        Control.Filter otherEvent = new Control.Filter(null, new EventId("evt-2"), null, null);
        Control.Filter until = new Control.Filter(null, null, null, Samples.FANNED_OUT);
        Control.Filter since = new Control.Filter(null, null, Samples.FANNED_OUT, LATER);

        assertThat(ends(type)).isTrue();
        assertThat(ends(otherType)).isFalse();
        assertThat(ends(otherEvent)).isFalse();
        assertThat(ends(until)).isFalse();
        assertThat(ends(since)).isTrue();
        assertThat(matching(type).ends(delivery.nextTry(2, Trigger.REDRIVE, LATER)))
                .isFalse();
    }

    @Test
    void aDeliveryDoesNotEndForAReasonThatNobodyCanAskFor() {
        assertThatThrownBy(
                        () -> new Control.OfDelivery(Samples.WEBHOOK, delivery.id(), 1, CancelReason.WEBHOOK_DELETED))
                .hasMessageContaining("webhook_deleted");
    }

    @Test
    void recordsThatAreNoControlsAreNamed() {
        ProducerRecord<byte[], byte[]> record =
                ControlCodec.encode(Topics.DEFAULT, PARTITION, matching(Control.Filter.ALL));
        ProducerRecord<byte[], byte[]> unknown = with(record.key(), "{\"action\":\"dance\"}", record);
        ProducerRecord<byte[], byte[]> keyless =
                with("nothing".getBytes(StandardCharsets.US_ASCII), "{\"action\":\"cancel\"}", record);

        assertThatThrownBy(() -> ControlCodec.decode(GoldenFiles.received(unknown)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("dance");
        assertThatThrownBy(() -> ControlCodec.decode(GoldenFiles.received(keyless)))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("key");
    }

    private boolean ends(Control.Filter filter) {
        return matching(filter).ends(delivery);
    }

    private static Control matching(Control.Filter filter) {
        return new Control.OfMatching(Samples.WEBHOOK, Samples.JOB, filter, LATER);
    }

    private static ProducerRecord<byte[], byte[]> with(
            byte[] key, String value, ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(), PARTITION, null, key, value.getBytes(StandardCharsets.UTF_8), record.headers());
    }

    private static void verify(String name, Control control) {
        ProducerRecord<byte[], byte[]> record = ControlCodec.encode(Topics.DEFAULT, PARTITION, control);

        GoldenFiles.verify(name, record);
        assertThat(record.partition()).isEqualTo(PARTITION);
        assertThat(ControlCodec.decode(GoldenFiles.received(record))).isEqualTo(control);
    }
}

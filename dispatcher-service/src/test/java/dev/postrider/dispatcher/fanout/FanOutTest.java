package dev.postrider.dispatcher.fanout;

import static dev.postrider.dispatcher.fanout.FanOutRig.TOPICS;
import static dev.postrider.dispatcher.fanout.FanOutRig.deliveries;
import static dev.postrider.dispatcher.fanout.FanOutRig.event;
import static dev.postrider.dispatcher.fanout.FanOutRig.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.delivery.Delivery;
import dev.postrider.common.event.EventType;
import dev.postrider.common.event.RegisteredType;
import dev.postrider.common.json.RawJson;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.dispatcher.webhookview.ViewOf;
import dev.postrider.dispatcher.webhookview.WebhookView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTest {
    private @Nullable RuntimeException refusal;
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                    return refusal != null && record.topic().equals(TOPICS.deliveries())
                            ? CompletableFuture.failedFuture(refusal)
                            : super.send(record);
                }
            };

    @Test
    void aSliceGoesOnBehindAWebhookAndNamesItsLast() throws Exception {
        WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(5, "a"));

        Slice slice = slice(view, event(0, 7, "{\"event\":\"a\",\"data\":1}"), 1, 2);

        assertThat(deliveries(producer.history()).map(Delivery::webhook)).containsExactly(id(2), id(3));
        assertThat(slice).isEqualTo(new Slice(new FanOutProgress(7, id(3), 5), 2, Slice.End.MORE));
    }

    @Test
    void theLastSliceEndsTheEvent() throws Exception {
        WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(5, "a"));

        Slice slice = slice(view, event(0, 7, "{\"event\":\"a\",\"data\":1}"), 1, 10);

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 3, Slice.End.FANNED_OUT));
    }

    @Test
    void onlyOrderedWebhooksGetTheOrderingKey() throws Exception {
        Webhook plain = FanOutRig.webhook(1, Pacing.DEFAULT, "a");
        Webhook ordered = FanOutRig.webhook(2, new Pacing(null, null, true), "a");

        slice(
                ViewOf.webhooks(List.of(plain, ordered)),
                event(0, 7, "{\"event\":\"a\",\"ordering_key\":\"customer-1\",\"data\":1}"));

        assertThat(deliveries(producer.history()).map(Delivery::orderingKey)).containsExactly(null, "customer-1");
    }

    @Test
    void deliveriesSayHowOftenTheirEventHadComeThrough() throws Exception {
        WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(1, "a"));

        slice(view, event(0, 7, "{\"event\":\"a\",\"data\":1}", "pr-hops", "5"));

        assertThat(deliveries(producer.history()).map(Delivery::hops)).containsExactly(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "9999"})
    void anEventThatGoesRoundInALoopIsRejected(String hops) throws Exception {
        WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(1, "a"));

        Slice slice = slice(view, event(0, 7, "{\"event\":\"a\",\"data\":1}", "pr-hops", hops));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 0, Slice.End.REJECTED));
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly(TOPICS.eventsRejected());
        assertThat(new String(
                        producer.history()
                                .getFirst()
                                .headers()
                                .lastHeader("pr-reason")
                                .value(),
                        StandardCharsets.UTF_8))
                .startsWith("header pr-hops: is " + hops)
                .contains("more than 5 times, as in a loop");
    }

    @Test
    void anEventWhoseDataBreaksTheSchemaOfItsTypeIsRejectedAndOneThatKeepsItGoesOnByteForByte() throws Exception {
        Webhook webhook = FanOutRig.webhook(1, Pacing.DEFAULT, "a");
        WebhookView view = ViewOf.webhooks(List.of(webhook));
        RawJson schema = RawJson.of("{\"properties\":{\"n\":{\"type\":\"integer\"}}}");
        ViewOf.register(view, webhook.organization(), new EventType("a"), new RegisteredType(schema, false));

        slice(view, event(0, 7, "{\"event\":\"a\",\"data\":{\"n\":\"x\"}}"));
        slice(view, event(0, 8, "{\"event\":\"a\",\"data\":{\"n\" : 1.0,\"more\":[ ]}}"));

        ProducerRecord<byte[], byte[]> rejected = producer.history().getFirst();
        assertThat(rejected.topic()).isEqualTo(TOPICS.eventsRejected());
        assertThat(text(rejected, "pr-reason")).isEqualTo("data/n: string found, integer expected");
        assertThat(text(rejected, "pr-reason-class")).isEqualTo("schema");
        assertThat(deliveries(producer.history()).map(delivery -> new String(delivery.body(), StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .contains("\"data\":{\"n\" : 1.0,\"more\":[ ]}");
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    /** Anything else would repeat it for ever. */
    @Test
    void anEventWhoseDeliveriesNoTopicTakesIsRejected() throws Exception {
        refusal = new RecordTooLargeException();
        WebhookView view = ViewOf.webhooks(FanOutRig.webhooks(1, "a"));

        Slice slice = slice(view, event(0, 7, "{\"event\":\"a\",\"data\":1}"));

        assertThat(slice).isEqualTo(new Slice(FanOutProgress.at(8), 0, Slice.End.REJECTED));
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly(TOPICS.eventsRejected());
    }

    private Slice slice(WebhookView view, ConsumerRecord<byte[], byte[]> event) throws Exception {
        return slice(view, event, null, 100);
    }

    private Slice slice(WebhookView view, ConsumerRecord<byte[], byte[]> event, @Nullable Integer after, int limit)
            throws Exception {
        FanOut fanOut = FanOutRig.fanOut(view, producer, FanOutRig.slices(1000));
        SendWindow window = fanOut.window(_ -> {});
        Slice slice = fanOut.slice(event, after == null ? null : id(after), limit, window);
        window.await();
        return slice;
    }
}

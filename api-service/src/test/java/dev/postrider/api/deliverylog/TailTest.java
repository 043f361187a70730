package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.id.EventId;
import dev.postrider.common.id.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;

class TailTest {
    private static final TopicPartition PARTITION = new TopicPartition("attempts", 0);

    @Test
    void listenerThatReadsTooSlowlyIsEndedAndToldWhy() {
        Tail tail = new Tail(DeliveryFilter.ofEvent(new OrganizationId("acme"), new EventId("e"), 1), Optional.empty());
        List<ServerSentEvent<String>> read = new ArrayList<>();
        BaseSubscriber<ServerSentEvent<String>> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(ServerSentEvent<String> event) {
                read.add(event);
            }
        };
        tail.events().subscribe(slow);

        tail.begin(Map.of(PARTITION, 0L), Map.of(PARTITION, 0L));
        for (int i = 0; i <= Tail.MAX_WAITING; i++) {
            tail.beat();
        }
        slow.requestUnbounded();

        assertThat(tail.isEnded()).isTrue();
        assertThat(read).hasSize(Tail.MAX_WAITING + 2);
        assertThat(read.getLast().event()).isEqualTo("end");
        assertThat(read.getLast().data()).contains("too slow");
    }

    @Test
    void tailThatNobodyReadsIsEnded() {
        Tail tail = new Tail(DeliveryFilter.ofEvent(new OrganizationId("acme"), new EventId("e"), 1), Optional.empty());

        tail.beat();

        assertThat(tail.isEnded()).isTrue();
    }

    @Test
    void positionComesBackAsItWas() {
        long[] next = {0, 7, 1L << 50};

        assertThat(TailPosition.parse(new TailPosition(next).text()).next()).containsExactly(next);
    }
}

package dev.postrider.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.webhook.Webhook;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Endpoints answer at once, and the broker takes nothing of what their answers mean. */
class SilentBrokerTest {
    private static final int WEBHOOKS = 10;
    private static final int DELIVERIES = 100;
    private static final LaneSettings SETTINGS = Samples.settings(4, 12, 8);

    @Test
    void noMoreIsUnderWayThanTheHandOverHolds() {
        SimulatedPartition partition = new SimulatedPartition(SETTINGS, webhooks(), new Random(1));
        for (int i = 0; i < DELIVERIES; i++) {
            partition.publish(Samples.delivery(i % WEBHOOKS, i, null));
        }

        for (int i = 0; i < DELIVERIES; i++) {
            partition.receive();
            partition.start(SETTINGS.maxInFlight());
            partition.answerEndpoint(100);
        }

        assertThat(partition.underWay).as("exchanges").isEmpty();
        assertThat(partition.sent).hasSize(SETTINGS.maxInFlight());
        assertThat(partition.lanes().underWay()).isEqualTo(SETTINGS.maxInFlight());
    }

    private static Map<LaneKey, Webhook> webhooks() {
        Map<LaneKey, Webhook> webhooks = new HashMap<>();
        for (int number = 0; number < WEBHOOKS; number++) {
            Webhook webhook = Samples.webhook(number, false);
            webhooks.put(new LaneKey(webhook.id(), null), webhook);
        }
        return webhooks;
    }
}

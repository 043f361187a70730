package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.testkit.ScriptedReceiver;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guarantee 6: a webhook that was acknowledged gets the next published event. */
@Tag("proof")
class AcknowledgedWebhookE2eIT {
    private static final int TIMES = 1_000;
    /** The webhook right after its organization, too. */
    private static final int PER_ORGANIZATION = 10;

    @Test
    void eventPublishedRightAfterItsWebhookWasCreatedArrives() {
        try (Program program = Program.start(Workdir.fresh("acknowledged"));
                ScriptedReceiver receiver = ScriptedReceiver.start();
                Api admin = Api.of(program);
                Kafka kafka = new Kafka(program)) {
            for (int i = 0; i < TIMES; i++) {
                String organization = "org-" + i / PER_ORGANIZATION;
                if (i % PER_ORGANIZATION == 0) {
                    admin.post("/api/v1/organizations", "{\"id\":\"%1$s\",\"name\":\"%1$s\"}".formatted(organization));
                }
                receiver.on("/" + i).reply(200);
                createAndPublish(i, organization, admin, kafka, receiver);
            }

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(IntStream.range(0, TIMES).filter(i -> receiver.count("/" + i) == 0))
                            .as("webhooks whose event did not arrive")
                            .isEmpty());
            assertThat(IntStream.range(0, TIMES))
                    .allSatisfy(i -> assertThat(receiver.requests("/" + i))
                            .singleElement()
                            .satisfies(request -> assertThat(request.header("X-Webhook-Event"))
                                    .contains(type(i))));
        }
    }

    private static void createAndPublish(
            int i, String organization, Api admin, Kafka kafka, ScriptedReceiver receiver) {
        Api api = admin.actingFor(organization);
        var _ = api.subscribe(receiver.url("/" + i), "", type(i));
        // Both ways meet both cases: an organization just created, and one that was there.
        boolean overRest = (i + i / PER_ORGANIZATION) % 2 == 0;
        if (overRest) {
            var _ = api.post("/api/v1/events", "{\"event\":\"%s\",\"data\":%d}".formatted(type(i), i));
        } else {
            kafka.publish(
                    "{\"event\":\"%s\",\"data\":%d,\"organization_id\":\"%s\"}".formatted(type(i), i, organization));
        }
    }

    /** Equal in all organizations at the same place: only the organization tells their events apart. */
    private static String type(int i) {
        return "ack.n" + i % PER_ORGANIZATION;
    }
}

package dev.postrider.api.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.api.database.Rows;
import dev.postrider.api.support.RunningApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** What is old of matches goes after 30 days, and what still stands does not. */
class ForgottenMatchesIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RunningApi api = RunningApi.shared();
    private final DatabaseClient database = api.bean(DatabaseClient.class);

    @Test
    void versionGoesThirtyDaysAfterTheNextOneAndTheOneThatStandsNever() {
        UUID webhook = UUID.randomUUID();
        version(webhook, 1, "now() - interval '90 days'", "now() - interval '31 days'");
        version(webhook, 2, "now() - interval '31 days'", "now() - interval '29 days'");
        version(webhook, 3, "now() - interval '29 days'", "NULL");
        UUID old = UUID.randomUUID();
        version(old, 1, "now() - interval '300 days'", "NULL");

        forget();

        assertThat(left("SELECT webhooks_offset AS n FROM webhook_versions WHERE webhook_id = '" + webhook + "'"))
                .containsExactly(2L, 3L);
        assertThat(left("SELECT webhooks_offset AS n FROM webhook_versions WHERE webhook_id = '" + old + "'"))
                .containsExactly(1L);
    }

    @Test
    void roundGoesThirtyDaysAfterItsEnd() {
        String topic = "topic-" + UUID.randomUUID();
        round(topic, 0, "now() - interval '31 days'");
        round(topic, 100, "now() - interval '29 days'");

        forget();

        assertThat(left("SELECT from_offset AS n FROM fan_out_rounds WHERE topic = '" + topic + "'"))
                .containsExactly(100L);
    }

    private void forget() {
        MatchingBeans.forget(api.bean(PublishedVersions.class), api.bean(FanOutRounds.class), Instant.now())
                .block(SOON);
    }

    private void version(UUID webhook, int number, String published, String superseded) {
        execute("INSERT INTO webhook_versions (webhook_id, webhooks_offset, organization_id, version, events, state,"
                + " challenged, published_at, superseded_at) VALUES ('" + webhook + "', " + number + ", 'old', "
                + number
                + ", '{a}', 'active', false, " + published + ", " + superseded + ")");
    }

    private void round(String topic, int from, String at) {
        execute("INSERT INTO fan_out_rounds (topic, partition, from_offset, to_offset, webhooks_offset, at) VALUES ('"
                + topic + "', 0, " + from + ", " + (from + 100) + ", 1, " + at + ")");
    }

    private void execute(String sql) {
        database.sql(sql).then().block(SOON);
    }

    private List<Long> left(String sql) {
        return Objects.requireNonNull(database.sql(sql + " ORDER BY 1")
                .map(row -> Rows.get(row, "n", Long.class))
                .all()
                .collectList()
                .block(SOON));
    }
}

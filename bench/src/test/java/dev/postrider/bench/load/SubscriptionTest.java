package dev.postrider.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.json.Json;
import dev.postrider.common.wire.Topics;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SubscriptionTest {
    private final Target target = Fleet.even(1, _ -> "http://127.0.0.1:1/0").getFirst();

    @Test
    void aRateLimitStandsInTheRecordBesideEverythingElse() {
        Subscription limited = Subscription.of(target, "order.*").withRateLimit(2_000);

        JsonNode json = Json.tree(limited.encode(Topics.DEFAULT, RunTopics.SEAL).value());

        assertThat(json.required("rate_limit_per_second").intValue()).isEqualTo(2_000);
        assertThat(json.required("url").stringValue()).isEqualTo(target.url());
        assertThat(json.required("events").get(0).stringValue()).isEqualTo("order.*");
    }
}

package dev.postrider.scheduler.tier;

import dev.postrider.common.retry.RetryLadder;
import dev.postrider.common.retry.RetryTier;
import dev.postrider.common.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Tiers whose topics exist although the configuration no longer names them: they are read on until their topics are deleted,
 * so that nothing that waits there is forgotten. Found on the broker, since a list in the configuration could be forgotten too.
 */
final class RetiredTiers {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private RetiredTiers() {}

    static List<RetryTier> find(Admin admin, Topics topics, RetryLadder ladder) {
        try {
            return among(admin.listTopics().names().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), topics, ladder);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topics cannot be listed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while listing topics", e);
        }
    }

    static List<RetryTier> among(Set<String> names, Topics topics, RetryLadder ladder) {
        String start = topics.prefix() + "retry.";
        return names.stream()
                .filter(name -> name.startsWith(start))
                .map(name -> tier(name.substring(start.length())))
                .flatMap(Optional::stream)
                .filter(tier -> ladder.tiers().stream().noneMatch(tier::equals))
                .sorted((one, other) -> one.delay().compareTo(other.delay()))
                .toList();
    }

    /** Nothing for a topic of another making. */
    private static Optional<RetryTier> tier(String name) {
        try {
            return Optional.of(RetryTier.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

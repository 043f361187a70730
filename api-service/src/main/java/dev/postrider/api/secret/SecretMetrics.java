package dev.postrider.api.secret;

import dev.postrider.common.metric.Metric;
import dev.postrider.meter.Meters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How much is sealed with which master key: the gauge {@link Metric#SEALED_ROWS}, by {@code key} and by {@code place}, the
 * kind of row or {@code topic}; of answers to repeated requests only those of older keys. An older key may be taken off the ring when nothing counts under it any more.
 */
@Component
class SecretMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(SecretMetrics.class);

    private final PlainRows plain;
    private final SealedRows sealed;
    private final SealedAnswers answers;
    private final SealedRecords records;
    private final RowVault vault;
    private final Meters.Rows gauge;

    SecretMetrics(
            PlainRows plain,
            SealedRows sealed,
            SealedAnswers answers,
            SealedRecords records,
            RowVault vault,
            Meters meters) {
        this.plain = plain;
        this.sealed = sealed;
        this.answers = answers;
        this.records = records;
        this.vault = vault;
        this.gauge = meters.rows(Metric.SEALED_ROWS);
    }

    /** Counts, and says in the log what is not sealed with the present key. */
    Mono<Void> count() {
        String current = vault.currentKey();
        return Mono.zip(
                        plain.count(),
                        sealed.count().collectList(),
                        records.countOthers(current),
                        answers.countOthers())
                .doOnNext(counts -> {
                    Map<List<String>, Long> rows = new HashMap<>();
                    Map<String, Long> others = new TreeMap<>();
                    rows.put(List.of("none", "plain"), counts.getT1());
                    others.merge("none", counts.getT1(), Long::sum);
                    for (SealedRows.KeyCount count : counts.getT2()) {
                        rows.put(List.of(count.key(), count.column().what()), count.rows());
                        others.merge(count.key(), count.rows(), Long::sum);
                    }
                    counts.getT4().forEach((key, count) -> {
                        rows.put(List.of(key, "answer"), count);
                        others.merge(key, count, Long::sum);
                    });
                    rows.put(List.of("other", "topic"), counts.getT3());
                    others.merge("topic", counts.getT3(), Long::sum);
                    gauge.set(rows);
                    others.remove(current);
                    others.values().removeIf(count -> count == 0);
                    if (!others.isEmpty()) {
                        LOG.warn("Not sealed with master key '{}' yet: {}", current, others);
                    }
                })
                .then();
    }
}

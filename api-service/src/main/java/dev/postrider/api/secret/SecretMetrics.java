package dev.postrider.api.secret;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How much is sealed with which master key: the gauge {@code postrider.sealed.rows}, by {@code key} and by {@code place}, the
 * kind of row or {@code topic}. An older key may be taken off the ring when nothing counts under it any more.
 */
@Component
class SecretMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(SecretMetrics.class);
    private static final String ROWS = "postrider.sealed.rows";

    private final PlainRows plain;
    private final SealedRows sealed;
    private final SealedRecords records;
    private final RowVault vault;
    private final MultiGauge gauge;

    SecretMetrics(PlainRows plain, SealedRows sealed, SealedRecords records, RowVault vault, MeterRegistry registry) {
        this.plain = plain;
        this.sealed = sealed;
        this.records = records;
        this.vault = vault;
        this.gauge = MultiGauge.builder(ROWS)
                .description("Rows and records by the master key that sealed them")
                .register(registry);
    }

    /** Counts, and says in the log what is not sealed with the present key. */
    Mono<Void> count() {
        String current = vault.currentKey();
        return Mono.zip(plain.count(), sealed.count().collectList(), records.countOthers(current))
                .doOnNext(counts -> {
                    List<MultiGauge.Row<?>> rows = new ArrayList<>();
                    Map<String, Long> others = new TreeMap<>();
                    add(rows, "none", "plain", counts.getT1());
                    others.merge("none", counts.getT1(), Long::sum);
                    for (SealedRows.KeyCount count : counts.getT2()) {
                        add(rows, count.key(), count.column().what(), count.rows());
                        others.merge(count.key(), count.rows(), Long::sum);
                    }
                    add(rows, "other", "topic", counts.getT3());
                    others.merge("topic", counts.getT3(), Long::sum);
                    gauge.register(rows, true);
                    others.remove(current);
                    others.values().removeIf(count -> count == 0);
                    if (!others.isEmpty()) {
                        LOG.warn("Not sealed with master key '{}' yet: {}", current, others);
                    }
                })
                .then();
    }

    private static void add(List<MultiGauge.Row<?>> rows, String key, String place, long count) {
        rows.add(MultiGauge.Row.of(Tags.of("key", key, "place", place), count));
    }
}

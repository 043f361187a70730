package dev.postrider.api.publish;

import dev.postrider.api.publish.Admission.Verdict;
import dev.postrider.common.json.RawJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The events of one call, each judged by itself. */
record Batch(List<Verdict> verdicts) {
    Batch {
        verdicts = List.copyOf(verdicts);
    }

    /** One event and its place in the call, from 0. */
    record Item(int index, RawJson json) {}

    static Batch judge(List<RawJson> events, Function<Item, Verdict> judge) {
        List<Verdict> verdicts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            verdicts.add(judge.apply(new Item(i, events.get(i))));
        }
        return new Batch(verdicts);
    }

    /** What may be handed to Kafka, in order. */
    List<Verdict.Accepted> accepted() {
        List<Verdict.Accepted> accepted = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Accepted one) {
                accepted.add(one);
            }
        }
        return accepted;
    }

    /** Their records. */
    List<ProducerRecord<byte[], byte[]>> records() {
        return accepted().stream().map(Verdict.Accepted::record).toList();
    }

    /**
     * @param failures of the records, in their order
     */
    BatchResult result(List<Optional<Throwable>> failures) {
        Iterator<Optional<Throwable>> next = failures.iterator();
        return new BatchResult(verdicts.stream()
                .map(verdict -> switch (verdict) {
                    case Verdict.Accepted accepted -> BatchResult.of(accepted, next.next());
                    case Verdict.Refused refused -> new BatchResult.Failed(refused.problem());
                })
                .toList());
    }
}

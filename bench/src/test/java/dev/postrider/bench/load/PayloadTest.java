package dev.postrider.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.bench.sink.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private final List<Target> fleet = Fleet.even(9, slot -> "http://127.0.0.1:1/" + slot);

    @Test
    void aDeliveryHasAbout1KiBAndStartsWithItsStamp() {
        ProducerRecord<byte[], byte[]> record =
                new Payload().delivery("topic", fleet.getFirst(), new Stamp(1_234_567_890_123L, 42));

        assertThat(record.value()).hasSizeBetween(1_000, 1_050);
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).startsWith("{\"id\":\"t1234567890123.42\",");
    }

    @Test
    void webhooksStandOnTheirPartitionAndNameTheirSlot() {
        for (Target target : fleet) {
            String id = target.id().toString();
            assertThat(BuiltInPartitioner.partitionForKey(id.getBytes(StandardCharsets.US_ASCII), RunTopics.PARTITIONS))
                    .isEqualTo(target.slot() % RunTopics.PARTITIONS);
            assertThat(HexFormat.fromHexDigits(id, id.length() - 8, id.length()))
                    .isEqualTo(target.slot());
        }
    }
}

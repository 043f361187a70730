package dev.postrider.dispatcher;

import dev.postrider.kafka.KafkaSettings;
import dev.postrider.kafka.TopicSettings;
import dev.postrider.meter.MeterSettings;
import dev.postrider.meter.Meters;
import dev.postrider.scheduler.tier.Clocks;
import dev.postrider.scheduler.tier.RetryProperties;
import dev.postrider.scheduler.tier.TierScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * The scheduler without what Spring adds to it, so that it is there soon. It begins when a byte comes on its standard input: whoever
 * kills it has the next one ready.
 */
final class SchedulerMain {
    private SchedulerMain() {}

    /**
     * @param args the broker, the topics' prefix, the tiers by commas, the records held of one partition
     */
    public static void main(String[] args) throws IOException {
        KafkaSettings kafka = new KafkaSettings(
                args[0], args[1], "scheduler", Duration.ofSeconds(6), null, new TopicSettings(true, 3, 3, 3, 1), null);
        RetryProperties properties = new RetryProperties(
                List.of(args[2].split(",")),
                DataSize.ofKilobytes(256),
                Integer.parseInt(args[3]),
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(40),
                Duration.ofMinutes(1));
        TierScheduler scheduler = new TierScheduler(
                kafka,
                properties,
                Clocks.system(),
                new Meters(new SimpleMeterRegistry()),
                new MeterSettings(null),
                (message, cause) -> {
                    throw new IllegalStateException(message, cause);
                });
        if (System.in.read() >= 0) {
            scheduler.start();
        }
    }
}

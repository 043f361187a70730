package dev.postrider.api.publication;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code rebuild-webhooks-topic}: writes to the topic of webhooks what the tables say and it lacks, then ends. For a topic that was lost
 * or emptied; dispatchers are stopped meanwhile, because one that sees no webhook cancels what was meant for it.
 */
public final class RebuildCommand {
    public static final String NAME = "rebuild-webhooks-topic";

    private static final Logger LOG = LoggerFactory.getLogger(RebuildCommand.class);
    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final int DONE = 0;
    private static final int INCOMPLETE = 1;

    private static final Map<String, String> ALONE = Map.of(
            "--postrider.host", "127.0.0.1",
            "--postrider.port", "0",
            "--postrider.management-port", "0",
            "--postrider.delivery-log.writer", "false",
            "--postrider.jobs.runner", "false");

    private RebuildCommand() {}

    /**
     * Runs the service beside what it does else: on free ports, without its share of the log and of jobs.
     *
     * @return the program's exit code
     */
    public static int run(SpringApplicationBuilder service, String[] arguments) {
        String[] alone = Stream.concat(
                        // Of an argument that is given twice, both values would count.
                        Stream.of(arguments).filter(argument -> !ALONE.containsKey(name(argument))),
                        ALONE.entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = service.run(alone)) {
            Rebuilt rebuilt = context.getBean(Reconciler.class)
                    .rebuild()
                    .blockOptional(DEADLINE)
                    .orElse(Rebuilt.NOTHING);
            LOG.info(
                    "The topic of webhooks says what the tables say; {} records were written. {} rows cannot be read and are missing.",
                    rebuilt.published(),
                    rebuilt.unreadable());
            return rebuilt.unreadable() == 0 ? DONE : INCOMPLETE;
        }
    }

    private static String name(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }
}

package dev.postrider.scheduler;

import java.util.Arrays;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The retry scheduler as a program of its own, or as a part of another. */
@SpringBootApplication
public class RetrySchedulerApplication {
    /** The name of the configuration file: services that share a process must not read each other's. */
    static final String CONFIG_NAME = "spring.config.name=retry-scheduler";

    /** Starts it by its own settings, {@code retry-scheduler.yml} and what overrides them; or makes the topics and ends. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(MakeTopicsCommand.NAME)) {
            MakeTopicsCommand.run(Arrays.stream(args).skip(1).toArray(String[]::new));
        } else {
            builder().run(args);
        }
    }

    /**
     * The application before its start, for a program that runs several in one JVM: add
     * {@code web(WebApplicationType.NONE)} and properties, then run it.
     */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(RetrySchedulerApplication.class).properties(CONFIG_NAME);
    }
}

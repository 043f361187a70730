package dev.postrider.scheduler;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The retry scheduler as a program of its own, or as a part of another. */
@SpringBootApplication
public class RetrySchedulerApplication {
    /** Starts it by its own settings, {@code retry-scheduler.yml} and what overrides them. */
    public static void main(String[] args) {
        builder().run(args);
    }

    /**
     * The application before its start, for a program that runs several in one JVM: add
     * {@code web(WebApplicationType.NONE)} and properties, then run it.
     */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(RetrySchedulerApplication.class)
                .properties("spring.config.name=retry-scheduler");
    }
}

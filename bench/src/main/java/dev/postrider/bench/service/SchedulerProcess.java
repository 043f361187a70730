package dev.postrider.bench.service;

import dev.postrider.bench.process.ChildSide;
import dev.postrider.scheduler.RetrySchedulerApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The retry scheduler, with the settings that its arguments give. */
public final class SchedulerProcess {
    private SchedulerProcess() {}

    public static void main(String[] args) {
        ChildSide.endWithDriver();
        ConfigurableApplicationContext context = RetrySchedulerApplication.builder()
                .properties(ClassPath.NO_DATABASE)
                .run(args);
        ChildSide.ready(String.valueOf(context.getId()));
    }
}

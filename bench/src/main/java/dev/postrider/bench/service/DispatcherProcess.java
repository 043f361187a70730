package dev.postrider.bench.service;

import dev.postrider.bench.process.ChildSide;
import dev.postrider.dispatcher.DispatcherApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The dispatcher, with the settings that its arguments give. */
public final class DispatcherProcess {
    private DispatcherProcess() {}

    public static void main(String[] args) {
        ChildSide.endWithDriver();
        ConfigurableApplicationContext context = DispatcherApplication.builder()
                .properties(ClassPath.NO_DATABASE)
                .run(args);
        ChildSide.ready(String.valueOf(context.getId()));
    }
}

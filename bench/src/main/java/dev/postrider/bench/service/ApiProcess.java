package dev.postrider.bench.service;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.bench.process.ChildSide;
import org.springframework.context.ConfigurableApplicationContext;

/** The API service, with the settings that its arguments give; ready with its address. */
public final class ApiProcess {
    private ApiProcess() {}

    public static void main(String[] args) {
        ChildSide.endWithDriver();
        ConfigurableApplicationContext context = ApiServiceApplication.builder().run(args);
        ChildSide.ready("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }
}

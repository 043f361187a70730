package dev.postrider.api;

import dev.postrider.api.database.MigrateCommand;
import dev.postrider.api.publication.RebuildCommand;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The API service as a program. Its first argument may be {@code migrate} or {@code rebuild-webhooks-topic}: then it does that and
 * ends.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ApiServiceApplication {
    /** The name of the configuration file: services that share a process must not read each other's. */
    private static final String CONFIG_NAME = "spring.config.name=api-service";

    public static void main(String[] args) {
        String[] options = Arrays.stream(args).skip(1).toArray(String[]::new);
        switch (args.length == 0 ? "" : args[0]) {
            case MigrateCommand.NAME ->
                MigrateCommand.run(new SpringApplicationBuilder().properties(CONFIG_NAME), options);
            case RebuildCommand.NAME -> System.exit(RebuildCommand.run(builder(), options));
            default -> serve(args);
        }
    }

    private static void serve(String[] args) {
        SpringApplication application = builder().build();
        application.addListeners(new EndWhenBroken(System::exit));
        application.run(args);
    }

    /** The service, ready to be run with properties of the caller's, which stand above the configuration file. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(ApiServiceApplication.class)
                .properties(CONFIG_NAME)
                .web(WebApplicationType.REACTIVE);
    }
}

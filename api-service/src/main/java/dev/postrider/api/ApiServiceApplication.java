package dev.postrider.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The API service as a program. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ApiServiceApplication {
    /** The name of the configuration file: services that share a process must not read each other's. */
    private static final String CONFIG_NAME = "spring.config.name=api-service";

    public static void main(String[] args) {
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

package dev.postrider.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class BrokenPartTest {
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private final CompletableFuture<Void> termination = new CompletableFuture<>();
    private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Nothing.class)
            .web(WebApplicationType.NONE)
            .listeners(new BrokenPart("dispatcher", termination))
            .run();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aServiceThatStartsAndRefusesTrafficEndsNothing() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        assertThat(termination).isNotDone();
    }

    @Test
    void aBrokenServiceEndsTheProgramWithItsName() {
        AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
        assertThat(termination.exceptionNow()).hasMessageContaining("the dispatcher has stopped by itself");
    }
}

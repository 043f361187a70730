package dev.postrider.kafka;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class ObligationTrimmerTest {
    @Test
    void anUnexpectedFailureDoesNotEndTheTrimming() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(3);
        Admin failing = (Admin)
                Proxy.newProxyInstance(Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (_, method, _) -> {
                    if (method.getName().equals("listConsumerGroupOffsets")) {
                        asked.countDown();
                        throw new IllegalStateException("a bug");
                    }
                    return null;
                });
        try (ObligationTrimmer trimmer = new ObligationTrimmer(failing, Map.of("t", "g"), Duration.ofMillis(10))) {
            trimmer.start();
            assertTrue(asked.await(10, TimeUnit.SECONDS));
        }
    }
}

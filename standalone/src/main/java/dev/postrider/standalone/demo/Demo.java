package dev.postrider.standalone.demo;

import dev.postrider.common.json.Json;
import dev.postrider.common.webhook.SigningSecret;
import dev.postrider.common.wire.Topics;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.standalone.LogFile;
import dev.postrider.standalone.Parts;
import dev.postrider.standalone.Standalone;
import dev.postrider.standalone.StandaloneSettings;
import dev.postrider.standalone.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The main job from end to end: three webhooks are subscribed, real payloads are published over REST and Kafka, one endpoint
 * takes everything, one fails twice and recovers, one never does.
 */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 200;

    private final PrintStream out;
    private final long began = System.nanoTime();
    private final List<String> events;

    private Demo(PrintStream out, List<String> events) {
        this.out = out;
        this.events = events;
    }

    /**
     * Runs the demo on free ports, in a folder that is deleted afterwards.
     *
     * @param parts closed at the end, by whoever ends it; the folder is the first of them, so it goes last
     * @return the exit code: 0 if everything came as it should
     */
    public static int run(Parts parts, PrintStream out) throws InterruptedException {
        try (parts) {
            Path folder = parts.start(() -> TemporaryFolder.make(out)).path();
            return run(folder, parts, out);
        }
    }

    private static int run(Path folder, Parts parts, PrintStream out) throws InterruptedException {
        StandaloneSettings settings = new StandaloneSettings("127.0.0.1", 0, 0, 0, 0, folder, false, null);
        out.println("Starting a broker, a database and the services …");
        LogFile.in(folder);
        return new Demo(out, payloads()).play(Standalone.start(settings, parts));
    }

    private int play(Standalone standalone) throws InterruptedException {
        say("ready");
        try (DemoReceiver receiver = new DemoReceiver(this::tell);
                DemoApi api = new DemoApi(standalone.url(), standalone.adminKey())) {
            subscribe(api, receiver, Endpoint.HEALTHY, "github.*");
            subscribe(api, receiver, Endpoint.FLAKY, "github.issues.*", "github.pull_request.*", "github.star.*");
            subscribe(api, receiver, Endpoint.BROKEN, "github.push", "github.release.*");
            publish(standalone, api);
            boolean complete = awaitEnd(api, receiver);
            return summarize(api, receiver, complete);
        } catch (IOException e) {
            throw new StartException("the demo's receiver could not be started: " + e.getMessage(), e);
        }
    }

    private void subscribe(DemoApi api, DemoReceiver receiver, Endpoint endpoint, String... patterns)
            throws InterruptedException {
        byte[] body = Json.write(generator -> {
            generator.writeStartObject();
            generator.writeStringProperty("url", receiver.url(endpoint));
            generator.writeStringProperty("name", endpoint.name().toLowerCase(Locale.ROOT));
            generator.writeArrayPropertyStart("events");
            Stream.of(patterns).forEach(generator::writeString);
            generator.writeEndArray();
            generator.writeObjectPropertyStart("retry");
            generator.writeStringProperty("schedule", "custom");
            generator.writeArrayPropertyStart("delays_seconds");
            Stream.of(1, 2, 3).forEach(generator::writeNumber);
            generator.writeEndArray();
            generator.writeEndObject();
            generator.writeEndObject();
        });
        String secret = api.post("/api/v1/webhooks", body).required("secret").stringValue();
        receiver.expect(endpoint, new SigningSecret(secret));
        say("webhook %-8s wants %s; its endpoint %s"
                .formatted(endpoint.name().toLowerCase(Locale.ROOT), List.of(patterns), endpoint.story()));
    }

    /** Every second event goes over REST, the others straight to the topic. */
    private void publish(Standalone standalone, DemoApi api) throws InterruptedException {
        KafkaClients clients = new KafkaClients(KafkaSettings.of(standalone.bootstrapServers()));
        try (Producer<byte[], byte[]> producer =
                clients.producer("demo", Duration.ofSeconds(5), Duration.ofSeconds(10))) {
            for (int i = 0; i < events.size(); i++) {
                byte[] event = events.get(i).getBytes(StandardCharsets.UTF_8);
                if (i % 2 == 0) {
                    var _ = api.post("/api/v1/events", event);
                } else {
                    var _ = producer.send(new ProducerRecord<>(Topics.DEFAULT.events(), event));
                }
            }
            producer.flush();
        }
        say("published %d events of GitHub, half over REST, half to the topic".formatted(events.size()));
    }

    private void tell(DemoReceiver.Request request) {
        say("  %-8s %-38s attempt %d, %6d bytes, signature %s → %d"
                .formatted(
                        request.endpoint().name().toLowerCase(Locale.ROOT),
                        request.event(),
                        request.attempt(),
                        request.bytes(),
                        request.signed() ? "ok" : "WRONG",
                        request.status()));
    }

    private boolean awaitEnd(DemoApi api, DemoReceiver receiver) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            boolean taken = receiver.accepted(Endpoint.HEALTHY) == events.size()
                    && receiver.accepted(Endpoint.FLAKY)
                            == count("github.issues.", "github.pull_request.", "github.star.");
            if (taken && dead(api) == count("github.push\"", "github.release.")) {
                return true;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return false;
    }

    private int summarize(DemoApi api, DemoReceiver receiver, boolean complete) throws InterruptedException {
        out.println();
        out.println("  published            " + events.size());
        out.println("  taken by healthy     " + receiver.accepted(Endpoint.HEALTHY));
        out.println("  taken by flaky       " + receiver.accepted(Endpoint.FLAKY) + ", each at its third attempt");
        out.println("  dead letters         " + dead(api) + ", all for broken, after four attempts each");
        out.println("  signatures verified  " + receiver.verified() + ", wrong " + receiver.forged());
        out.println();
        out.println(complete ? "Everything came as it should." : "Something is missing: see above.");
        return complete && receiver.forged() == 0 ? 0 : 1;
    }

    private static int dead(DemoApi api) throws InterruptedException {
        return api.get("/api/v1/deliveries?status=dead&limit=200")
                .required("items")
                .size();
    }

    private int count(String... types) {
        return (int) events.stream()
                .filter(event -> Stream.of(types).anyMatch(type -> event.startsWith("{\"event\":\"" + type)))
                .count();
    }

    private synchronized void say(String line) {
        out.printf("%6.2f s  %s%n", (System.nanoTime() - began) / 1e9, line);
    }

    private static List<String> payloads() {
        try (InputStream in = Demo.class.getResourceAsStream("/demo/github-events.ndjson")) {
            if (in == null) {
                throw new IllegalStateException("the demo's payloads are not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException("the demo's payloads cannot be read", e);
        }
    }
}

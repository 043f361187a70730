package dev.postrider.api.deliverylog;

import dev.postrider.common.json.Json;
import dev.postrider.common.wire.LogCodec;
import dev.postrider.common.wire.LogRecord;
import dev.postrider.common.wire.Topics;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A delivery log of its own on the shared broker and database server: topics, a database, one writer, and REST. */
final class LogFixture implements AutoCloseable {
    static final int PARTITIONS = 3;

    /** A topic of events whose producers speak for this organization only. */
    static final String SOURCE = "billing";

    static final String ORGANIZATION_OF_SOURCE = "billed";
    private static final String SOURCES = "--postrider.kafka.events-from." + SOURCE + "=" + ORGANIZATION_OF_SOURCE;

    final TestDatabase database = TestDatabase.fresh();
    final Topics topics;
    final Admin admin = Admin.create(Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.shared().bootstrapServers()));
    private final Producer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestBroker.shared().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    /**
     * Starts everything.
     *
     * @param arguments of the application, such as {@code --postrider.delivery-log.batch-records=10}
     */
    LogFixture(Class<?> test, String... arguments) throws Exception {
        topics = new Topics(TestBroker.uniquePrefix(test));
        Map<String, String> appendTime = Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        admin.createTopics(List.of(
                        new NewTopic(topics.events(), PARTITIONS, (short) 1).configs(appendTime),
                        new NewTopic(topics.eventsFrom(SOURCE), 1, (short) 1).configs(appendTime),
                        new NewTopic(topics.attempts(), PARTITIONS, (short) 1).configs(appendTime)))
                .all()
                .get(20, TimeUnit.SECONDS);
        context = LogApplication.start(WebApplicationType.REACTIVE, database, topics.prefix(), withSources(arguments));
    }

    /** One more writer on the same database and topics. Without HTTP: ending it would end the event loops that servers share. */
    ConfigurableApplicationContext anotherWriter(String... arguments) {
        return LogApplication.start(WebApplicationType.NONE, database, topics.prefix(), withSources(arguments));
    }

    private static String[] withSources(String... arguments) {
        return Stream.concat(Stream.of(SOURCES), Arrays.stream(arguments)).toArray(String[]::new);
    }

    LogWriter writer() {
        return context.getBean(LogWriter.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String group() {
        return topics.prefix() + "log-writer";
    }

    /** Puts records on {@code attempts} and waits for the broker. */
    void log(LogRecord... records) {
        log(List.of(records));
    }

    void log(List<LogRecord> records) {
        List<ProducerRecord<byte[], byte[]>> encoded = new ArrayList<>();
        records.forEach(record -> encoded.add(LogCodec.encode(topics, record)));
        send(encoded);
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        }
    }

    /** Puts an event on {@code events} as it stands. */
    void publish(String json) {
        send(List.of(new ProducerRecord<>(topics.events(), json.getBytes(StandardCharsets.UTF_8))));
    }

    /** Asks as a viewer of the organization and expects 200. */
    JsonNode get(String organization, String path) {
        HttpResponse<byte[]> answer = ask("viewer:" + organization, path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(
                    path + " got " + answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return Json.tree(answer.body());
    }

    HttpResponse<byte[]> ask(String key, String path) {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The first column of the first row. */
    long number(String sql, Object... values) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void execute(String sql) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        context.close();
        http.close();
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(5));
    }
}

package dev.postrider.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.embedded.DatabaseConfig;
import dev.postrider.embedded.EmbeddedDatabase;
import dev.postrider.testkit.Answer;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Marked values go through the whole program; then everything that it left behind is searched for them. */
@Tag("proof")
class SecretScanE2eIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "m4rked-signing-secret-2f9c71e05a";
    private static final String NEXT_SECRET = "m4rked-next-secret-88d1b6c3f0";
    private static final String TEST_SECRET = "m4rked-test-secret-41aa0e97d2";
    private static final String HEADER = "Bearer m4rked-header-value-c05b7723e9";
    private static final String NEXT_HEADER = "m4rked-next-header-6e1f94ab30";
    private static final String PAYLOAD = "m4rked-payload-d7730e5cb1";
    private static final String CLIENT_SECRET = "m4rked-client-secret-93d0ab5f17";
    private static final String TOKEN = "m4rked-access-token-5be6021c8d";
    private static final String BEARER = "m4rked-bearer-token-7a44c9e0f3";
    private static final TestCertificate CLIENT = TestCertificate.forClient("scan");
    private static final String WRONG_KEY = "m4rked-wrong-api-key-0b5ce8f1a7";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Marks secrets = new Marks()
            .add("secret", SECRET)
            .add("next secret", NEXT_SECRET)
            .add("secret of an ad hoc test", TEST_SECRET)
            .add("header", HEADER)
            .add("next header", NEXT_HEADER)
            .add("client secret", CLIENT_SECRET)
            .add("access token", TOKEN)
            .add("bearer token", BEARER)
            .add("client key", CLIENT.keyPem().split("\n")[1])
            .add("wrong API key", WRONG_KEY);
    private final Marks payloads = new Marks().add("payload", PAYLOAD);
    private final List<String> problems = new ArrayList<>();
    private final Map<String, byte[]> topics = new LinkedHashMap<>();

    @Test
    void nothingThatWasMarkedIsLeftWhereItMustNotBe() throws Exception {
        Path data = Workdir.fresh("scan");
        String output;
        String metrics;
        try (Program program = Program.start(data);
                ScriptedReceiver receiver = ScriptedReceiver.start();
                Api api = Api.of(program);
                Kafka kafka = new Kafka(program)) {
            secrets.add("admin key", program.adminKey());
            secrets.add(
                    "master key",
                    Files.readString(data.resolve("master-key"))
                            .replaceFirst(".*:", "")
                            .strip());
            work(program, api, kafka, receiver);
            metrics = get(program.healthUrl().replace("/health", "/prometheus"), program.adminKey());
            for (String topic : kafka.topics()) {
                topics.put(topic, bytes(kafka.records(topic)));
            }
            var _ = program.stop();
            output = program.output().replace(program.adminKey(), "(printed for the user)") + program.errors();
        }
        String logs = output + Files.readString(data.resolve("postrider.log"), StandardCharsets.ISO_8859_1);

        assertThat(problems).hasSizeGreaterThanOrEqualTo(8).allSatisfy(problem -> {
            assertThat(secrets.in(problem)).as(problem).isEmpty();
            assertThat(payloads.in(problem)).as(problem).isEmpty();
        });
        assertThat(metrics).contains("postrider_sealed_rows");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("master-key"))))
                .isEqualTo("rw-------");
        assertThat(Stream.of(metrics, logs)).allSatisfy(text -> {
            assertThat(secrets.in(text)).isEmpty();
            assertThat(payloads.in(text)).isEmpty();
        });
        assertThat(topics)
                .hasSizeGreaterThan(15)
                .allSatisfy((topic, bytes) ->
                        assertThat(secrets.in(bytes)).as(topic).isEmpty());
        // What is searched for is found where it may be.
        assertThat(payloads.in(topics.getOrDefault("postrider.deliveries", new byte[0])))
                .isNotEmpty();
        Map<String, String> tables = tables(data);
        assertThat(tables)
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        (table, rows) -> assertThat(secrets.in(rows)).as(table).isEmpty());
        assertThat(tables.values().stream().flatMap(rows -> payloads.in(rows).stream()))
                .isNotEmpty();
        assertThat(filesWithSecrets(data)).containsExactlyInAnyOrder("admin-key", "master-key");
    }

    /** Everything that touches secrets, headers or payloads, by whoever may and by whoever may not. */
    private void work(Program program, Api api, Kafka kafka, ScriptedReceiver receiver) throws Exception {
        receiver.on("/well").reply(200);
        receiver.on("/ill").reply(503);
        String fields =
                "\"secret\":\"%s\",\"headers\":{\"Authorization\":\"%s\"},\"signatures\":[\"postrider\",\"standard\"],"
                        .formatted(SECRET, HEADER);
        Subscription well = api.subscribe(receiver.url("/well"), fields, "order.*");
        Subscription ill =
                api.subscribe(receiver.url("/ill"), fields + "\"retry\":{\"delays_seconds\":[1]},", "order.*");
        Subscription generated = api.subscribe(receiver.url("/well"), "", "other");
        secrets.add("generated secret", generated.secret());
        Subscription unproven = proveThemselves(api, receiver);
        String manager = api.post("/api/v1/api-keys", "{\"name\":\"scan\",\"role\":\"manager\"}")
                .required("key")
                .stringValue();
        secrets.add("API key", manager);
        String event = "{\"event\":\"order.paid\",\"data\":{\"card\":\"" + PAYLOAD + "\"}}";

        api.post("/api/v1/events", event);
        kafka.publish(event);
        kafka.publish("{\"event\":\"order.paid\",\"data\":{\"card\":\"" + PAYLOAD + "\"");
        receiver.awaitRequests("/well", 2, SOON);
        await().atMost(SOON).until(() -> api.deliveries(ill, "dead").size() == 2);
        await().atMost(SOON).until(() -> api.deliveries(unproven, "dead").size() == 2);
        assertThat(receiver.requests("/proven"))
                .anySatisfy(
                        request -> assertThat(request.header("Authorization")).contains("Bearer " + TOKEN))
                .anySatisfy(
                        request -> assertThat(request.header("Authorization")).contains("Bearer " + BEARER));
        change(program, manager, "PATCH", "/api/v1/webhooks/" + well.id(), """
                {"secret":"%s","headers":{"X-Next":"%s","Authorization":"***"}}""".formatted(NEXT_SECRET, NEXT_HEADER));
        api.post("/api/v1/webhooks/" + well.id() + "/test", "");
        api.post("/api/v1/webhooks/test", """
                {"url":"%s","secret":"%s","headers":{"X-Next":"%s"}}""".formatted(receiver.url("/well"), TEST_SECRET, NEXT_HEADER));
        api.post("/api/v1/webhooks/" + well.id() + "/pause", "");
        api.post("/api/v1/events", event);
        await().atMost(SOON).until(() -> !api.deliveries(well, "held").isEmpty());
        api.post("/api/v1/webhooks/" + well.id() + "/resume", "");
        await().atMost(SOON).until(() -> api.deliveries(well, "delivered").size() >= 3);
        assertThat(receiver.requests("/well"))
                .anySatisfy(
                        request -> assertThat(request.header("Authorization")).contains(HEADER))
                .anySatisfy(request -> assertThat(request.header("X-Next")).contains(NEXT_HEADER));
        refused(program, well);
        await().atMost(SOON)
                .until(() -> get(program.healthUrl().replace("/health", "/prometheus"), "")
                        .contains("postrider_sealed_rows"));
    }

    /** Webhooks with credentials of each kind; of one whose token endpoint repeats the secret that it refuses. */
    private static Subscription proveThemselves(Api api, ScriptedReceiver receiver) {
        receiver.on("/proven").reply(200);
        receiver.on("/token").then(Answer.status(200).body("{\"access_token\":\"" + TOKEN + "\"}"));
        receiver.on("/no-token")
                .then(Answer.status(400)
                        .body("{\"error\":\"invalid_client\",\"error_description\":\"" + CLIENT_SECRET + "\"}"));
        String client = "\"auth\":{\"type\":\"oauth2\",\"token_url\":\"%s\",\"client_id\":\"scan\",\"client_secret\":\""
                + CLIENT_SECRET + "\"},";
        String tls =
                "\"tls\":{\"client_certificate\":\"" + CLIENT.certificatePem().replace("\n", "\\n")
                        + "\",\"client_key\":\"" + CLIENT.keyPem().replace("\n", "\\n") + "\"},";
        api.subscribe(receiver.url("/proven"), client.formatted(receiver.url("/token")) + tls, "order.*");
        api.subscribe(
                receiver.url("/proven"), "\"auth\":{\"type\":\"bearer\",\"token\":\"" + BEARER + "\"},", "order.*");
        return api.subscribe(
                receiver.url("/proven"),
                client.formatted(receiver.url("/no-token")) + "\"retry\":{\"delays_seconds\":[1]},",
                "order.*");
    }

    private void refused(Program program, Subscription webhook) throws Exception {
        String key = program.adminKey();
        String path = "/api/v1/webhooks/" + webhook.id();
        change(program, WRONG_KEY, "GET", path, "");
        change(program, key, "PATCH", path, "{\"secret\":\"" + SECRET + "\\u0007\"}");
        change(program, key, "PATCH", path, "{\"secret\":\"whsec_" + SECRET + "\"}");
        change(program, key, "PATCH", path, "{\"headers\":{\"X-A\":\"" + HEADER + "\\n\"}}");
        change(program, key, "PATCH", path, "{\"headers\":{\"Host\":\"" + HEADER + "\"}}");
        change(program, key, "PATCH", path, "{\"" + SECRET + "\"");
        change(program, key, "PATCH", path, "{\"auth\":{\"type\":\"bearer\",\"token\":\"" + BEARER + " \"}}");
        change(program, key, "PATCH", path, "{\"auth\":{\"type\":\"" + BEARER + "\"}}");
        change(program, key, "PATCH", path, "{\"tls\":{\"client_key\":\"" + CLIENT_SECRET + "\"}}");
        change(program, key, "POST", "/api/v1/events", "{\"event\":\"order.paid\",\"data\":\"" + PAYLOAD + "\"");
        change(program, key, "POST", "/api/v1/events", "{\"event\":\"bad type\",\"data\":\"" + PAYLOAD + "\"}");
        change(program, key, "POST", "/api/v1/events", "{\"event\":\"a\",\"data\":\"" + PAYLOAD.repeat(15_000) + "\"}");
        change(
                program,
                key,
                "POST",
                "/api/v1/events/batch",
                "{\"events\":[{\"event\":\"\",\"data\":\"" + PAYLOAD + "\"}]}");
    }

    private void change(Program program, String key, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(program.url() + path))
                        .timeout(SOON)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            problems.add(answer.statusCode() + " " + answer.body());
        }
    }

    private String get(String url, String key) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(SOON)
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** As they are once they are decompressed. */
    private static byte[] bytes(List<ConsumerRecord<byte[], byte[]>> records) {
        StringBuilder all = new StringBuilder();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            append(all, record.key());
            append(all, record.value());
            for (Header header : record.headers()) {
                append(all, header.value());
            }
        }
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void append(StringBuilder all, byte @Nullable [] bytes) {
        if (bytes != null) {
            all.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
        }
    }

    /** All rows of all tables as text. The program has ended, so its database is started for this alone. */
    private static Map<String, String> tables(Path data) throws SQLException {
        Map<String, String> tables = new LinkedHashMap<>();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(DatabaseConfig.in(data.resolve("postgres")));
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
                    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')""")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                StringBuilder all = new StringBuilder();
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + name + " t")) {
                    while (rows.next()) {
                        all.append(rows.getString(1)).append('\n');
                    }
                }
                tables.put(name, all.toString());
            }
        }
        return tables;
    }

    /** Of the data directory, as it lies there after the end: the database's files, its log for recovery, Kafka's segments. */
    private List<String> filesWithSecrets(Path data) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!secrets.in(Files.readAllBytes(file)).isEmpty()) {
                    found.add(data.relativize(file).toString());
                }
            }
        }
        return found;
    }
}

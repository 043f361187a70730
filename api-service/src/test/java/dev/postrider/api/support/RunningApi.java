package dev.postrider.api.support;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.wire.ReadWebhook;
import dev.postrider.common.wire.Topics;
import dev.postrider.common.wire.WebhookCodec;
import dev.postrider.testkit.TestBroker;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TestMasterKey;
import dev.postrider.testkit.TopicReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.HttpClient;

/** The whole service, started as a program would be, on the shared broker and a database. */
public final class RunningApi implements AutoCloseable {
    public static final String ADMIN_KEY = "admin-key-of-the-tests";

    /** Its tokens would be taken, if anybody answered for it. */
    public static final String ISSUER_THAT_IS_DOWN = "http://127.0.0.1:1";

    /** Opens what the service seals. */
    public static final Seal SEAL = new Seal(MasterKeys.parse(TestMasterKey.TEXT), new SecureRandom());

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    private static final class Shared {
        static final RunningApi API =
                start(TestDatabase.fresh(), TestBroker.uniquePrefix(RunningApi.class), tokensOf(TestIssuer.shared()));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(API::close, "api-under-test-stop"));
        }
    }

    private final ConfigurableApplicationContext context;
    private final TestDatabase database;
    private final Topics topics;

    private RunningApi(ConfigurableApplicationContext context, TestDatabase database, Topics topics) {
        this.context = context;
        this.database = database;
        this.topics = topics;
    }

    /** One for all tests of a JVM, each of which makes organizations of its own. */
    public static RunningApi shared() {
        return Shared.API;
    }

    /** Settings with which tokens of an issuer are taken, and those of one that is down. */
    public static Map<String, Object> tokensOf(TestIssuer issuer) {
        return Map.of(
                "postrider.tokens.allow-http",
                true,
                "postrider.tokens.unknown-key-interval",
                "10ms",
                "postrider.tokens.issuers[0].uri",
                issuer.uri(),
                "postrider.tokens.issuers[0].audience",
                TestIssuer.AUDIENCE,
                "postrider.tokens.issuers[0].roles.platform-admin",
                "postrider-operator",
                "postrider.tokens.issuers[1].uri",
                ISSUER_THAT_IS_DOWN,
                "postrider.tokens.issuers[1].audience",
                TestIssuer.AUDIENCE);
    }

    /** A new one. */
    public static RunningApi start(TestDatabase database, String topicPrefix, Map<String, Object> overrides) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "postrider.port",
                0,
                "postrider.management-port",
                0,
                "postrider.admin-key",
                ADMIN_KEY,
                "postrider.kafka.bootstrap-servers",
                TestBroker.shared().bootstrapServers(),
                "postrider.kafka.topic-prefix",
                topicPrefix,
                "postrider.webhooks.allow-http",
                true,
                "postrider.webhooks.allow-private-addresses",
                true));
        properties.putAll(Map.of(
                "postrider.kafka.topics.partitions", 3,
                "postrider.kafka.topics.event-partitions", 3,
                "postrider.kafka.topics.retry-partitions", 1,
                "postrider.kafka.topics.replication", 1,
                "postrider.database.host", database.host(),
                "postrider.database.port", database.port(),
                "postrider.database.name", database.name(),
                "postrider.database.username", database.user(),
                "postrider.database.password", database.password()));
        properties.put("postrider.secrets.master-key", TestMasterKey.TEXT);
        properties.put("postrider.webhooks.challenge.first-retry", "1s");
        properties.put("postrider.keys.last-use-interval", "1s");
        properties.putAll(overrides);
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return new RunningApi(ApiServiceApplication.builder().run(arguments), database, new Topics(topicPrefix));
    }

    public TestDatabase database() {
        return database;
    }

    public Topics topics() {
        return topics;
    }

    /** A webhook as it was published last. */
    public Webhook published(String id) {
        return published(id, SEAL);
    }

    /** The same where the service has a master key of the test's own. */
    public Webhook published(String id, Seal seal) {
        ConsumerRecord<byte[], byte[]> record =
                TopicReader.read(topics.webhooks(), id).getLast();
        ReadWebhook read = WebhookCodec.decode(WebhookId.parse(id), record, seal);
        if (read instanceof ReadWebhook.Locked locked) {
            throw locked.reason();
        }
        return read.webhook();
    }

    /** The part of the service under test. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    /** The address of the main port. */
    public String baseUrl() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** A client without a key. Each request has a connection of its own, so that no test meets what another has left on one. */
    public WebTestClient anonymous() {
        return WebTestClient.bindToServer(new ReactorClientHttpConnector(HttpClient.newConnection()))
                .baseUrl(baseUrl())
                .responseTimeout(RESPONSE_TIMEOUT)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
                .build();
    }

    public WebTestClient withKey(String key) {
        return anonymous()
                .mutate()
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key)
                .build();
    }

    /** The platform administrator. */
    public WebTestClient admin() {
        return withKey(ADMIN_KEY);
    }

    /** The platform administrator, acting for an organization. */
    public WebTestClient adminOf(String organization) {
        return admin().mutate().defaultHeader("X-Organization-Id", organization).build();
    }

    /** A new organization's id. */
    public String newOrganization() {
        String id = "org-" + UUID.randomUUID();
        Json.of(post(admin(), "/api/v1/organizations", "{\"id\":\"" + id + "\",\"name\":\"Test\"}")
                .expectStatus()
                .isCreated());
        return id;
    }

    /** A new key of an organization. */
    public String newKey(String organization, String role) {
        return Json.of(post(adminOf(organization), "/api/v1/api-keys", "{\"name\":\"test\",\"role\":\"" + role + "\"}")
                        .expectStatus()
                        .isCreated())
                .required("key")
                .stringValue();
    }

    public static WebTestClient.ResponseSpec post(WebTestClient client, String path, String json) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json)
                .exchange();
    }

    @Override
    public void close() {
        context.close();
    }
}

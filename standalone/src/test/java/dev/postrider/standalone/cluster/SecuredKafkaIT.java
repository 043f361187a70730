package dev.postrider.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.common.wire.Topics;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.kafka.KafkaClients;
import dev.postrider.kafka.KafkaSettings;
import dev.postrider.standalone.cluster.PackedServices.Ended;
import dev.postrider.standalone.cluster.Services.Service;
import dev.postrider.testkit.ScriptedReceiver;
import dev.postrider.testkit.TestCertificate;
import dev.postrider.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packed services on brokers that take nothing but TLS, by an authority that only a PEM file names, and that know each service by its
 * credentials: SCRAM, OAUTHBEARER or a certificate. What connects them are the variables of {@code docs/clusters.md} and nothing else;
 * what each may do is {@code deploy/kafka/acls.csv}, so an event that arrives has proved who was who.
 */
@Tag("proof")
class SecuredKafkaIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("team.postrider.");
    private static final List<String> PRINCIPALS = List.of("topics", "api", "dispatcher", "scheduler");
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String OAUTHBEARER =
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required";

    private final TestCertificate certificate = TestCertificate.forBroker();

    @TempDir
    Path folder;

    @BeforeEach
    void forgetDenials() {
        DenialRecorder.DENIED.clear();
    }

    @Test
    void scramOverTlsCarriesAnEventThrough() throws Exception {
        BrokerConfig config = broker("SASL_SSL")
                .withOverride("ssl.truststore.location", file("broker-trust.pem", certificate.authorityPem()))
                .withOverride("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .withOverride("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .withOverride("listener.name.plaintext.plain.sasl.jaas.config", plain() + " user_admin=\"admin-pw\";")
                .withOverride("listener.name.plaintext.scram-sha-512.sasl.jaas.config", SCRAM + ";");
        Login admin = new Login("SASL_SSL").with("SASL_MECHANISM", "PLAIN").with("SASL_JAAS_CONFIG", plain() + ";");

        try (EmbeddedBroker broker = EmbeddedBroker.start(config);
                Admin administrator = trusting(admin).clients(broker).admin()) {
            administrator
                    .alterUserScramCredentials(PRINCIPALS.stream()
                            .<UserScramCredentialAlteration>map(name -> new UserScramCredentialUpsertion(
                                    name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), name + "-pw"))
                            .toList())
                    .all()
                    .get(20, TimeUnit.SECONDS);
            grant(administrator);

            try (PackedServices services = services(
                    broker,
                    principal -> trusting(new Login("SASL_SSL")
                            .with("SASL_MECHANISM", "SCRAM-SHA-512")
                            .with(
                                    "SASL_JAAS_CONFIG",
                                    SCRAM + " username=\"" + principal + "\" password=\"" + principal + "-pw\";")))) {
                carry(services.start(), "one");
            }
        }
        assertThat(DenialRecorder.DENIED).isEmpty();
    }

    @Test
    void oauthBearerCarriesEventsThroughAndGoesOnWhenItsTokensHaveEnded() throws Exception {
        TestCertificate ofIssuer = TestCertificate.forLoopback();
        try (TokenIssuer issuer = TokenIssuer.start(ofIssuer, Duration.ofSeconds(15))) {
            Path keys = Path.of(file("jwks.json", issuer.keys()));
            // What this JVM's broker and administrator may read; the services have variables of their own for it.
            System.setProperty(ALLOWED_URLS, issuer.url() + "," + keys.toUri());
            BrokerConfig config = broker("SASL_SSL")
                    .withOverride("ssl.truststore.location", file("broker-trust.pem", certificate.authorityPem()))
                    .withOverride("sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER")
                    .withOverride("sasl.mechanism.inter.broker.protocol", "PLAIN")
                    .withOverride("listener.name.plaintext.plain.sasl.jaas.config", plain() + ";")
                    .withOverride("listener.name.plaintext.oauthbearer.sasl.jaas.config", OAUTHBEARER + ";")
                    .withOverride(
                            "listener.name.plaintext.oauthbearer.sasl.server.callback.handler.class",
                            OAuthBearerValidatorCallbackHandler.class.getName())
                    .withOverride(
                            "sasl.oauthbearer.jwks.endpoint.url", keys.toUri().toString())
                    .withOverride("sasl.oauthbearer.expected.audience", TokenIssuer.AUDIENCE)
                    .withOverride("sasl.oauthbearer.expected.issuer", TokenIssuer.ISSUER)
                    // A connection is closed unless its client comes with a token that is good by then.
                    .withOverride("connections.max.reauth.ms", "10000");
            String issuerTrust = file("issuer-trust.pem", ofIssuer.authorityPem());
            Function<String, Login> logins = principal -> trusting(new Login("SASL_SSL")
                    .with("SASL_MECHANISM", "OAUTHBEARER")
                    .with(
                            "SASL_JAAS_CONFIG",
                            OAUTHBEARER + " ssl.truststore.type=\"PEM\" ssl.truststore.location=\"" + issuerTrust
                                    + "\";")
                    .with(
                            "SASL_LOGIN_CALLBACK_HANDLER_CLASS",
                            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler")
                    .with("SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", issuer.url())
                    .with("SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID", principal)
                    .with("SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", TokenIssuer.secret(principal))
                    .withJvmOption("-D" + ALLOWED_URLS + "=" + issuer.url()));

            try (EmbeddedBroker broker = EmbeddedBroker.start(config)) {
                try (Admin administrator = logins.apply("admin").clients(broker).admin()) {
                    grant(administrator);
                }
                try (PackedServices services = services(broker, logins)) {
                    Rest rest = services.start();
                    carry(rest, "one");
                    int issued = issuer.issued();
                    // Each of the three has come twice more, so the first token of none is good any longer.
                    await().atMost(LONG).until(() -> issuer.issued() >= issued + 6);
                    carry(rest, "two");
                }
            }
        } finally {
            System.clearProperty(ALLOWED_URLS);
        }
        assertThat(DenialRecorder.DENIED).isEmpty();
    }

    @Test
    void mutualTlsCarriesAnEventThrough() throws Exception {
        Map<String, TestCertificate> certificates = Stream.concat(PRINCIPALS.stream(), Stream.of("admin"))
                .collect(Collectors.toMap(name -> name, TestCertificate::forClient));
        String authorities = certificates.values().stream()
                .map(TestCertificate::authorityPem)
                .collect(Collectors.joining("", certificate.authorityPem(), ""));
        BrokerConfig config = broker("SSL")
                .withOverride("ssl.truststore.location", file("broker-trust.pem", authorities))
                .withOverride("ssl.client.auth", "required")
                .withOverride("ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/");
        Map<String, String> keys = new HashMap<>();
        for (Map.Entry<String, TestCertificate> one : certificates.entrySet()) {
            keys.put(
                    one.getKey(),
                    file(
                            one.getKey() + ".pem",
                            one.getValue().keyPem() + one.getValue().certificatePem()));
        }
        Function<String, Login> logins = principal -> trusting(new Login("SSL")
                .with("SSL_KEYSTORE_TYPE", "PEM")
                .with("SSL_KEYSTORE_LOCATION", keys.getOrDefault(principal, "")));

        try (EmbeddedBroker broker = EmbeddedBroker.start(config)) {
            try (Admin administrator = logins.apply("admin").clients(broker).admin()) {
                grant(administrator);
            }
            try (PackedServices services = services(broker, logins)) {
                carry(services.start(), "one");
            }
        }
        assertThat(DenialRecorder.DENIED).isEmpty();
    }

    @Test
    void aBrokerOfAnotherAuthorityIsRefusedInALineThatSaysSo() throws Exception {
        BrokerConfig config = broker("SSL")
                .withOverride("ssl.truststore.location", file("broker-trust.pem", certificate.authorityPem()));
        TestCertificate other = TestCertificate.forBroker();

        try (EmbeddedBroker broker = EmbeddedBroker.start(config);
                PackedServices services = new PackedServices(folder, settings(broker))) {
            services.with(
                    Service.SCHEDULER,
                    new Login("SSL")
                            .with("SSL_TRUSTSTORE_TYPE", "PEM")
                            .with("SSL_TRUSTSTORE_LOCATION", file("other.pem", other.authorityPem()))
                            .variables());

            Ended ended = services.run(Service.SCHEDULER, "make-topics");

            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.output()).contains("SSL handshake failed");
        }
    }

    /** A broker that speaks TLS and lets nobody do what is not granted. */
    private BrokerConfig broker(String protocol) throws IOException {
        return BrokerConfig.in(folder.resolve("kafka"))
                .withOverride("listener.security.protocol.map", "PLAINTEXT:" + protocol + ",CONTROLLER:PLAINTEXT")
                .withOverride("ssl.keystore.type", "PEM")
                .withOverride(
                        "ssl.keystore.location",
                        file("broker.pem", certificate.keyPem() + certificate.certificatePem()))
                .withOverride("ssl.truststore.type", "PEM")
                .withOverride("authorizer.class.name", DenialRecorder.class.getName())
                // The controller's own listener has no principals; nothing but this process reaches it.
                .withOverride("super.users", "User:admin;User:ANONYMOUS");
    }

    private static void grant(Admin administrator) throws Exception {
        administrator.createAcls(AclFile.read(TOPICS.prefix())).all().get(20, TimeUnit.SECONDS);
    }

    /** The services, each with its login, and the topics that they need. */
    private PackedServices services(EmbeddedBroker broker, Function<String, Login> logins) {
        PackedServices services = new PackedServices(folder, settings(broker));
        services.with(Service.SCHEDULER, logins.apply("topics").variables());
        Ended made = services.run(Service.SCHEDULER, "make-topics");
        assertThat(made.exitCode()).as(made.output()).isZero();
        for (Service service : Service.values()) {
            services.with(
                    service,
                    logins.apply(service.name().toLowerCase(Locale.ROOT)).variables());
        }
        return services;
    }

    private static Services settings(EmbeddedBroker broker) {
        return new Services(broker.bootstrapServers(), TOPICS.prefix(), 3, TestDatabase.fresh())
                .setAll("postrider.kafka.topics.create", "false");
    }

    /** An event is published, delivered at the second attempt, and the log tells it. */
    private static void carry(Rest rest, String id) {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.on("/hook").reply(500).then(200);
            String webhook = rest.subscribe(receiver.url("/hook"), "secured." + id);

            rest.publish("secured." + id, id);

            await().atMost(LONG)
                    .until(() -> rest.deliveries(webhook, "delivered").size() == 1);
            assertThat(receiver.count("/hook")).isEqualTo(2);
        }
    }

    private Login trusting(Login login) {
        return login.with("SSL_TRUSTSTORE_TYPE", "PEM")
                .with("SSL_TRUSTSTORE_LOCATION", file("trust.pem", certificate.authorityPem()));
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain() {
        return PLAIN + " username=\"admin\" password=\"admin-pw\"";
    }

    /** How a client connects, in the variables of the documentation. */
    private record Login(Map<String, String> variables) {
        private static final String PREFIX = "POSTRIDER_KAFKA_PROPERTIES_";

        Login(String protocol) {
            this(Map.of(PREFIX + "SECURITY_PROTOCOL", protocol));
        }

        Login with(String name, String value) {
            Map<String, String> more = new HashMap<>(variables);
            more.put(PREFIX + name, value);
            return new Login(Map.copyOf(more));
        }

        Login withJvmOption(String option) {
            Map<String, String> more = new HashMap<>(variables);
            more.put("JAVA_TOOL_OPTIONS", option);
            return new Login(Map.copyOf(more));
        }

        /** The same for a client in this JVM. */
        KafkaClients clients(EmbeddedBroker broker) {
            Map<String, String> properties = new HashMap<>();
            variables.forEach((name, value) -> {
                if (name.startsWith(PREFIX)) {
                    properties.put(
                            name.substring(PREFIX.length())
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '.'),
                            value);
                }
            });
            return new KafkaClients(
                    new KafkaSettings(broker.bootstrapServers(), TOPICS.prefix(), null, null, properties, null, null));
        }
    }
}

package dev.postrider.standalone;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.dispatcher.DispatcherApplication;
import dev.postrider.embedded.BrokerConfig;
import dev.postrider.embedded.DatabaseConfig;
import dev.postrider.embedded.EmbeddedBroker;
import dev.postrider.embedded.EmbeddedDatabase;
import dev.postrider.scheduler.RetrySchedulerApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Everything in one JVM: database, broker, API, scheduler, dispatcher, started in this order and stopped in the other.
 *
 * <p>Data survives a restart. Webhooks may point at plain http and at this machine, which production refuses.
 */
public final class Standalone implements AutoCloseable {
    private static final String INSTANCE = "standalone";

    private final Parts parts;
    private final CompletableFuture<Void> termination = new CompletableFuture<>();
    private final String url;
    private final String managementUrl;
    private final String adminKey;
    private final EmbeddedBroker broker;

    private Standalone(StandaloneSettings settings, Parts parts) {
        this.parts = parts;
        int port = Ports.free(settings.host(), settings.port(), "POSTRIDER_PORT");
        int managementPort = Ports.free(settings.host(), settings.managementPort(), "POSTRIDER_MANAGEMENT_PORT");
        url = "http://" + settings.host() + ":" + port;
        managementUrl = "http://" + settings.host() + ":" + managementPort;
        adminKey = AdminKey.of(settings);
        Path masterKey = settings.masterKeyGiven() ? null : MasterKeyFile.in(settings.dataDir());
        try {
            EmbeddedDatabase database = parts.start(() -> EmbeddedDatabase.start(
                    DatabaseConfig.in(settings.dataDir().resolve("postgres")).withPort(settings.databasePort())));
            broker = parts.start(() -> EmbeddedBroker.start(
                    BrokerConfig.in(settings.dataDir().resolve("kafka")).withPort(settings.kafkaPort())));
            var _ = broker.termination().whenComplete(this::brokerEnded);
            Map<String, Object> common = common(settings, masterKey);
            ConfigurableApplicationContext api = start(
                    ApiServiceApplication.builder()
                            .web(WebApplicationType.REACTIVE)
                            .listeners(new BrokenPart("API", termination)),
                    api(common, database, port, managementPort));
            MeterRegistry metrics = api.getBean(MeterRegistry.class);
            start(
                    RetrySchedulerApplication.builder()
                            .initializers(counting(metrics))
                            .web(WebApplicationType.NONE)
                            .listeners(new BrokenPart("retry scheduler", termination)),
                    withoutDatabase(common));
            start(
                    DispatcherApplication.builder()
                            .initializers(counting(metrics))
                            .web(WebApplicationType.NONE)
                            .listeners(new BrokenPart("dispatcher", termination)),
                    dispatcher(common));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything; ready when it returns.
     *
     * @param parts where each part stands as soon as it has started, for whoever must end a start that has not returned
     * @throws StartException or {@link dev.postrider.embedded.EmbeddedStartException} with one line for the user
     */
    public static Standalone start(StandaloneSettings settings, Parts parts) {
        return new Standalone(settings, parts);
    }

    /** Where the API answers, without a closing slash. */
    public String url() {
        return url;
    }

    /** Where health and metrics answer. */
    public String managementUrl() {
        return managementUrl;
    }

    /** {@code host:port} of the broker. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public String adminKey() {
        return adminKey;
    }

    /** Completes when everything ends, exceptionally if some part has ended by itself: the message is for the user. */
    public CompletionStage<Void> termination() {
        return termination.minimalCompletionStage();
    }

    /** Stops everything: no delivery starts any more, those in flight are handed over, then the rest goes. */
    @Override
    public void close() {
        parts.close();
    }

    private void brokerEnded(@Nullable Void nothing, @Nullable Throwable failure) {
        if (failure == null) {
            termination.complete(null);
        } else {
            termination.completeExceptionally(
                    new IllegalStateException("the broker ended: " + failure.getMessage(), failure));
        }
    }

    /** Only the API has a management port: what the others count is shown there too. */
    private static ApplicationContextInitializer<ConfigurableApplicationContext> counting(MeterRegistry metrics) {
        return starting -> starting.getBeanFactory().registerSingleton("meterRegistry", metrics);
    }

    private ConfigurableApplicationContext start(SpringApplicationBuilder service, Map<String, Object> settings) {
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        // Not the services' own hooks: they would stop in any order.
        return parts.start(() -> service.registerShutdownHook(false).run(arguments));
    }

    private Map<String, Object> common(StandaloneSettings settings, @Nullable Path masterKey) {
        Map<String, Object> common = new HashMap<>();
        common.put("postrider.host", settings.host());
        common.put("postrider.kafka.bootstrap-servers", broker.bootstrapServers());
        common.put("postrider.kafka.instance-id", INSTANCE);
        common.put("postrider.kafka.topics.partitions", 3);
        common.put("postrider.kafka.topics.event-partitions", 3);
        common.put("postrider.kafka.topics.retry-partitions", 3);
        common.put("postrider.kafka.topics.replication", 1);
        if (masterKey != null) {
            common.put("postrider.secrets.master-key-file", masterKey);
        }
        common.put("spring.main.log-startup-info", false);
        return common;
    }

    private Map<String, Object> api(
            Map<String, Object> common, EmbeddedDatabase database, int port, int managementPort) {
        Map<String, Object> api = new HashMap<>(common);
        api.put("postrider.port", port);
        api.put("postrider.management-port", managementPort);
        // By its own name too: the context of that port reads the environment first, where the variable may say 0.
        api.put("management.server.port", managementPort);
        api.put("postrider.admin-key", adminKey);
        api.put("postrider.database.host", database.host());
        api.put("postrider.database.port", database.port());
        api.put("postrider.database.name", database.database());
        api.put("postrider.database.username", database.user());
        api.put("postrider.database.password", database.password());
        api.put("postrider.webhooks.allow-http", true);
        api.put("postrider.webhooks.allow-private-addresses", true);
        api.put("postrider.tokens.allow-http", true);
        return api;
    }

    /** The drivers are on the class path that all share; only the API has a database. */
    private static Map<String, Object> withoutDatabase(Map<String, Object> common) {
        Map<String, Object> without = new HashMap<>(common);
        without.put(
                "spring.autoconfigure.exclude",
                R2dbcAutoConfiguration.class.getName() + "," + DataSourceAutoConfiguration.class.getName());
        return without;
    }

    private static Map<String, Object> dispatcher(Map<String, Object> common) {
        Map<String, Object> dispatcher = withoutDatabase(common);
        dispatcher.put("postrider.dispatcher.allow-private-addresses", true);
        return dispatcher;
    }
}

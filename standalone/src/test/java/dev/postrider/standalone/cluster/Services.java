package dev.postrider.standalone.cluster;

import dev.postrider.api.ApiServiceApplication;
import dev.postrider.dispatcher.DispatcherApplication;
import dev.postrider.scheduler.RetrySchedulerApplication;
import dev.postrider.testkit.TestDatabase;
import dev.postrider.testkit.TestMasterKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** The three services, each with settings of its own, started and stopped one by one. */
final class Services implements AutoCloseable {
    static final String ADMIN_KEY = "admin-key-of-the-tests";

    enum Service {
        API,
        DISPATCHER,
        SCHEDULER;

        SpringApplicationBuilder program() {
            return switch (this) {
                case API -> ApiServiceApplication.builder().web(WebApplicationType.REACTIVE);
                case DISPATCHER -> DispatcherApplication.builder().web(WebApplicationType.NONE);
                case SCHEDULER -> RetrySchedulerApplication.builder().web(WebApplicationType.NONE);
            };
        }
    }

    private final Map<Service, Map<String, String>> settings = new EnumMap<>(Service.class);
    private final Map<Service, ConfigurableApplicationContext> running = new EnumMap<>(Service.class);

    Services(String bootstrapServers, String topicPrefix, int partitions, TestDatabase database) {
        for (Service service : Service.values()) {
            Map<String, String> common = new HashMap<>();
            common.put("postrider.kafka.bootstrap-servers", bootstrapServers);
            common.put("postrider.kafka.topic-prefix", topicPrefix);
            common.put("postrider.kafka.instance-id", "test");
            common.put("postrider.kafka.topics.partitions", Integer.toString(partitions));
            common.put("postrider.kafka.topics.event-partitions", "2");
            common.put("postrider.kafka.topics.retry-partitions", "1");
            common.put("postrider.kafka.topics.replication", "1");
            common.put("postrider.retry.tiers", "1s,5s");
            settings.put(service, common);
        }
        set(Service.API, "postrider.port", "0");
        set(Service.API, "postrider.management-port", "0");
        set(Service.API, "postrider.admin-key", ADMIN_KEY);
        set(Service.API, "postrider.secrets.master-key", TestMasterKey.TEXT);
        set(Service.API, "postrider.webhooks.allow-http", "true");
        set(Service.API, "postrider.webhooks.allow-private-addresses", "true");
        use(database);
        set(Service.DISPATCHER, "postrider.secrets.master-key", TestMasterKey.TEXT);
        set(Service.DISPATCHER, "postrider.dispatcher.allow-private-addresses", "true");
        // Only the API has a database, though the drivers are on the class path that all share.
        String without = R2dbcAutoConfiguration.class.getName() + "," + DataSourceAutoConfiguration.class.getName();
        set(Service.DISPATCHER, "spring.autoconfigure.exclude", without);
        set(Service.SCHEDULER, "spring.autoconfigure.exclude", without);
    }

    Services set(Service service, String key, String value) {
        settings(service).put(key, value);
        return this;
    }

    Services setAll(String key, String value) {
        settings.values().forEach(one -> one.put(key, value));
        return this;
    }

    /** The API's database from its next start on. */
    Services use(TestDatabase database) {
        set(Service.API, "postrider.database.host", database.host());
        set(Service.API, "postrider.database.port", Integer.toString(database.port()));
        set(Service.API, "postrider.database.name", database.name());
        set(Service.API, "postrider.database.username", database.user());
        return set(Service.API, "postrider.database.password", database.password());
    }

    /** What a service is started with. */
    String[] arguments(Service service) {
        return settings(service).entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    void start(Service... services) {
        for (Service service : services) {
            running.put(service, service.program().run(arguments(service)));
        }
    }

    void stop(Service... services) {
        for (Service service : services) {
            ConfigurableApplicationContext context = running.remove(service);
            if (context != null) {
                context.close();
            }
        }
    }

    Rest rest() {
        ConfigurableApplicationContext api = running.get(Service.API);
        if (api == null) {
            throw new IllegalStateException("the API does not run");
        }
        return new Rest("http://127.0.0.1:" + api.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private Map<String, String> settings(Service service) {
        return settings.computeIfAbsent(service, _ -> new HashMap<>());
    }

    @Override
    public void close() {
        stop(Service.API, Service.SCHEDULER, Service.DISPATCHER);
    }
}

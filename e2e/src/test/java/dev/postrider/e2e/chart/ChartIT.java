package dev.postrider.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renders {@code deploy/helm/postrider} with Helm and looks at every object. */
class ChartIT {
    private static final Path CHART = Path.of("..", "deploy", "helm", "postrider");

    /** What must be given. */
    private static final Map<String, Object> LEAST = Map.of(
            "kafka.bootstrapServers", "kafka-0:9093",
            "masterKey.existingSecret", "postrider-master-key",
            "database.host", "postgres",
            "database.existingSecret", "postrider-database",
            "api.adminKey.existingSecret", "postrider-admin");

    private static final Map<String, Object> EVERYTHING = Map.ofEntries(
            Map.entry("kafka.existingSecret", "postrider-kafka"),
            Map.entry("kafka.filesSecret", "postrider-kafka-tls"),
            Map.entry("dispatcher.kafkaSecret", "postrider-kafka-dispatcher"),
            Map.entry("topics.jobKafkaSecret", "postrider-kafka-topics"),
            Map.entry("retry.tiers", "1s\\,1m\\,1h"),
            Map.entry("database.caSecret", "postgres-ca"),
            Map.entry("database.migratedBy", "job"),
            Map.entry("database.ownerExistingSecret", "postrider-owner"),
            Map.entry("dispatcher.autoscaling.enabled", true),
            Map.entry("scheduler.autoscaling.enabled", true),
            Map.entry("monitoring.podMonitor", true),
            Map.entry("monitoring.prometheusRule", true));

    @TempDir
    static Path folder;

    /** The chart whose hooks are objects like all others: what Helm renders leaves hooks out. */
    private static Path withHooks;

    @BeforeAll
    static void copy() throws IOException {
        withHooks = copyTo("hooks", text -> text.replace("helm.sh/hook", "postrider.test/hook"));
    }

    @Test
    void everyObjectIsAsKubernetesHasIt() throws IOException {
        for (Map<String, Object> values : List.of(Map.<String, Object>of(), EVERYTHING)) {
            List<Manifest> manifests = render(values);

            assertThat(manifests).hasSizeGreaterThan(12);
            for (Manifest manifest : manifests) {
                manifest.check();
            }
        }
    }

    @Test
    void aFieldThatKubernetesDoesNotHaveIsFound() {
        Manifest deployment = one(render(Map.of()), "Deployment", "api");
        deployment.pod().orElseThrow().addProperty("replcas", 3);

        assertThatThrownBy(deployment::check).hasMessageContaining("replcas");
    }

    @Test
    void helmHasNothingToSayAgainstIt() throws IOException {
        // Lint takes no values.
        Path filledIn = copyTo(
                "lint",
                text -> text.replace("bootstrapServers: \"\"", "bootstrapServers: kafka-0:9093")
                        .replace("existingSecret: \"\"", "existingSecret: some")
                        .replace("host: \"\"", "host: postgres"));

        LintResult lint = new Helm(filledIn).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @Test
    void everyPodIsAsRestrictedAsKubernetesKnows() {
        List<JsonObject> pods =
                render(EVERYTHING).stream().flatMap(one -> one.pod().stream()).toList();

        assertThat(pods).hasSize(5).allSatisfy(pod -> {
            assertThat(pod.getAsJsonObject("securityContext").toString())
                    .contains("\"runAsNonRoot\":true", "\"runAsUser\":10001", "\"type\":\"RuntimeDefault\"");
            assertThat(pod.getAsJsonArray("containers")
                            .get(0)
                            .getAsJsonObject()
                            .get("securityContext")
                            .toString())
                    .contains(
                            "\"readOnlyRootFilesystem\":true",
                            "\"allowPrivilegeEscalation\":false",
                            "\"drop\":[\"ALL\"]");
            assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
        });
    }

    @Test
    void secretsAreNamedAndNeverGiven() {
        Manifest api = one(render(EVERYTHING), "Deployment", "api");

        assertThat(api.variable("POSTRIDER_DATABASE_PASSWORD")).isEmpty();
        assertThat(api.variable("POSTRIDER_ADMIN_KEY")).isEmpty();
        assertThat(api.pod().orElseThrow().toString())
                .contains("\"secretKeyRef\":{\"name\":\"postrider-database\",\"key\":\"password\"}")
                .contains("\"secretKeyRef\":{\"name\":\"postrider-admin\",\"key\":\"admin-key\"}")
                .contains("\"secretName\":\"postrider-master-key\"");
        assertThat(render(EVERYTHING)).extracting(Manifest::kind).doesNotContain("Secret");
    }

    @Test
    void eachServiceHasItsOwnPrincipalWhereItNamesOne() {
        List<Manifest> manifests = render(EVERYTHING);

        assertThat(from(one(manifests, "StatefulSet", "dispatcher"))).isEqualTo("postrider-kafka-dispatcher");
        assertThat(from(one(manifests, "Deployment", "api"))).isEqualTo("postrider-kafka");
        assertThat(from(one(manifests, "Job", "topics"))).isEqualTo("postrider-kafka-topics");
    }

    @Test
    void dispatchersAndSchedulersHaveStableNamesInTheirGroups() {
        for (String service : List.of("dispatcher", "scheduler")) {
            assertThat(one(render(Map.of()), "StatefulSet", service)
                            .pod()
                            .orElseThrow()
                            .toString())
                    .contains(
                            "{\"name\":\"POSTRIDER_KAFKA_INSTANCE_ID\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}");
        }
    }

    @Test
    void aPodHasMoreTimeToEndThanADrainTakes() {
        int drain = 25;

        assertThat(render(Map.of()).stream()
                        .flatMap(one -> one.pod().stream())
                        .filter(pod -> pod.has("terminationGracePeriodSeconds"))
                        .map(pod -> pod.get("terminationGracePeriodSeconds").getAsInt()))
                .hasSize(3)
                .allMatch(seconds -> seconds > drain + 10);
    }

    @Test
    void onlyWhoMakesTopicsAndTablesMay() {
        List<Manifest> byJobs = render(EVERYTHING);
        assertThat(one(byJobs, "StatefulSet", "dispatcher").variable("POSTRIDER_KAFKA_TOPICS_CREATE"))
                .contains("false");
        assertThat(one(byJobs, "Deployment", "api").variable("POSTRIDER_DATABASE_MIGRATE"))
                .contains("false");
        assertThat(one(byJobs, "Job", "migration").variable("POSTRIDER_DATABASE_USERNAME"))
                .contains("postrider_owner");
        assertThat(one(byJobs, "Job", "topics")
                        .at("spec", "template", "spec", "containers", 0, "args", 0)
                        .getAsString())
                .isEqualTo("make-topics");

        List<Manifest> byServices = render(Map.of("topics.madeBy", "services"));
        assertThat(one(byServices, "Deployment", "api").variable("POSTRIDER_KAFKA_TOPICS_CREATE"))
                .contains("true");
        assertThat(byServices).extracting(Manifest::kind).doesNotContain("Job");
    }

    @Test
    void webhooksLeadToNoPrivateNetworkAndTheSchedulerNowhere() {
        List<Manifest> manifests = render(Map.of());

        assertThat(one(manifests, "NetworkPolicy", "dispatcher").json().toString())
                .contains("\"cidr\":\"0.0.0.0/0\",\"except\":[\"10.0.0.0/8\"");
        assertThat(one(manifests, "NetworkPolicy", "scheduler").json().toString())
                .doesNotContain("0.0.0.0/0");
        assertThat(one(manifests, "NetworkPolicy", "dispatcher").json().toString())
                .doesNotContain("5432");
    }

    @Test
    void whoMakesSpansReachesTheCollectorAndNobodyElseDoes() {
        String endpoint = "http://collector:4318/v1/traces";
        List<Manifest> manifests = render(Map.of("tracing.endpoint", endpoint));

        for (String service : List.of("api", "dispatcher", "scheduler")) {
            boolean traces = !service.equals("scheduler");
            String kind = service.equals("api") ? "Deployment" : "StatefulSet";
            assertThat(one(manifests, kind, service).json().toString().contains(endpoint))
                    .isEqualTo(traces);
            assertThat(one(manifests, "NetworkPolicy", service)
                            .json()
                            .toString()
                            .contains("4318"))
                    .isEqualTo(traces);
        }
        assertThat(render(Map.of()))
                .noneMatch(manifest -> manifest.json().toString().contains("4318"));
    }

    @Test
    void replicasFollowTheBacklogButDoNotOutnumberPartitions() {
        Manifest scaled = one(
                render(Map.of("dispatcher.autoscaling.enabled", true, "topics.partitions", 8)),
                "ScaledObject",
                "dispatcher");

        assertThat(scaled.at("spec", "maxReplicaCount").getAsInt()).isEqualTo(8);
        assertThat(scaled.at("spec", "scaleTargetRef", "name").getAsString()).isEqualTo("mail-dispatcher");
        assertThat(scaled.at("spec", "triggers").toString())
                .contains("postrider_stage_lag", "postrider_stage_oldest_age_seconds");
        assertThat(one(render(EVERYTHING), "StatefulSet", "dispatcher")
                        .json()
                        .getAsJsonObject("spec")
                        .has("replicas"))
                .isFalse();
    }

    @Test
    void whatIsMissingOrMisspeltIsNamed() {
        assertThatThrownBy(() -> template(Map.of()).call()).hasMessageContaining("bootstrap");
        assertThatThrownBy(() -> render(Map.of("dispatcher.replica", 3))).hasMessageContaining("replica");
        assertThatThrownBy(() -> render(Map.of("kafka.properties.max-poll", "1")))
                .hasMessageContaining("max-poll");
    }

    private static String from(Manifest manifest) {
        return manifest.at("spec", "template", "spec", "containers", 0, "envFrom", 0, "secretRef", "name")
                .getAsString();
    }

    private static Manifest one(List<Manifest> manifests, String kind, String component) {
        return manifests.stream()
                .filter(one -> one.kind().equals(kind) && one.name().equals("mail-" + component))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " of " + component));
    }

    private static List<Manifest> render(Map<String, Object> values) {
        TemplateCommand command = template(LEAST);
        values.forEach(command::set);
        return Manifest.all(command.call());
    }

    private static TemplateCommand template(Map<String, Object> values) {
        TemplateCommand command =
                new Helm(withHooks).template().withName("mail").withNamespace("postrider");
        values.forEach(command::set);
        return command;
    }

    private static Path copyTo(String name, UnaryOperator<String> change) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(CHART, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(target, change.apply(Files.readString(file)));
            }
        }
        return copy;
    }
}

package dev.postrider.e2e.chart;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** One object of what the chart renders. */
record Manifest(JsonObject json) {
    /** Kinds of operators; there are no models of them. */
    private static final Set<String> OTHERS = Set.of(
            "keda.sh/v1alpha1/ScaledObject",
            "monitoring.coreos.com/v1/PodMonitor",
            "monitoring.coreos.com/v1/PrometheusRule");

    private static final Map<String, Check> MODELS = Map.of(
            "apps/v1/Deployment", V1Deployment::validateJsonElement,
            "apps/v1/StatefulSet", V1StatefulSet::validateJsonElement,
            "batch/v1/Job", V1Job::validateJsonElement,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "v1/Service", V1Service::validateJsonElement,
            "v1/ServiceAccount", V1ServiceAccount::validateJsonElement);

    private interface Check {
        void accept(JsonElement json) throws IOException;
    }

    /** The documents of a YAML text. */
    static List<Manifest> all(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            if (document != null) {
                manifests.add(new Manifest(new Gson().toJsonTree(document).getAsJsonObject()));
            }
        }
        return manifests;
    }

    String kind() {
        return json.get("kind").getAsString();
    }

    String name() {
        return at("metadata", "name").getAsString();
    }

    /**
     * Against Kubernetes' model of its kind: unknown fields, missing ones and wrong types.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    void check() throws IOException {
        String type = json.get("apiVersion").getAsString() + "/" + kind();
        if (!OTHERS.contains(type)) {
            Objects.requireNonNull(MODELS.get(type), () -> "no model of " + type)
                    .accept(json);
        }
    }

    /** What stands under a path of names, and numbers of entries. */
    JsonElement at(Object... path) {
        JsonElement found = json;
        for (Object step : path) {
            found = step instanceof Integer index
                    ? found.getAsJsonArray().get(index)
                    : Objects.requireNonNull(
                            found.getAsJsonObject().get((String) step),
                            () -> kind() + " " + name() + " has no " + step);
        }
        return found;
    }

    /** The pod that it makes, if it makes any. */
    Optional<JsonObject> pod() {
        JsonElement spec = json.get("spec");
        return spec != null && spec.getAsJsonObject().has("template")
                ? Optional.of(at("spec", "template", "spec").getAsJsonObject())
                : Optional.empty();
    }

    /** The value of an environment variable of its container; empty where it comes from elsewhere. */
    Optional<String> variable(String name) {
        JsonArray env = at("spec", "template", "spec", "containers", 0, "env").getAsJsonArray();
        return env.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(one -> one.get("name").getAsString().equals(name) && one.has("value"))
                .map(one -> one.get("value"))
                .map(JsonElement::getAsJsonPrimitive)
                .map(JsonPrimitive::getAsString)
                .findFirst();
    }
}

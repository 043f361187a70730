package dev.postrider.common.wire;

import dev.postrider.common.retry.RetryOn;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.retry.RetryPolicySettings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** A retry policy as JSON, in the form that the API and the {@code webhooks} topic share. */
public final class RetryPolicyJson {
    private static final String ON_DEFAULT = "default";
    private static final String ON_ALL = "all_non_2xx";

    private RetryPolicyJson() {}

    /** Writes the policy with nothing left out. */
    public static void write(JsonGenerator generator, RetryPolicy policy) {
        RetryPolicySettings settings = RetryPolicySettings.of(policy);
        generator.writeStartObject();
        generator.writeStringProperty("schedule", settings.schedule());
        number(generator, "base_seconds", settings.baseSeconds());
        number(generator, "max_retries", settings.maxRetries());
        List<Integer> delays = settings.delaysSeconds();
        if (delays != null) {
            generator.writeArrayPropertyStart("delays_seconds");
            delays.forEach(generator::writeNumber);
            generator.writeEndArray();
        }
        number(generator, "max_delay_seconds", settings.maxDelaySeconds());
        number(generator, "jitter_percent", settings.jitterPercent());
        number(generator, "max_age_seconds", settings.maxAgeSeconds());
        generator.writeName("retry_on");
        writeRetryOn(generator, policy.retryOn());
        generator.writeEndObject();
    }

    /**
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static RetryPolicy read(JsonNode json) {
        RetryPolicySettings settings = new RetryPolicySettings(
                json.required("schedule").stringValue(),
                integer(json.get("base_seconds")),
                integer(json.get("max_retries")),
                integers(json.get("delays_seconds")),
                integer(json.get("max_delay_seconds")),
                integer(json.get("jitter_percent")),
                integer(json.get("max_age_seconds")),
                readRetryOn(json.required("retry_on")));
        StringBuilder problem = new StringBuilder("retry");
        return settings.toPolicy((field, message) ->
                        problem.append('.').append(field).append(' ').append(message))
                .orElseThrow(() -> new IllegalArgumentException(problem.toString()));
    }

    /**
     * Reads {@code default}, {@code all_non_2xx} or a list of status codes.
     *
     * @throws IllegalArgumentException with a message fit for a user
     */
    public static RetryOn readRetryOn(JsonNode json) {
        if (json.isString() && json.stringValue().equals(ON_DEFAULT)) {
            return new RetryOn.Default();
        }
        if (json.isString() && json.stringValue().equals(ON_ALL)) {
            return new RetryOn.AllNon2xx();
        }
        if (json.isArray() && json.valueStream().allMatch(JsonNode::canConvertToInt)) {
            Set<Integer> codes = new LinkedHashSet<>();
            json.forEach(code -> codes.add(code.intValue()));
            return new RetryOn.Statuses(codes);
        }
        throw new IllegalArgumentException(
                "must be \"default\", \"all_non_2xx\" or a list of status codes such as [500, 503]");
    }

    private static void writeRetryOn(JsonGenerator generator, RetryOn retryOn) {
        if (retryOn instanceof RetryOn.Statuses statuses) {
            generator.writeStartArray();
            statuses.codes().forEach(generator::writeNumber);
            generator.writeEndArray();
        } else {
            generator.writeString(retryOn instanceof RetryOn.AllNon2xx ? ON_ALL : ON_DEFAULT);
        }
    }

    private static void number(JsonGenerator generator, String name, @Nullable Integer value) {
        if (value != null) {
            generator.writeNumberProperty(name, value);
        }
    }

    private static @Nullable Integer integer(@Nullable JsonNode json) {
        return json == null ? null : Integer.valueOf(json.intValue());
    }

    private static @Nullable List<Integer> integers(@Nullable JsonNode json) {
        return json == null ? null : json.valueStream().map(JsonNode::intValue).toList();
    }
}

package dev.postrider.api.eventtype;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the registry of event types, {@code postrider.event-types.*}. Dispatchers and API hold all of it in memory.
 *
 * @param maxPerOrganization how many an organization may register
 * @param maxSchemaSize of all schemas of an organization together
 */
@ConfigurationProperties("postrider.event-types")
record EventTypeSettings(
        @DefaultValue("1000") int maxPerOrganization,
        @DefaultValue("1MB") DataSize maxSchemaSize) {
    EventTypeSettings {
        if (maxPerOrganization < 1 || maxPerOrganization > 100_000) {
            throw new IllegalArgumentException("postrider.event-types.max-per-organization must be 1 to 100000");
        }
        if (maxSchemaSize.toBytes() < 1 || maxSchemaSize.compareTo(DataSize.ofMegabytes(64)) > 0) {
            throw new IllegalArgumentException("postrider.event-types.max-schema-size must be 1 byte to 64 MB");
        }
    }
}

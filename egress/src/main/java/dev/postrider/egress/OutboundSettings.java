package dev.postrider.egress;

import dev.postrider.common.id.OrganizationId;
import dev.postrider.egress.address.AddressGuard;
import dev.postrider.egress.address.GuardRules;
import dev.postrider.egress.address.OutboundGuard;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where requests may go and by which way, {@code postrider.egress.*}: alike in every service that sends.
 *
 * @param allow places that may be connected to although they are not on the public internet
 * @param deny places that may not be connected to
 * @param only nothing else may be connected to; empty for no such limit
 * @param deniedPorts ports that are not connected to; null for those of other protocols
 * @param organizations further rules for single organizations, by their ids
 * @param proxy that all requests go through; null for none
 */
public record OutboundSettings(
        @Nullable List<String> allow,
        @Nullable List<String> deny,
        @Nullable List<String> only,
        @Nullable List<String> deniedPorts,
        @Nullable Map<String, GuardRules> organizations,
        @Nullable ProxySettings proxy) {
    /** What they stand below in configuration. */
    public static final String PREFIX = "postrider.egress";

    /**
     * @param allowsPrivate whether addresses that are not public are open to all
     * @throws IllegalArgumentException naming the entry that is wrong
     */
    public AddressGuard guard(boolean allowsPrivate) {
        Map<OrganizationId, GuardRules> own = organizations == null
                ? Map.of()
                : organizations.entrySet().stream()
                        .collect(Collectors.toMap(entry -> new OrganizationId(entry.getKey()), Map.Entry::getValue));
        try {
            return new OutboundGuard(allowsPrivate, deniedPorts, new GuardRules(allow, deny, only), own);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }
}

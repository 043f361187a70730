package dev.postrider.egress.address;

import dev.postrider.common.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wants to connect to.
 *
 * @param organization in whose name; null for nobody's, where only the rules for all hold
 * @param host in canonical form: a name, or a literal address without brackets
 */
public record Destination(@Nullable OrganizationId organization, String host, int port) {}

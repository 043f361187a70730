package dev.postrider.egress;

import dev.postrider.common.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * Whom requests go to and in whose name: what the guard's verdict, and so the connections that may be used, depend on.
 *
 * @param organization in whose name; null for nobody's
 * @param host in canonical form, without brackets
 * @param tls whether it is https
 * @param identity of the TLS connection; the default one for http
 */
public record Peer(@Nullable OrganizationId organization, String host, int port, boolean tls, TlsIdentity identity) {}

package dev.postrider.api.access;

import dev.postrider.common.id.OrganizationId;

/**
 * Who asks.
 *
 * @param organization the one that the request is about; nothing of any other may be read or changed for this caller
 * @param name what {@code created_by} says
 */
public record Caller(OrganizationId organization, Role role, String name) {}

/**
 * Who asks and what they may: the caller of a request, its role and its organization. Called by all controllers; the only place where a request gets an organization.
 */
@NullMarked
package dev.postrider.api.access;

import org.jspecify.annotations.NullMarked;

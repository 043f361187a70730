/**
 * Access tokens for endpoints that want one (OAuth 2.0, client credentials): asked for once by all who need them, kept until
 * they expire, never logged. Called by the exchange, which also makes the requests for them, behind the same guard.
 */
@NullMarked
package dev.postrider.egress.auth;

import org.jspecify.annotations.NullMarked;

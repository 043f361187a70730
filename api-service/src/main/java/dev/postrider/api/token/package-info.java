/**
 * Tokens (JWT) of OIDC issuers: whose they are and what their bearers may do. Called by authentication; never keeps, shows or logs a token, and never
 * makes one.
 */
@NullMarked
package dev.postrider.api.token;

import org.jspecify.annotations.NullMarked;

/**
 * Sealing: text encrypted under a master key and bound to what it belongs to. Called by the codec of webhooks and by api-service for its rows; knows nothing of where keys come from, and never prints a key or what was sealed.
 */
@NullMarked
package dev.postrider.common.secret;

import org.jspecify.annotations.NullMarked;

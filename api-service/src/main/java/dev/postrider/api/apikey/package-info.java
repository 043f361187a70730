/**
 * Keys: how they are made, kept as hashes, found again and revoked. Called by every request; never shows or logs a key after its creation.
 */
@NullMarked
package dev.postrider.api.apikey;

import org.jspecify.annotations.NullMarked;

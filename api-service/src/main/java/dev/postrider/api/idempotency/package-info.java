/**
 * Requests that are repeated: the same key, the same answer. Stands between authentication and all controllers, which know nothing of it.
 * Publishing goes by ids of its own and is left alone, so that it needs no database.
 */
@NullMarked
package dev.postrider.api.idempotency;

import org.jspecify.annotations.NullMarked;

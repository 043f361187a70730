/**
 * Rejected events over REST: shown, published again after they were corrected, dismissed. Called by users; the delivery log writes
 * the rows, and nothing here rejects anything.
 */
@NullMarked
package dev.postrider.api.rejected;

import org.jspecify.annotations.NullMarked;

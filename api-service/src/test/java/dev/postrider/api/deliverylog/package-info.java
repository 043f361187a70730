/**
 * Tests of the delivery log: the fold without I/O, everything else on a real broker and database.
 */
@NullMarked
package dev.postrider.api.deliverylog;

import org.jspecify.annotations.NullMarked;

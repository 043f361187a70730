/**
 * Bare loops that do what nobody can do without: consume, sign, post. What the dispatcher is measured against; no part of Postrider may be used here, but for egress's sender in the one loop that is there to have it.
 */
@NullMarked
package dev.postrider.bench.floor;

import org.jspecify.annotations.NullMarked;

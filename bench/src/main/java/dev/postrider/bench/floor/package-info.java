/**
 * Bare loops that do what nobody can do without: consume, sign, post. What the dispatcher is measured against; no part of Postrider may be used here.
 */
@NullMarked
package dev.postrider.bench.floor;

import org.jspecify.annotations.NullMarked;

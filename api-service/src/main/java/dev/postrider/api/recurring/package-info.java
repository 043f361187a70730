/** Work that every process repeats at intervals for as long as it runs. Used by features for their upkeep; knows none of them. */
@NullMarked
package dev.postrider.api.recurring;

import org.jspecify.annotations.NullMarked;

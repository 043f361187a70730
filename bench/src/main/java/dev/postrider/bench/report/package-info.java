/**
 * Figures and bounds, as a table and as JSON. Knows nothing of how they were measured.
 */
@NullMarked
package dev.postrider.bench.report;

import org.jspecify.annotations.NullMarked;

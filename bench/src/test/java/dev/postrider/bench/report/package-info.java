/** Tests of figures and bounds. */
@NullMarked
package dev.postrider.bench.report;

import org.jspecify.annotations.NullMarked;

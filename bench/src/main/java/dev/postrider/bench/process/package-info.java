/**
 * Child JVMs: started, awaited, measured by the kernel's own counters, and never left behind. Called by everything that runs beside the driver; knows nothing of what a child does.
 */
@NullMarked
package dev.postrider.bench.process;

import org.jspecify.annotations.NullMarked;

/**
 * The metrics of the system by name, kind, unit and labels. Called by services, which register nothing else of their own, and by the
 * test that writes the reference page; knows no library of metrics.
 */
@NullMarked
package dev.postrider.common.metric;

import org.jspecify.annotations.NullMarked;
